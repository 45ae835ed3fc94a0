/// Elements that are taken out in ascending order: a binary heap. O(log count) for each operation.
struct PriorityQueue<Element: Comparable> {
  private var heap: [Element] = []

  /// The smallest element; nil when there is none.
  var first: Element? { heap.first }

  /// Adds an element.
  mutating func insert(_ element: Element) {
    heap.append(element)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  /// Takes out the smallest element; nil when there is none.
  mutating func popFirst() -> Element? {
    guard let smallest = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return smallest }
    heap[0] = last
    var parent = 0
    while 2 * parent + 1 < heap.count {
      var child = 2 * parent + 1
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < heap[parent] else { return smallest }
      heap.swapAt(parent, child)
      parent = child
    }
    return smallest
  }
}
