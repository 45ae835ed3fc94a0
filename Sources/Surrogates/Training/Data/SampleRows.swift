/// Which rows of data there are in a part of them, ascending.
public enum SampleRows: Equatable, Sendable {
  /// These; a row may occur several times.
  case listed([Int])
  /// Of samples that come in equal groups, such as all walkers at one time, the same `places` (ascending, some
  /// perhaps several times) of each of `groups` groups of `period`. Their numbers are computed, so that a part of any number of
  /// samples takes no memory.
  case periodic(places: [Int], period: Int, groups: Int)

  /// The number of rows.
  public var count: Int {
    switch self {
    case .listed(let rows): rows.count
    case .periodic(let places, _, let groups): groups * places.count
    }
  }

  /// The row of an index in 0 ..< count.
  @inline(__always)
  subscript(index: Int) -> Int {
    switch self {
    case .listed(let rows): return rows[index]
    case .periodic(let places, let period, _):
      let (group, place) = index.quotientAndRemainder(dividingBy: places.count)
      return group * period + places[place]
    }
  }

  /// Whether these are all rows of data with so many.
  public func isAll(of count: Int) -> Bool {
    switch self {
    case .listed(let rows): rows.elementsEqual(0..<count)
    case .periodic(let places, let period, let groups):
      places.elementsEqual(0..<period) && groups * period == count
    }
  }

  /// Whether these are rows of data with so many, in ascending order.
  func isValid(for count: Int) -> Bool {
    func isAscending(_ rows: [Int], below end: Int) -> Bool {
      rows.first ?? 0 >= 0 && rows.last ?? -1 < end
        && zip(rows, rows.dropFirst()).allSatisfy { $0 <= $1 }
    }
    switch self {
    case .listed(let rows): return isAscending(rows, below: count)
    case .periodic(let places, let period, let groups):
      return groups >= 0 && period > 0 && groups <= count / period
        && isAscending(places, below: period)
    }
  }
}
