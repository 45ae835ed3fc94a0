/// Numbers that are taken out in descending order: a binary heap. O(log count) for each operation.
struct DescendingQueue {
  private var heap: [Int]

  /// A queue with one element.
  init(_ first: Int) { heap = [first] }

  /// Adds an element.
  mutating func insert(_ element: Int) {
    heap.append(element)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[parent] < heap[child] else { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  /// Takes out the largest element; nil when there is none.
  mutating func popLargest() -> Int? {
    guard let largest = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return largest }
    heap[0] = last
    var parent = 0
    while 2 * parent + 1 < heap.count {
      var child = 2 * parent + 1
      if child + 1 < heap.count, heap[child + 1] > heap[child] { child += 1 }
      guard heap[child] > heap[parent] else { return largest }
      heap.swapAt(parent, child)
      parent = child
    }
    return largest
  }
}
