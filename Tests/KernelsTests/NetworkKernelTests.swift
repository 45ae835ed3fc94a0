import CKernels
import Foundation
import Testing

/// The kernels of networks against plain loops in double.
@Suite struct NetworkKernelTests {
  private func eachSample(_ body: (Int) -> Void) {
    for u in 0..<21 { for s in 0..<48 { body(u * 64 + s) } }
  }

  @Test(arguments: InstructionSet.available, [1, 2])
  func push(_ isa: InstructionSet, _ order: Int) {
    func check<R: Real>(_: R.Type) {
      let (d, a, k): ([R], [R], [R]) = (stack(3, seed: 1), stack(3, seed: 2), stack(3, seed: 3))
      for isSkipped in [false, true] {
        let before: [R] = stack(3, seed: 4)
        var expected = before.map { Double($0) }
        let n = sheetCount
        let skip = k.map { isSkipped ? Double($0) : 0 }
        eachSample { i in
          expected[n + i] = Double(d[i] * a[n + i]) + skip[n + i]
          if order > 1 {
            let square = Double(a[n + i]) * Double(a[n + i])
            expected[2 * n + i] =
              Double(d[i]) * Double(a[2 * n + i]) + Double(d[n + i]) * square + skip[2 * n + i]
          }
        }
        var z = before
        k.withUnsafeBufferPointer {
          isa.network(R.self).push(
            Int32(order), sheet, d, a, isSkipped ? $0.baseAddress : nil, &z)
        }
        let (error, isUntouched) = compare(z, expected, from: before)
        #expect(error < R.rounding)
        #expect(isUntouched)
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(arguments: InstructionSet.available, [0, 1, 2])
  func pull(_ isa: InstructionSet, _ order: Int) {
    func check<R: Real>(_: R.Type) {
      let (d, a): ([R], [R]) = (stack(3, seed: 1), stack(3, seed: 2))
      let l: [R] = stack(3, seed: 3)
      let before: [R] = stack(3, seed: 4)
      var expected = before.map { Double($0) }
      var sums = [Double](repeating: 1, count: 21)
      let n = sheetCount
      eachSample { i in
        let d = (0..<3).map { Double(d[$0 * n + i]) }
        let a = (0..<3).map { Double(a[$0 * n + i]) }
        let l = (0..<3).map { $0 <= order ? Double(l[$0 * n + i]) : 0 }
        expected[i] =
          d[0] * l[0] + d[1] * a[1] * l[1] + (d[1] * a[2] + d[2] * a[1] * a[1]) * l[2]
        if order > 0 { expected[n + i] = d[0] * l[1] + 2 * d[1] * a[1] * l[2] }
        if order > 1 { expected[2 * n + i] = d[0] * l[2] }
        sums[i / 64] += expected[i]
      }
      var p = before
      var sum = [R](repeating: 1, count: 21)
      let kernel = isa.network(R.self)
      kernel.pull(Int32(order), sheet, d, a, l, &p, &sum)
      let (error, isUntouched) = compare(p, expected, from: before)
      #expect(error < 4 * R.rounding)
      #expect(isUntouched)
      #expect(zip(sum, sums).allSatisfy { abs(Double($0) - $1) < 100 * R.rounding })
      // In place, and without sums.
      var inPlace = l
      inPlace.withUnsafeMutableBufferPointer {
        kernel.pull(Int32(order), sheet, d, a, $0.baseAddress, $0.baseAddress, nil)
      }
      for k in 0...order {
        #expect(inPlace[k * n] == p[k * n] && inPlace[k * n + 47] == p[k * n + 47])
      }
      var again = [R](repeating: 1, count: 21)
      kernel.add_rows(sheet, p, &again)
      #expect(zip(again, sums).allSatisfy { abs(Double($0) - $1) < 100 * R.rounding })
    }
    check(Float.self)
    check(Double.self)
  }

  /// All instruction sets and types against double with the baseline, which the gradient checks of the
  /// networks test.
  @Test(arguments: InstructionSet.available, [0, 1, 2])
  func normalisation(_ isa: InstructionSet, _ order: Int) {
    func run<R: Real>(_ kernel: ck_network, _: R.Type) -> [[Double]] {
      let shifts: [R] = stack(1, seed: 1)
      let (bias, g, b) = (shifts[0..<21], shifts[64..<85], shifts[128..<149])
      var a: [R] = stack(3, seed: 2)
      var n: [R] = stack(3, seed: 3)
      var moments = [R](repeating: 0, count: Int(CK_NORM_MOMENTS) * 64)
      kernel.normalise(sheet, Array(bias), Array(g), Array(b), 1e-5, &a, &n, &moments)
      if order > 0 { kernel.normalise_push(Int32(order), sheet, Array(g), &a, &n, &moments) }
      var p: [R] = stack(3, seed: 4)
      var sums = [[R]](repeating: [R](repeating: 0, count: 64), count: 3)
      var (first, second, third) = (sums[0], sums[1], sums[2])
      kernel.normalise_pull(
        Int32(order), sheet, Array(g), a, moments, &p, &first, &second, &third)
      sums = [first, second, third]
      return ([a, n, p] + sums).map { $0.map { Double($0) } }
    }
    func check<R: Real>(_: R.Type) {
      let expected = run(InstructionSet.baseline.network(Double.self), Double.self)
      let results = run(isa.network(R.self), R.self)
      let before = [stack(3, seed: 2), stack(3, seed: 3), stack(3, seed: 4)] as [[R]]
      for k in 0..<3 {
        let (error, isUntouched) = compare(
          results[k], expected[k], from: before[k].map { Double($0) })
        #expect(error < 40 * R.rounding)
        #expect(isUntouched)
      }
      for k in 3..<6 {
        #expect(
          zip(results[k], expected[k]).allSatisfy { abs($0 - $1) < 400 * R.rounding })
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(arguments: InstructionSet.available)
  func normalisedMoments(_ isa: InstructionSet) {
    let ones = [Double](repeating: 1, count: 21)
    let zeros = [Double](repeating: 0, count: 21)
    var a: [Double] = stack(1, seed: 2)
    var n = a
    var moments = [Double](repeating: 0, count: 5 * 64)
    isa.network(Double.self).normalise(sheet, zeros, ones, zeros, 0, &a, &n, &moments)
    for s in 0..<48 {
      let column = (0..<21).map { n[$0 * 64 + s] }
      #expect(abs(column.reduce(0, +)) < 1e-13)
      #expect(abs(column.reduce(0) { $0 + $1 * $1 } / 21 - 1) < 1e-13)
    }
  }

  @Test(arguments: InstructionSet.available, [1, 2])
  func waves(_ isa: InstructionSet, _ order: Int) {
    func check<R: Real>(_: R.Type) {
      let f: [R] = stack(2, seed: 1)
      let before: [R] = stack(6, seed: 2)
      var expected = before.map { Double($0) }
      let n = sheetCount
      eachSample { i in
        let (phase, slope) = (Double(f[i]), Double(f[n + i]))
        let jets = [
          cos(phase), sin(phase), -sin(phase) * slope, cos(phase) * slope,
          -cos(phase) * slope * slope, -sin(phase) * slope * slope,
        ]
        for k in 0..<(2 + 2 * order) { expected[k * n + i] = jets[k] }
      }
      let kernel = isa.network(R.self)
      var z = before
      kernel.waves(sheet, f, &z)
      kernel.waves_push(Int32(order), sheet, f, &z)
      let (error, isUntouched) = compare(z, expected, from: before)
      #expect(error < R.rounding)
      #expect(isUntouched)
      let l: [R] = stack(2, seed: 3)
      var p: [R] = stack(1, seed: 4)
      kernel.waves_pull(sheet, z, l, &p)
      eachSample { i in
        let exact = -sin(Double(f[i])) * Double(l[i]) + cos(Double(f[i])) * Double(l[n + i])
        #expect(abs(Double(p[i]) - exact) < R.rounding)
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(arguments: InstructionSet.available)
  func transposition(_ isa: InstructionSet) {
    func check<R: Real>(_: R.Type) {
      let x: [R] = stack(1, seed: 1)
      var out = [R](repeating: 9, count: 48 * 25)
      isa.network(R.self).transpose(sheet, x, &out, 25)
      for s in 0..<48 {
        for u in 0..<25 { #expect(out[s * 25 + u] == (u < 21 ? x[u * 64 + s] : 9)) }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(arguments: InstructionSet.available)
  func addition(_ isa: InstructionSet) {
    func check<R: Real>(_: R.Type) {
      for count in [0, 1, 15, 16, 17, 100] {
        let from: [R] = Array(stack(1, seed: 1)[0..<100])
        var to: [R] = Array(stack(1, seed: 2)[0..<100])
        let before = to
        isa.network(R.self).add(Int64(count), from, &to)
        for i in 0..<100 { #expect(to[i] == (i < count ? before[i] + from[i] : before[i])) }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(arguments: InstructionSet.available)
  func dropout(_ isa: InstructionSet) {
    func check<R: Real>(_: R.Type) {
      let key: [UInt32] = [123, 456]
      let oracle = PhiloxOracle(key: (123, 456))
      let rows = (0..<64).map { Int64($0 * 1_000_000_007) }
      let before: [R] = stack(1, seed: 1)
      var mask = before
      isa.network(R.self).drop(key, rows, 40, sheet, 16384, 1.25, &mask)
      for u in 0..<21 {
        for s in 0..<64 {
          guard s < 48 else {
            #expect(mask[u * 64 + s] == before[u * 64 + s])
            continue
          }
          let unit = 40 + u
          let row = UInt64(rows[s])
          let block = oracle.words(row, UInt64(unit / 8))
          let piece = block[unit % 8 / 2] >> UInt32(unit % 2 * 16) & 0xffff
          #expect(mask[u * 64 + s] == (piece < 16384 ? 0 : 1.25))
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func everyEntryIsFilled() {
    for isa in InstructionSet.available {
      for table in [isa.network(Float.self), isa.network(Double.self)] {
        #expect(table.activate != nil && table.push != nil && table.pull != nil)
        #expect(table.add_rows != nil && table.normalise != nil && table.normalise_push != nil)
        #expect(table.normalise_pull != nil && table.waves != nil && table.waves_push != nil)
        #expect(table.waves_pull != nil && table.drop != nil && table.transpose != nil)
        #expect(table.add != nil)
      }
    }
    #expect(ck_network_for(CK_ISA_COUNT, CK_REAL_FLOAT) == nil)
  }
}
