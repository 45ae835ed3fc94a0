import CKernels

/// A number that there is a table of network kernels for.
protocol Real: BinaryFloatingPoint, BitwiseCopyable {
  static var real: ck_real { get }
  /// What rounding leaves of numbers of the size of one after some operations.
  static var rounding: Double { get }
}

extension Float: Real {
  static var real: ck_real { CK_REAL_FLOAT }
  static var rounding: Double { 4e-6 }
}

extension Double: Real {
  static var real: ck_real { CK_REAL_DOUBLE }
  static var rounding: Double { 1e-14 }
}

extension InstructionSet {
  /// The network kernels of this instruction set, which it must have.
  func network<R: Real>(_: R.Type) -> ck_network {
    guard let table = ck_network_for(ck_isa(rawValue), R.real) else {
      preconditionFailure("\(self) lacks network kernels")
    }
    return table.pointee
  }
}

/// The shape that the tests use: no multiple of a vector, samples apart from the stride.
let sheet = ck_sheet(units: 21, samples: 48, stride: 64)
let sheetCount = Int(sheet.units * sheet.stride)

/// Stacks of sheets with random numbers in -2 ... 2, the same ones for every type.
func stack<R: Real>(_ sheets: Int, seed: UInt64) -> [R] {
  var random = SplitMix(seed: seed)
  return (0..<sheets * sheetCount).map { _ in R(Float.random(in: -2...2, using: &random)) }
}

/// The largest difference over the samples in work, and whether the others are as before.
func compare<A: Real, B: Real>(
  _ values: [A], _ expected: [B], from before: [A], units: Int = Int(sheet.units)
) -> (error: Double, isUntouched: Bool) {
  var error = 0.0
  var isUntouched = true
  for row in 0..<(values.count / Int(sheet.stride)) {
    for s in 0..<Int(sheet.stride) {
      let i = row * Int(sheet.stride) + s
      if s < Int(sheet.samples) {
        let difference = abs(Double(values[i]) - Double(expected[i]))
        error = max(error, difference.isNaN ? .infinity : difference)
      } else {
        isUntouched = isUntouched && values[i] == before[i]
      }
    }
  }
  return (error, isUntouched)
}
