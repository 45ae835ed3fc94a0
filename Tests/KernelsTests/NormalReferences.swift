/// The normal numbers of a block, computed with mpmath at 400 bits from words that a separate
/// implementation of Philox4x32-10 gives.
struct NormalReference: Sendable {
  let walker: UInt64
  let index: UInt64
  /// Cosine and sine of the first pair, of the second.
  let numbers: [Double]

  /// The key of all of them: the first digits of pi.
  static let key: (UInt32, UInt32) = (0x243f_6a88, 0x85a3_08d3)

  init(_ walker: UInt64, _ index: UInt64, _ numbers: [Double]) {
    self.walker = walker
    self.index = index
    self.numbers = numbers
  }
}

/// Counters found by inverting Philox, such that u and v are special: 0, the least and greatest numbers,
/// ends of the tables' intervals, multiples of eighths of a turn; and some random ones.
let normalReferences: [NormalReference] = [
  .init(
    0x220b4a8638c5f93a, 0xb84611c94eb9fa8e,
    [
      0x1.124b2800eda48p+3, 0x0.0p+0,
      0x1.124b2800eda48p+3, 0x1.aedbfe2394203p-27,
    ]),
  .init(
    0xb3e31403cfbab1fb, 0xad11226394892e31,
    [
      0x1.124b2800e85c4p+3, 0x1.aea622a3ccea0p-16,
      0x1.124b2800e85aep+3, 0x1.aedbfe23915b8p-16,
    ]),
  .init(
    0x8d610a7335fab3a4, 0x8a841b735c46871c,
    [
      0x1.124b2800d880dp+3, 0x1.aec11063a6d61p-15,
      0x1.0000000000000p-26, -0x1.921fb54442d18p-56,
    ]),
  .init(
    0xeab57b66c7d971b2, 0x51f3283dc0670b69,
    [
      -0x1.fffff0003fc00p-17, 0x0.0p+0,
      0x1.6a09e0c0269a5p-16, 0x0.0p+0,
    ]),
  .init(
    0xcb051796ad306e34, 0xebe77e42ce138072,
    [
      0x0.0p+0, 0x1.3988dab89d6f2p-16,
      0x0.0p+0, -0x1.6a09cfc76b41ep-17,
    ]),
  .init(
    0x684e7f522e8bcd0f, 0xe20db612dc3ad77d,
    [
      0x1.6a09e0c01fa17p-16, 0x1.1c34a237130a1p-34,
      0x1.3b3ab8df6ac14p+2, 0x1.3b3ab8df6ac14p+2,
    ]),
  .init(
    0xc2fc8b678e08558b, 0xd55d8245ac46f81b,
    [
      0x0.0p+0, 0x1.b7630e71705e9p+2,
      -0x1.b0e08d0221399p+2, 0x0.0p+0,
    ]),
  .init(
    0x3ab39870e253be9b, 0x016f89cd7282f35e,
    [
      0x1.aa449962fc063p+2, -0x1.4eca428016564p-27,
      0x0.0p+0, -0x1.ad05fc4011194p+2,
    ]),
  .init(
    0x7995c392d15d2ea0, 0x700927bda18c5c21,
    [
      0x1.96af7c104cfdep+2, 0x1.85b3bb14fa2bdp+1,
      0x1.aa4498c93da52p+2, 0x0.0p+0,
    ]),
  .init(
    0x73e1025c0eda7c8b, 0x89ad93947fe68924,
    [
      -0x1.2a1992919bbe3p+2, -0x1.2a1992919bbe3p+2,
      0x1.2411849e458abp+2, -0x1.2411849e458abp+2,
    ]),
  .init(
    0xa05b631fa2f276a6, 0x74f9febe542e8f55,
    [
      0x1.2d6abe44afc42p+0, 0x0.0p+0,
      0x1.2d6abe42fce9fp+0, -0x1.d976f41f12d02p-30,
    ]),
  .init(
    0x5dfbab34c0b29a2c, 0x273161e349f91623,
    [
      0x1.2d6abe44afc44p+0, -0x1.d976f421bde0cp-30,
      0x1.2d6abe447968ep+0, 0x1.2d6abe447968ep+0,
    ]),
  .init(
    0xbbb464ff2b6a7846, 0x289a671527aabc35,
    [
      0x1.0a042f0c24261p+0, 0x1.b8c01431d67c1p-2,
      0x1.1fef1b965252dp+0, -0x1.c449232739a5ep-30,
    ]),
  .init(
    0x087b60561d438f80, 0x54cfaaf10de3e19d,
    [
      0x1.0a042f10644dap+0, 0x1.b8c0141a48970p-2,
      0x1.ded117a66f1bbp-1, 0x1.3fef650664a90p-1,
    ]),
  .init(
    0x46a9e41692e5d8e1, 0xdac9168b7b95c107,
    [
      -0x1.806dd94f0e348p-1, 0x1.3e78b3ac5638ep-2,
      0x1.a01a61e7176a6p-1, -0x1.46ce7bc82c4b5p-30,
    ]),
  .init(
    0xd1ca07f559be7a7e, 0xae595ea365497ffb,
    [
      -0x1.806dd94e4f7eep-1, 0x1.3e78b3c1d3f5bp-2,
      -0x1.981b95aed8920p-1, 0x1.44b5f18c1212ep-3,
    ]),
  .init(
    0x73b9577f6bbdd58c, 0x1d1394f4dccbc46d,
    [
      -0x1.845dbb51b20adp-1, 0x0.0p+0,
      0x1.845dbb537409bp-1, -0x1.3105a54047840p-30,
    ]),
  .init(
    0xf9377e717a8313ad, 0x93af4976c03278a3,
    [
      -0x1.845dbb5536085p-1, 0x1.3105a541a8f0dp-30,
      -0x1.7ce75efaf76bdp-1, -0x1.2f10dee10fc12p-3,
    ]),
  .init(
    0x69d4a936fbb71042, 0x0a3e4e3cf28133a6,
    [
      0x1.dcc9262b0fecap-3, -0x1.8afb73fcfe8e4p-4,
      0x1.0208da73230f5p-2, -0x1.9551dcd051262p-32,
    ]),
  .init(
    0xa9fe9efa7d35f15c, 0x1745e5204adc921e,
    [
      0x1.dcc926447e054p-3, -0x1.8afb742d7b22bp-4,
      0x1.fa272da7674cfp-3, -0x1.92b86c020013ap-5,
    ]),
  .init(
    0xad1fec52c943905f, 0xcf51f6fb01792bdb,
    [
      0x1.62cf8bab06137p+0, -0x1.6df090b33fc4cp+2,
      0x1.edd95febd7c44p-3, -0x1.a709f2fb9e88fp-1,
    ]),
  .init(
    0xcbb1afc8db45fc63, 0x1acd22bcc2c9b54f,
    [
      0x1.b2a010926699cp+0, 0x1.ab65a74d86e6dp+2,
      0x1.28fb8ce13f300p-1, 0x1.b5d8f54755220p-4,
    ]),
  .init(
    0xef86cffbed0ff78a, 0xe78d4559c592c3c5,
    [
      0x1.c059e40cc5446p-1, 0x1.2ba603c705dc3p+2,
      -0x1.71508169a8be4p+0, -0x1.f57dab55d0589p+0,
    ]),
  .init(
    0x27766a37438814c4, 0x76d5dbb324d2edf5,
    [
      -0x1.cff7f3e71f9c9p+1, -0x1.497a3c2258bcbp+0,
      -0x1.b467e6eca0c64p-1, 0x1.c65af389c710dp-1,
    ]),
  .init(
    0xa4626a6e0d21e9fe, 0x7a6adfe2cdd1ad7a,
    [
      -0x1.6afabf1d1d99fp+2, -0x1.266db53f90164p+1,
      -0x1.073da88071049p+1, -0x1.290b41265c5cap-1,
    ]),
  .init(
    0x4401b6087016b27e, 0x6f5d79695a428b5c,
    [
      0x1.e10d2d42c899bp-2, -0x1.fc5fe81f7e7cfp+0,
      -0x1.a670a199850a1p-3, -0x1.bc8f92d03ae26p+0,
    ]),
  .init(
    0x00000000000005d0, 0x0585a01c4c7d6df0,
    [
      -0x1.20e58e2e22867p+1, 0x1.cc3da5723c272p-2,
      -0x1.71bb6817b63f5p-1, -0x1.7bcf6db0d179fp+0,
    ]),
  .init(
    0x2a9eba0cdf561d80, 0x000000000000a096,
    [
      -0x1.020bf478e54fdp+0, 0x1.4f9a1da505c4cp-1,
      0x1.287d631f84ed7p+0, 0x1.5f27a8ab165dep-2,
    ]),
  .init(
    0x0000000000000f62, 0x000000000000f662,
    [
      -0x1.eedba149a0d26p-4, -0x1.041a3b700a13bp+0,
      -0x1.530ad07682635p-1, 0x1.78b2f1225b0c6p-1,
    ]),
  .init(
    0x0000000000000000, 0x0000000000000000,
    [
      -0x1.06e5a3e470ab6p-1, -0x1.288ac4f398fc7p+0,
      -0x1.e81367a9ce2efp-2, -0x1.ebd5a12b8b6ecp-5,
    ]),
]
