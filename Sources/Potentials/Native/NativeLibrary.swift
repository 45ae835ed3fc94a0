import CKernels
import Foundation

/// A compiled native field in memory. Unloaded when nobody uses it any more.
final class NativeLibrary: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer
  /// Its functions; valid as long as the object lives.
  let functions: UnsafePointer<ck_native>

  init(_ file: URL) throws(NativeCompiler.Failure) {
    guard let handle = dlopen(file.path, RTLD_NOW | RTLD_LOCAL) else {
      throw NativeCompiler.Failure(
        description: dlerror().map { String(cString: $0) } ?? "it cannot be loaded")
    }
    guard let symbol = dlsym(handle, "ck_native_table") else {
      dlclose(handle)
      throw NativeCompiler.Failure(description: "it is no native field")
    }
    self.handle = handle
    functions = UnsafePointer(symbol.assumingMemoryBound(to: ck_native.self))
  }

  deinit { dlclose(handle) }
}
