import CHDF5
import Foundation
import Storage
import Testing

/// Files that would lead the HDF5 library astray are refused before it sees them.
@Suite("Structure of HDF5 files")
struct HDF5StructureTests {
  /// A file with everything that this program writes.
  private static func good() throws -> Data {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("nothing.h5")
    return try HDF5File.image(for: url) { file in
      let long = String(repeating: "é", count: 3000)
      try file.write(
        (0..<100).map(Double.init), shape: [10, 10], at: "/a/b/x",
        attributes: ["k": "v", "none": "", "long": long])
      // Compressible ones, and such as deflating makes longer.
      try file.write((0..<30_000).map { Double($0 % 100) }, shape: [300, 100], at: "/large/x")
      try file.write((0..<5000).map { $0 &* 0x1E37_79B9_7F4A_7C15 }, at: "/large/n")
      try file.write([Double](), shape: [0, 3], at: "/empty/x")
      try file.write([String](), at: "/empty/s")
      try file.write(["a", "", "θ", long], at: "/θ/names")
      // Several levels of the tree of names, and of the blocks of a header.
      for i in 0..<60 {
        let attributes = Dictionary(uniqueKeysWithValues: (0..<12).map { ("a\($0)", "\(i)") })
        try file.write([Double(i)], at: "/many/θ\(i)", attributes: i == 7 ? attributes : [:])
      }
      try file.createGroup("/g/h/i")
    }
  }

  private func read(_ image: Data) throws {
    let url = URL(fileURLWithPath: "/nowhere/x.h5")
    let file = try HDF5File.open(image: image, of: url)
    for group in ["/", "/a/b", "/large", "/empty", "/θ", "/many", "/g/h"] {
      _ = try? file.attributes(at: group)
      for name in file.list(group) {
        let location = group == "/" ? "/\(name)" : "\(group)/\(name)"
        _ = try? file.readDoubles(location)
        _ = try? file.readInts(location)
        _ = try? file.readStrings(location)
        _ = try? file.attributes(at: location)
      }
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    let file = try HDF5File.open(image: Self.good(), of: URL(fileURLWithPath: "/nowhere/x.h5"))
    #expect(file.list() == ["a", "empty", "g", "large", "many", "θ"])
    #expect(file.list("/many").count == 60)
    #expect(try file.readStrings("/θ/names").values.map(\.count) == [1, 0, 1, 3000])
    #expect(try file.attributes(at: "/many/θ7").count == 12)
    #expect(try file.attributes(at: "/a/b/x")["none"] == "")
    #expect(try file.readDoubles("/large/x").values == (0..<30_000).map { Double($0 % 100) })
    #expect(try file.readDoubles("/empty/x").shape == [0, 3])
  }

  @Test func truncatedFilesAreRefused() throws {
    let good = try Self.good()
    for count in [0, 1, 8, 95, 96, 500, good.count / 2, good.count - 1] {
      let error = #expect(throws: StorageError.self) { try read(good.prefix(count)) }
      #expect(error?.kind == .damaged)
    }
  }

  /// Every third byte of the first kilobytes, and some of the others, replaced: an answer, or a typed
  /// error. The fuzzing of docs/hostile-input.md goes on from here.
  @Test func damagedBytesAreRefusedOrHarmless() throws {
    let good = try Self.good()
    var refused = 0
    let places =
      Array(stride(from: 0, to: 3000, by: 3)) + stride(from: 3000, to: good.count, by: 997)
    for place in places {
      for value in [0xFF, good[place] ^ 1] {
        var damaged = good
        damaged[place] = value
        do {
          try read(damaged)
        } catch {
          #expect((error as? StorageError)?.kind == .damaged)
          refused += 1
        }
      }
    }
    #expect(refused > 200)
  }

  // MARK: - What the format has, and this program does not write

  /// An image that a caller of the library makes.
  private func image(_ body: (hid_t) -> Void) throws -> Data {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("structure-\(UUID().uuidString).h5")
    defer { try? FileManager.default.removeItem(at: url) }
    let file = H5Fcreate(url.path, ch5_truncate(), ch5_default(), ch5_default())
    try #require(file >= 0)
    body(file)
    H5Fclose(file)
    return try Data(contentsOf: url)
  }

  private func expectRefusal(_ image: Data, _ reason: String) {
    let error = #expect(throws: StorageError.self) { try read(image) }
    #expect(error?.kind == .damaged)
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }

  @Test func linksToOtherFiles() throws {
    expectRefusal(
      try image { file in
        H5Lcreate_external("/etc/secret.h5", "/x", file, "x", ch5_default(), ch5_default())
      }, "a message of kind 2")
  }

  @Test func softLinks() throws {
    expectRefusal(
      try image { file in H5Lcreate_soft("/nowhere", file, "x", ch5_default(), ch5_default()) },
      "an address or size outside")
  }

  @Test func hardLinksToAGroupAbove() throws {
    expectRefusal(
      try image { file in
        H5Gclose(H5Gcreate2(file, "g", ch5_default(), ch5_default(), ch5_default()))
        H5Lcreate_hard(file, "/", file, "/g/above", ch5_default(), ch5_default())
      }, "objects with one name")
  }

  /// Elements that lie in another file: reading them would read any file of the machine.
  @Test func dataInOtherFiles() throws {
    expectRefusal(
      try image { file in
        let list = ch5_dataset_creation_list()
        H5Pset_external(list, "/etc/passwd", 0, 80)
        var extent = hsize_t(10)
        let space = H5Screate_simple(1, &extent, nil)
        let array = H5Dcreate2(
          file, "x", ch5_little_double(), space, ch5_default(), list, ch5_default())
        H5Dclose(array)
        H5Sclose(space)
        H5Pclose(list)
      }, "a message of kind 7")
  }

  /// An array of a terabyte of which nothing is stored, in one piece and in chunks.
  @Test(arguments: [false, true])
  func arraysThatAreNotThere(inChunks: Bool) throws {
    expectRefusal(
      try image { file in
        let list = ch5_dataset_creation_list()
        var chunk = hsize_t(1 << 16)
        if inChunks { H5Pset_chunk(list, 1, &chunk) }
        var extent = hsize_t(1) << 37
        let space = H5Screate_simple(1, &extent, nil)
        H5Dclose(
          H5Dcreate2(file, "x", ch5_little_double(), space, ch5_default(), list, ch5_default()))
        H5Sclose(space)
        H5Pclose(list)
      }, inChunks ? "in chunks of" : "without all of its elements")
  }

  @Test func otherTypes() throws {
    expectRefusal(
      try image { file in
        var extent = hsize_t(3)
        let space = H5Screate_simple(1, &extent, nil)
        let list = ch5_dataset_creation_list()
        let type = H5Tcreate(H5T_COMPOUND, 8)
        H5Tinsert(type, "a", 0, ch5_little_double())
        H5Dclose(
          H5Dcreate2(file, "x", type, space, ch5_default(), list, ch5_default()))
        H5Tclose(type)
        H5Pclose(list)
        H5Sclose(space)
      }, "a type that this program does not write")
  }
}
