import Foundation
import FuzzTargets

/// libFuzzer's engine; the symbol is in libclang_rt.fuzzer_no_main, which scripts/fuzz links.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// `fuzz TARGET [libFuzzer's options and folders]`, or `fuzz TARGET --seeds FOLDER`, which writes the target's seeds.
@main enum Driver {
  /// libFuzzer's callback has no context, so the target is global; it is set once, before the first call.
  nonisolated(unsafe) private static var target: any FuzzTarget = ScenarioTarget()

  /// Tells the target to the processes that libFuzzer starts with its own options alone.
  private static let variable = "MACROSCOPE_FUZZ_TARGET"

  static func main() throws {
    let arguments = CommandLine.arguments
    let inherited = ProcessInfo.processInfo.environment[variable]
    guard let name = inherited ?? arguments.dropFirst().first,
      let type = fuzzTargets.first(where: { $0.name == name })
    else {
      print("usage: fuzz \(fuzzTargets.map { $0.name }.joined(separator: "|")) [OPTIONS]")
      exit(64)
    }
    target = try type.init()
    if arguments.count == 4, arguments[2] == "--seeds" {
      let folder = URL(fileURLWithPath: arguments[3], isDirectory: true)
      for (index, seed) in try target.seeds().enumerated() {
        try Data(seed).write(to: folder.appendingPathComponent("seed-\(index)"))
      }
      return
    }
    var count = CommandLine.argc
    var rest = CommandLine.unsafeArgv
    if inherited == nil {
      // The program stays before its options, for libFuzzer starts it again to minimise.
      setenv(variable, name, 1)
      (count, rest) = (count - 1, rest + 1)
      rest[0] = CommandLine.unsafeArgv[0]
    }
    exit(
      runFuzzer(&count, &rest) { bytes, length in
        let input = Array(UnsafeBufferPointer(start: bytes, count: length))
        do throws(BrokenPromise) {
          try Driver.target.check(input)
        } catch {
          fatalError("\(error)")
        }
        return 0
      })
  }
}
