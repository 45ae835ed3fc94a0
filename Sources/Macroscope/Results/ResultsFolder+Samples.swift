import Foundation
import Storage

extension ResultsFolder {
  /// Larger files are read from the disk, piece by piece: most of one are samples.
  private static var largestImage: Int { 1 << 26 }

  /// The arrays: in memory, or on the disk where they are large, most of it samples that nobody may ask for.
  func openArrays() throws(StorageError) -> ArrayReader {
    var information = stat()
    let isLarge =
      stat(arraysURL.path, &information) == 0 && Int(information.st_size) > Self.largestImage
    return ArrayReader(
      file: try HDF5File.open(arraysURL, inMemory: !isLarge), path: arraysURL.path)
  }

  /// Reads the stored samples into results that were read without them.
  ///
  /// Where all of them would take more memory than the scenario has for them (`surrogate.memory`), these are those
  /// of every k-th time, and `samplesFile` says where all are.
  ///
  /// - Parameters:
  ///   - results: what the folder holds.
  ///   - scenario: the scenario that they are wanted for.
  /// - Throws: a `StorageError` when the file is missing or damaged.
  public func readSamples(
    into results: inout RunResults, for scenario: Scenario
  ) throws(StorageError) {
    let memory = SampleMemory(scenario.surrogate)
    let reader = ArrayReader(
      file: try HDF5File.open(arraysURL, inMemory: false), path: arraysURL.path)
    guard let shape = try reader.samplesShape else { return }
    let walkers = scenario.sampling.walkers
    // Samples that are not of these walkers are refused where they are used.
    guard !memory.holds(shape.count, dimension: shape.dimension), shape.count % walkers == 0 else {
      results.samples = try reader.readSamples()
      return
    }
    results.samples = try reader.readSamples(
      every: memory.thinning(shape.count, dimension: shape.dimension), groupsOf: walkers)
    results.samplesFile = arraysURL
  }
}
