import CKernels
import Foundation
import Storage

/// Clang, and the folder where what it has compiled is kept.
///
/// The same gradient is compiled once: a library is found again by the digest of its source, of everything that the
/// source includes, of the compiler and of its options.
public struct NativeCompiler: Sendable {
  /// Why a gradient could not be compiled.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// The compiler; nil when there is none.
  public let executable: URL?
  /// Where compiled libraries are kept; nil to keep none.
  public let cache: URL?
  /// Seconds that a compilation may take.
  private static let timeout = 120.0
  /// Libraries that are kept.
  private static let capacity = 200

  /// A compiler at a known place.
  public init(executable: URL?, cache: URL?) {
    self.executable = executable
    self.cache = cache
  }

  /// The first `clang` on the search path, with the user's folder for caches (`XDG_CACHE_HOME`, or `.cache` in the home
  /// folder).
  public static func ofUser(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> NativeCompiler {
    let base: URL? =
      if let path = environment["XDG_CACHE_HOME"], path.hasPrefix("/") {
        URL(fileURLWithPath: path)
      } else if let home = environment["HOME"], home.hasPrefix("/") {
        URL(fileURLWithPath: home).appendingPathComponent(".cache")
      } else {
        nil
      }
    return NativeCompiler(
      executable: ChildProcess.find("clang", on: environment["PATH"]),
      cache: base?.appendingPathComponent("macroscope/kernels"))
  }

  /// Compiles the source of a native field for an instruction set, or finds it compiled, and loads it.
  func load(_ source: NativeSource, for instructionSet: ck_isa) throws(Failure) -> NativeLibrary {
    guard let executable else { throw Failure(description: "there is no clang") }
    let files = Self.includedFiles + [(name: "field.c", text: source.text)]
    let options = Self.options(instructionSet)
    let name = digest(of: files, options, compiler: executable) + ".so"
    if let cache, Self.isOurs(cache) {
      let kept = cache.appendingPathComponent(name)
      if Self.isOurs(kept), let library = try? NativeLibrary(kept) {
        // As recently used.
        try? FileManager.default.setAttributes(
          [.modificationDate: Date()], ofItemAtPath: kept.path)
        return library
      }
    }
    return try compile(files, options, as: name, by: executable)
  }

  private func compile(
    _ files: [(name: String, text: String)], _ options: [String], as name: String,
    by executable: URL
  ) throws(Failure) -> NativeLibrary {
    let folder = try workFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      for file in files {
        try Data(file.text.utf8).write(to: folder.appendingPathComponent(file.name))
      }
      try ChildProcess(executable, timeout: Self.timeout).run(
        options + ["field.c", "-o", name], in: folder)
      var place = folder.appendingPathComponent(name)
      if let cache {
        let kept = cache.appendingPathComponent(name)
        if rename(place.path, kept.path) == 0 { place = kept }
        Self.prune(cache)
      }
      return try NativeLibrary(place)
    } catch let failure as Failure {
      throw failure
    } catch let failure as ChildProcess.Failure {
      throw Failure(description: failure.sentence(about: "clang"))
    } catch {
      throw Failure(description: error.localizedDescription)
    }
  }

  /// A new folder that nobody else may write to, inside of the cache so that a library can be moved there whole.
  private func workFolder() throws(Failure) -> URL {
    var parent = FileManager.default.temporaryDirectory
    if let cache {
      try? FileManager.default.createDirectory(
        at: cache, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      if Self.isOurs(cache) { parent = cache }
    }
    var template = Array(parent.appendingPathComponent("build-XXXXXX").path.utf8CString)
    guard let path = mkdtemp(&template) else {
      throw Failure(
        description: "no folder in \(parent.path): \(String(cString: strerror(errno)))")
    }
    return URL(fileURLWithPath: String(cString: path), isDirectory: true)
  }

  /// Whether only this user can have put there what is there.
  private static func isOurs(_ place: URL) -> Bool {
    var status = stat()
    return lstat(place.path, &status) == 0 && status.st_uid == geteuid()
      && status.st_mode & (S_IWGRP | S_IWOTH) == 0 && status.st_mode & S_IFMT != S_IFLNK
  }

  /// Removes the libraries that have not been used for the longest time, and what compilations that were killed have
  /// left for a day.
  private static func prune(_ cache: URL) {
    let files = FileManager.default
    let entries =
      (try? files.contentsOfDirectory(
        at: cache, includingPropertiesForKeys: [.contentModificationDateKey])) ?? []
    let dated = entries.map { entry in
      let values = try? entry.resourceValues(forKeys: [.contentModificationDateKey])
      return (entry, values?.contentModificationDate ?? .distantPast)
    }
    let libraries = dated.filter { $0.0.pathExtension == "so" }.sorted { $0.1 > $1.1 }
    let left = dated.filter {
      $0.0.lastPathComponent.hasPrefix("build-") && $0.1 < Date(timeIntervalSinceNow: -86400)
    }
    for (entry, _) in libraries.dropFirst(capacity) + left { try? files.removeItem(at: entry) }
  }

  /// What the source includes, from within the program.
  private static let includedFiles: [(name: String, text: String)] = (0...).lazy
    .map { ck_native_source($0) }.prefix { $0 != nil }
    .compactMap { source in
      source.map { (String(cString: $0.pointee.name), String(cString: $0.pointee.text)) }
    }

  private static func options(_ instructionSet: ck_isa) -> [String] {
    let machine =
      switch instructionSet {
      case CK_ISA_AVX512: ["-mavx512f", "-mavx512dq", "-mavx512vl", "-mfma"]
      case CK_ISA_AVX2: ["-mavx2", "-mfma"]
      default: [String]()
      }
    // The order of the statements is a schedule already (NativeSchedule): another one costs registers.
    return ["-std=gnu17", "-O2", "-w", "-ffp-contract=off", "-mllvm", "-enable-misched=false"]
      + machine + ["-fPIC", "-shared", "-nostdlib"]
  }

  private func digest(
    of files: [(name: String, text: String)], _ options: [String], compiler: URL
  ) -> String {
    var status = stat()
    stat(compiler.resolvingSymlinksInPath().path, &status)
    var whole = "\(compiler.path) \(status.st_size) \(status.st_mtim.tv_sec)\n"
    whole += options.joined(separator: " ") + "\n"
    for file in files { whole += "\(file.name) \(file.text.utf8.count)\n\(file.text)" }
    return SHA256.hexDigest(of: Data(whole.utf8))
  }
}
