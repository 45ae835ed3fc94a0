/// Observers that are called in order.
///
/// Constants of an object need no reference counting while it is alive. Elements of an array are counted at each call, and
/// threads that do so to the same observers wait for one another.
package final class ObserverChain: Sendable {
  private let first: any BlockObserver
  private let rest: ObserverChain?

  /// Nil where there are none.
  package convenience init?(_ observers: [any BlockObserver]) {
    self.init(observers[...])
  }

  private init?(_ observers: ArraySlice<any BlockObserver>) {
    guard let first = observers.first else { return nil }
    self.first = first
    rest = ObserverChain(observers.dropFirst())
  }

  package func observe(_ frame: borrowing BlockFrame) {
    first.observe(frame)
    rest?.observe(frame)
  }
}
