import Foundation
import Testing

/// The compiler that comes with Swift.
private let compiler: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
  .split(separator: ":").map { "\($0)/clang" }
  .first { FileManager.default.isExecutableFile(atPath: $0) }

/// The clock of the machine is set while a run lasts: nothing may depend on it but dates of files.
@Suite(
  "A clock that jumps",
  .enabled(
    if: compiler != nil && !Program.isSanitized,
    "no clang, or a sanitizer that must come first"))
struct ClockTests {
  /// Time of day by leaps of up to a century, forward and back; the clocks that only run forward are left alone.
  private static let source = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdatomic.h>
    #include <sys/time.h>
    #include <time.h>
    static long leap(void) {
      static _Atomic unsigned state = 1;
      unsigned next = atomic_fetch_add(&state, 2654435761u);
      return (long)(next % 6311520000u) - 3155760000l;
    }
    int clock_gettime(clockid_t id, struct timespec *time) {
      int (*real)(clockid_t, struct timespec *) =
          (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
      int code = real(id, time);
      if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) time->tv_sec += leap();
      return code;
    }
    int gettimeofday(struct timeval *restrict value, void *restrict zone) {
      struct timespec now;
      (void)zone;
      clock_gettime(CLOCK_REALTIME, &now);
      value->tv_sec = now.tv_sec;
      value->tv_usec = now.tv_nsec / 1000;
      return 0;
    }
    time_t time(time_t *out) {
      struct timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      if (out) *out = now.tv_sec;
      return now.tv_sec;
    }
    """

  @Test("changes no result, and nothing waits for it")
  func jumps() throws {
    let place = try Workplace()
    try place.write(SmallScenario.good() + SmallScenario.comparison, to: "good.toml")
    try place.write(Self.source, to: "clock.c")
    let built = try Program.shell(
      "\(try #require(compiler)) -shared -fPIC -O1 -o clock.so clock.c -ldl", in: place.folder)
    try #require(built.exitCode == 0, "\(built.errors)")
    let steady = try Program.run(
      ["run", "good.toml", "--quiet", "--output", "steady"], in: place.folder)
    let begin = ContinuousClock.now
    let leaping = try Program.run(
      ["run", "good.toml", "--output", "leaping", "--checkpoint-interval", "0.01"],
      in: place.folder, environment: ["LD_PRELOAD": place.url("clock.so").path])
    let time = begin.duration(to: .now) / .seconds(1)
    #expect(leaping.exitCode == steady.exitCode, "\(leaping.errors)")
    #expect(
      try place.comparableSummary(in: "leaping") == place.comparableSummary(in: "steady"))
    // Nor do its times come from that clock.
    let total = try #require(
      place.text("leaping/summary.json").firstMatch(of: /"total" : ([-0-9.e+]+)/)
        .flatMap { Double($0.output.1) })
    #expect((0...time).contains(total))
  }
}
