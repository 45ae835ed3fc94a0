import Foundation
import Macroscope
import Storage
import Testing

@Suite("Folders that are removed or in use")
struct LostFolderTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(SmallScenario.good(), to: "good.toml")
    try place.write(SmallScenario.good(steps: 400_000), to: "long.toml")
  }

  private func start() throws -> Program.Running {
    let running = try Program.start(
      ["run", "long.toml", "--quiet", "--output", "out", "--checkpoint-interval", "0"],
      in: place.folder)
    let begin = ContinuousClock.now
    while !place.exists("out/checkpoint.h5"), begin.duration(to: .now) < .seconds(60) {
      Thread.sleep(forTimeInterval: 0.005)
    }
    try #require(place.exists("out/checkpoint.h5"))
    return running
  }

  @Test("a folder that is removed while a run writes into it is made again")
  func removed() throws {
    let running = try start()
    // At one stroke: what is being written there just now must not keep it.
    try FileManager.default.moveItem(at: place.url("out"), to: place.url("gone"))
    try FileManager.default.removeItem(at: place.url("gone"))
    let outcome = try running.wait()
    #expect([0, 2].contains(outcome.exitCode), "\(outcome.errors)")
    #expect(place.exists("out/report.html") && !place.exists("out/checkpoint.h5"))
    #expect(!(try place.names(in: "out").contains { $0.hasPrefix(".") }))
    #expect(throws: Never.self) { try ResultsFolder(place.url("out")).read(samples: true) }
  }

  @Test("a folder that has become another run's is left to that")
  func replaced() throws {
    let running = try start()
    // At once, before the next checkpoint makes it anew.
    try FileManager.default.moveItem(at: place.url("out"), to: place.url("gone"))
    try FileManager.default.createDirectory(
      at: place.url("out"), withIntermediateDirectories: true)
    guard let lock = try? FolderLock(place.url("out")) else {
      // The run was faster, and the folder is still its own.
      #expect([0, 2].contains(try running.wait().exitCode))
      return
    }
    let outcome = try running.wait()
    #expect(outcome.exitCode == 74)
    #expect(outcome.errors.contains("another run"), "\(outcome.errors)")
    // Told once, not at every checkpoint.
    #expect(outcome.errors.components(separatedBy: "warning: the checkpoint").count <= 2)
    #expect(try place.names(in: "out") == [FolderLock.fileName])
    lock.release()
  }

  @Test("a folder that is another folder's file cannot be made again, which is told")
  func blocked() throws {
    let running = try start()
    try FileManager.default.moveItem(at: place.url("out"), to: place.url("gone"))
    guard (try? Data("x".utf8).write(to: place.url("out"), options: .withoutOverwriting)) != nil
    else {
      #expect([0, 2].contains(try running.wait().exitCode))
      return
    }
    let outcome = try running.wait()
    #expect(outcome.exitCode == 74)
    #expect(outcome.errors.contains("error: cannot create folder"), "\(outcome.errors)")
    #expect(try place.text("out") == "x")
  }

  @Test(
    "no verb writes into a folder that another process holds",
    arguments: [
      "run good.toml --output out --overwrite", "scan good.toml --output out/scan",
      "train good.toml --output out", "compare out", "report out",
    ])
  func locked(command: String) throws {
    let run = try Program.run(
      ["run", "good.toml", "--quiet", "--output", "out"], in: place.folder)
    try #require(run.exitCode == 0)
    let held = command.hasPrefix("scan") ? "out/scan" : "out"
    try AtomicFile.createFolder(place.url(held))
    let lock = try FolderLock(place.url(held))
    defer { lock.release() }
    let before = try place.names(in: "out")
    let outcome = try Program.run(command.components(separatedBy: " "), in: place.folder)
    #expect(outcome.exitCode == 74)
    #expect(outcome.errors.contains("another run (process "), "\(outcome.errors)")
    #expect(try place.names(in: "out") == before)
  }
}
