import Foundation

/// The Python that other implementations of file formats are tried with: the one that the variable
/// `MACROSCOPE_PYTHON` names, or `python3` on the search path.
enum Python {
  /// What a script left.
  struct Outcome {
    let status: Int32
    let output: String
  }

  /// Whether there is a Python with ONNX Runtime and the ONNX checker.
  static let hasONNXRuntime = has("numpy, onnx, onnxruntime")
  /// Whether there is one with the reference implementation of safetensors.
  static let hasSafetensors = has("numpy, safetensors.numpy")

  /// Runs a script in `folder`; standard output and error come back as one text.
  static func run(_ script: String, in folder: URL) throws -> Outcome {
    let named = ProcessInfo.processInfo.environment["MACROSCOPE_PYTHON"]
    // A file rather than a pipe: no amount of output can block the process.
    let log = folder.appendingPathComponent("python.log")
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [named ?? "python3", "-c", script]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    let output = try FileHandle(forWritingTo: log)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
    return Outcome(status: process.terminationStatus, output: text)
  }

  private static func has(_ modules: String) -> Bool {
    let outcome = try? withModelFolder { try run("import \(modules)", in: $0) }
    return outcome?.status == 0
  }
}
