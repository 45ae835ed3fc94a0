import Storage
import Testing

/// Counters of an archive, which may come from a file of anybody.
@Suite("Counts of archives")
struct StateCountsTests {
  @Test(arguments: [
    ([0, 1, 1 << 48], true), ([-1, 0, 0], false), ([0, .max, 0], false), ([1], false),
  ])
  func areSmallAndNotNegative(values: [Int], isGood: Bool) throws {
    var archive = StateArchive()
    archive.put(values, as: "n")
    if isGood {
      #expect(try archive.counts("n", count: 3) == values)
    } else {
      let error = #expect(throws: StorageError.self) { try archive.counts("n", count: 3) }
      #expect(error?.kind == .damaged)
    }
  }
}
