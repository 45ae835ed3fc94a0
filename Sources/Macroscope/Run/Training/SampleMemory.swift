import Foundation

/// How much memory the stored samples may take while networks are trained on them, and what follows from that
/// (docs/neural-surrogate.md).
struct SampleMemory: Sendable {
  /// In bytes.
  let bytes: Double

  /// What a section asks for; else, and without a section, a quarter of the machine's memory.
  init(_ section: SurrogateSection?) {
    bytes =
      section?.memoryLimit.map { Double($0) * 0x1p20 }
      ?? Double(ProcessInfo.processInfo.physicalMemory) / 4
  }

  /// Bytes of a sample in memory: its four vectors as they are stored, twice as they are trained on, residuals and
  /// predictions; rows, labels of blocks and losses.
  static func ofSample(dimension: Int) -> Double { Double(64 * dimension + 128) }

  /// Bytes of a sample in a window: rounded, with its row, value, weight and place in the order.
  private static func inWindow(dimension: Int) -> Double { Double(8 * dimension + 20) }

  /// Whether all samples of a run fit.
  func holds(_ samples: Int, dimension: Int) -> Bool {
    Double(samples) * Self.ofSample(dimension: dimension) <= bytes
  }

  /// How many networks may have copies of their rows at the same time: at least one, which `ofSample` counts.
  func copies(_ samples: Int, dimension: Int) -> Int {
    let rest = bytes - Double(samples) * Self.ofSample(dimension: dimension)
    return 1 + Int(max(0, rest) / (Double(samples) * Self.inWindow(dimension: dimension)))
  }

  /// The k of "every k-th time": samples thinned so take half of the memory, the windows of the stream the other
  /// half. There are enough to judge networks by in any case.
  func thinning(_ samples: Int, dimension: Int) -> Int {
    let most = max(1, 0.5 * bytes / Self.ofSample(dimension: dimension))
    let stride = (Double(samples) / most).rounded(.up)
    return max(1, min(Int(stride), samples / SurrogateSection.fewestSamples))
  }

  /// The rows that are shuffled together: all, or half of what fits, as another window is read meanwhile.
  func windowRows(_ samples: Int, dimension: Int) -> Int {
    let most = Int(0.5 * bytes / Self.inWindow(dimension: dimension))
    return max(1, samples <= most ? samples : most / 2)
  }
}
