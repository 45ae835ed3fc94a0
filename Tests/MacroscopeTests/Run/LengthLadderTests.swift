import Macroscope
import Testing

@Suite("Lengths where a run may stop")
struct LengthLadderTests {
  @Test(arguments: [1, 10, 400])
  func fallByRootTwo(segment: Int) {
    let ladder = LengthLadder(longest: 64_000, least: 8000, segment: segment)
    #expect(ladder.lengths.last == 64_000)
    for (length, exact) in zip(
      ladder.lengths.reversed(),
      [64_000, 45_254.8, 32_000, 22_627.4, 16_000, 11_313.7, 8000, 5656.9, 4000])
    {
      #expect(Double(length) >= exact - 1 && Double(length) < exact + Double(segment))
      #expect(length == 64_000 || length % segment == 0)
    }
    // Down to half of the least, where the shortest run has its middle.
    #expect(ladder.lengths.count == 9)
    #expect(ladder.lengths.filter(ladder.isStop).first.map { $0 >= 8000 } == true)
    #expect(!ladder.isStop(4000) && !ladder.isStop(12_345) && ladder.isStop(64_000))
  }

  @Test func isOneLengthWhereThereIsNoOther() {
    for (longest, least, segment) in [(395, 100, 400), (1000, 1000, 800), (10, 50, 1)] {
      let ladder = LengthLadder(longest: longest, least: least, segment: segment)
      #expect(ladder.lengths.last == longest)
      #expect(ladder.lengths.dropLast().allSatisfy { $0 % segment == 0 && $0 < longest })
    }
  }

  @Test func ascendsWithoutRepetition() {
    for longest in [401, 799, 801, 1_000_000_000_000] {
      let lengths = LengthLadder(longest: longest, least: 1, segment: 400).lengths
      #expect(zip(lengths, lengths.dropFirst()).allSatisfy { $0 < $1 })
      #expect(lengths.count < 80)
    }
  }
}
