import Foundation
import Surrogates

/// Model files. The input is the JSON of the header, up to the first zero byte, and the data after it; its length is
/// put before it, so that what is behind it is reached. An input that begins with `!` is taken as it is after
/// that. A model that is read is evaluated and exported.
package struct ModelTarget: FuzzTarget {
  package static let name = "model"
  private let scratch: ScratchFolder

  package init() throws { scratch = try ScratchFolder() }

  package func check(_ input: [UInt8]) throws(BrokenPromise) {
    let bytes = input.first == UInt8(ascii: "!") ? [UInt8](input.dropFirst()) : framed(input)
    let name = "input.safetensors"
    try scratch.write(bytes, to: name)
    let model: SurrogateModel
    do throws(ModelFileError) {
      model = try SurrogateModel(contentsOf: scratch.url.appendingPathComponent(name))
    } catch {
      if case .storage = error.kind { throw BrokenPromise("\(error)") }
      if error.description.utf8.count > 4000 {
        throw BrokenPromise("a message of \(error.description.utf8.count) bytes")
      }
      return
    }
    let point = [Double](repeating: 0.3, count: model.dimension)
    let potential = NeuralPotential(model)
    _ = potential.value(at: point)
    guard potential.gradient(at: point).count == model.dimension else {
      throw BrokenPromise("a gradient of a wrong length")
    }
    do {
      _ = try? model.onnx()
      let copy = try model.encoded()
      try scratch.write(copy, to: name)
      guard
        try SurrogateModel(contentsOf: scratch.url.appendingPathComponent(name)).encoded() == copy
      else { throw BrokenPromise("the model is another one after it was written") }
    } catch let error as BrokenPromise {
      throw error
    } catch {
      throw BrokenPromise("the model that was read cannot be written and read again: \(error)")
    }
  }

  package func seeds() throws -> [[UInt8]] {
    guard let model = try SmallRun.withNetworks().results.surrogate?.model else { return [] }
    let data = [UInt8](try model.encoded())
    let length = data[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    return [data[8..<(8 + length)] + [0] + data[(8 + length)...], [UInt8(ascii: "!")] + data]
  }

  private func framed(_ input: [UInt8]) -> [UInt8] {
    let end = input.firstIndex(of: 0) ?? input.count
    return withUnsafeBytes(of: UInt64(end).littleEndian) { Array($0) } + input[..<end]
      + input[min(end + 1, input.count)...]
  }
}
