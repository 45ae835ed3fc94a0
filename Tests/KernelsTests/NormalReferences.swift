/// A pair of normal numbers computed with mpmath at 400 bits from words that a separate
/// implementation of Philox4x32-10 gives.
struct NormalReference: Sendable {
  let walker: UInt64
  let pair: UInt64
  let cosine: Double
  let sine: Double

  /// The key of all of them: the first digits of pi.
  static let key: (UInt32, UInt32) = (0x243f_6a88, 0x85a3_08d3)

  init(_ walker: UInt64, _ pair: UInt64, _ cosine: Double, _ sine: Double) {
    self.walker = walker
    self.pair = pair
    self.cosine = cosine
    self.sine = sine
  }
}

/// Counters found by inverting Philox, such that u and v are special: 0, the least and greatest numbers,
/// ends of the tables' intervals, multiples of eighths of a turn; and some random ones.
let normalReferences: [NormalReference] = [
  .init(0x60cc337de6fddc58, 0xc1a7b41a3dd059bf, 0x1.14de816a6d788p+3, 0x0.0p+0),
  .init(0x7f53b499bc883118, 0x661f074a9d8e7b8c, 0x1.b2e7b235f0a91p-48, 0x1.14de816a6d788p+3),
  .init(0x424ececea12ced08, 0x25a8e3f9b6bf5436, 0x1.68f33d8daba4fp-401, 0x1.14de816a6d788p+3),
  .init(0xed209db7d8ea0130, 0xd597920acd8f6d9e, 0x1.124b2800eda48p+3, -0x1.aedbfe2394203p-48),
  .init(0xc975a0b919babbec, 0x8ecac50c9fc18b1d, 0x1.83e8e2149f688p+2, 0x1.83e8e2149f688p+2),
  .init(0x47312298d69db508, 0x3a7494118133a475, -0x1.c4a58c1b87eecp+2, 0x1.35ef033dfb0bfp+2),
  .init(0x5b5ad87fa553f049, 0x38f550444e38e2ae, 0x1.4dbe4be286ea0p-430, 0x1.0000000000000p-26),
  .init(0x1c522eaae84501e1, 0x57742f5b9bdd72f5, 0x1.0000000000000p-26, 0x0.0p+0),
  .init(0x465d53a2cdc8fdad, 0x2118b116571cbcbf, 0x1.921fb54442d18p-77, 0x1.0000000000000p-26),
  .init(0x9a3dba922b76e264, 0xf272c54757410947, -0x1.6a09e667f3bcdp-26, 0x1.d7fbff5f7b3d7p-429),
  .init(0x3659f085996d1ffb, 0x9e19cf8eef51b72f, 0x1.6a09e667f3bcdp-26, -0x1.1c5831add62e4p-76),
  .init(0xcac7290eac29f17b, 0xe9def54400ec9414, -0x1.52419c0654eebp-399, -0x1.2d6abe44afc43p+0),
  .init(0x34859ee947025e19, 0x071802031c10650e, 0x1.16791443073edp+0, 0x1.cd639d1d4da2bp-2),
  .init(0x13406a6fb7618ade, 0x28ce8a1b731fdb4c, 0x1.aa4499161cd48p-1, 0x1.aa4499161cd48p-1),
  .init(0x5d7922dddba04298, 0x4572916cf856e3c9, 0x1.d976f421bde0cp-51, 0x1.2d6abe44afc44p+0),
  .init(0x1d114fb293756d50, 0x9e373e6085cc0806, -0x1.f1680abe1fa0ap-1, 0x1.5494cec6bab6ap-1),
  .init(0x6b96667547e67c64, 0x16e0449e270805f0, -0x1.52419c0654eecp-399, -0x1.2d6abe44afc44p+0),
  .init(0xb183f94f87b455bc, 0xfa4e25753cbbcb0d, 0x1.dcc926454b477p-3, 0x1.8afb7412b9bc0p-4),
  .init(0x84496a97f720bfd4, 0x899d705157510840, 0x1.0208da71f8c36p-2, -0x1.9551dcce7c960p-53),
  .init(0xe8961ad24002bd43, 0xeb589720199e2ffa, 0x1.0208da71f8c36p-2, 0x0.0p+0),
  .init(0x670539619de83a02, 0x017cbcc3fde8a2e0, 0x1.dcc926536c650p-3, 0x1.8afb741e6e411p-4),
  .init(0x5dc3f15d11f303a8, 0x8a5a566f567a074e, -0x1.21925a478ccdbp-401, -0x1.0208da799e551p-2),
  .init(0xb448c03b3adca905, 0xd1a8ef00a53e9df5, 0x1.292257113bfa0p+2, 0x1.292257113bfa0p+2),
  .init(0x41ece88e459a533d, 0x3a88fa70f8d439ae, 0x1.8439767dce281p+2, 0x1.419d9cfd0dfacp+1),
  .init(0x18d3cdeb458aeb03, 0xaa5f7d5f8c753c5c, -0x1.a4360cc0f05bdp+2, 0x1.11e955a20d610p-400),
  .init(0x6c6cf1e5c3887f2a, 0x9aa6ff3209092103, -0x1.db280f574de5ep-1, 0x1.4558affa815e2p-1),
  .init(0x91140c1c7d804d34, 0x0a653c9d7b8aef43, -0x1.1fef1b965252cp+0, -0x1.c449232739a5dp-51),
  .init(0x2a9eba0cdf561d80, 0x000000000000a096, -0x1.31e0613ec1f40p+0, 0x1.135fa5d707069p-3),
  .init(0x00000000000005d0, 0x0585a01c4c7d6df0, -0x1.764dcecffb4efp-4, 0x1.26563d7d4c9d0p+1),
  .init(0x0000000000000d46, 0x54f46a6910acff00, -0x1.45d30cfdaeae2p-1, -0x1.76f3c04d722b8p-4),
  .init(0xad8d194a98921396, 0x5af84e6b4f596727, 0x1.a659b3895d473p-4, -0x1.040810c238eb9p+0),
  .init(0x0000000000000f62, 0x000000000000f662, -0x1.8df5bebed8891p-1, -0x1.54afc72361131p-1),
  .init(0x00000000000001d2, 0xd84a1d3a5b8e8fb2, -0x1.610086507e96fp+0, 0x1.0441526985ca3p+0),
]
