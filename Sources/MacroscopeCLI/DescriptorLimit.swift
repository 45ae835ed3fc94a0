import Foundation

/// How many files, pipes and sockets this process may have open at once.
///
/// Foundation and Dispatch end the program where they find no descriptor left, so there must be enough of
/// them before anything begins.
enum DescriptorLimit {
  /// What a run with plots needs, with a margin.
  static let leastUseful: rlim_t = 64

  /// The limit, raised as far as the system lets a process raise its own where it is below what is needed.
  static func ofThisProcess() -> rlim_t {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
    if limit.rlim_cur < leastUseful, limit.rlim_cur < limit.rlim_max {
      var raised = limit
      raised.rlim_cur = min(leastUseful, limit.rlim_max)
      if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    }
    return limit.rlim_cur
  }
}
