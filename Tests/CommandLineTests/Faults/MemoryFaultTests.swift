import Foundation
import Testing

@Suite("Too little memory")
struct MemoryFaultTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(SmallScenario.good(), to: "good.toml")
  }

  @Test(
    "a run that cannot fit is refused at once, with what to lower", arguments: ["run", "validate"])
  func tooLarge(verb: String) throws {
    // Some 800 GB for the walkers.
    try place.write(
      """
      schema = 1
      [potential]
      coordinates = ["x[100]"]
      value = "sum(i, 1, 100, x[i]^2/2)"
      [sampling]
      step = 0.1
      walkers = 10_000_000
      """, to: "large.toml")
    let outcome = try Program.run([verb, "large.toml"], in: place.folder)
    #expect(outcome.exitCode == 65)
    #expect(outcome.errors.hasPrefix("large.toml:7:11: error: the run would need "))
    #expect(outcome.errors.contains("GB for the walkers; the limit is "))
    #expect(
      outcome.errors.contains("hint: use fewer walkers and more steps, or "))
    #expect(try place.names() == ["good.toml", "large.toml"])
  }

  @Test("a limit of the shell counts, and is named", .disabled(if: Program.isSanitized))
  func limitOfTheShell() throws {
    // More than a gigabyte for the walkers.
    try place.write(SmallScenario.good(walkers: 1_500_000, steps: 400), to: "wide.toml")
    let outcome = try Program.shell(
      "ulimit -v 1300000; exec \"$PROGRAM\" run wide.toml", in: place.folder)
    #expect(outcome.exitCode == 65, "\(outcome.errors)")
    #expect(outcome.errors.contains("what 'ulimit -v' leaves"), "\(outcome.errors)")
    #expect(outcome.errors.contains("or raise 'ulimit -v'"))
  }

  /// OpenBLAS tries for ever where it gets no memory, and Swift's arrays trap.
  @Test(
    "with any limit the program runs, or says that it cannot",
    .disabled(if: Program.isSanitized),
    arguments: [150_000, 200_000, 300_000, 500_000, 700_000, 1_000_000, 1_500_000, 4_000_000])
  func everyLimit(kilobytes: Int) throws {
    let run = try Program.shell(
      "ulimit -v \(kilobytes); exec \"$PROGRAM\" run good.toml --quiet --output out",
      in: place.folder)
    // 127: the loader has no room for the libraries.
    #expect([0, 65, 74, 127].contains(run.exitCode), "\(run.status) \(run.errors)")
    if run.exitCode != 0 {
      #expect(!run.errors.isEmpty && !place.exists("out"))
      _ = try Program.run(["run", "good.toml", "--quiet", "--output", "out"], in: place.folder)
    }
    for verb in ["report out", "compare out", "validate good.toml"] {
      let outcome = try Program.shell(
        "ulimit -v \(kilobytes); exec \"$PROGRAM\" \(verb)", in: place.folder)
      #expect([0, 65, 74, 127].contains(outcome.exitCode), "\(verb): \(outcome.errors)")
    }
  }

  /// What is admitted must fit: with the least limit that admits it the run ends as without.
  @Test(
    "the estimate is an upper bound", .disabled(if: Program.isSanitized),
    arguments: [
      "walkers", "samples", "comparison", "networks",
    ])
  func estimate(kind: String) throws {
    let scenario =
      switch kind {
      case "walkers": SmallScenario.good(walkers: 400_000, steps: 40)
      case "samples":
        SmallScenario.good(walkers: 40_000, steps: 400)
          .replacing("seed = 3", with: "seed = 3\nstored_samples = 1_500_000")
      case "comparison":
        SmallScenario.good()
          + SmallScenario.comparison
          .replacing("trajectories = 400", with: "trajectories = 20_000")
      default:
        SmallScenario.good()
          + SmallScenario.networks
          .replacing("epochs = 20", with: "epochs = 1").replacing(
            "hidden = [12]", with: "hidden = [300, 300]")
      }
    try place.write(scenario + "\n[report]\nplots = false\n", to: "case.toml")
    var (refused, admitted) = (200_000, 8_000_000)
    // Without a walker moved: the probe of `validate` comes after the refusal.
    while admitted - refused > 20_000 {
      let middle = (refused + admitted) / 2
      let outcome = try Program.shell(
        "ulimit -v \(middle); exec \"$PROGRAM\" validate case.toml", in: place.folder)
      if outcome.exitCode == 0 { admitted = middle } else { refused = middle }
    }
    // The address space that a program has taken when it looks at its limit differs by tens of megabytes from one to the
    // next, so at the very edge one is admitted and another is not, or told that it cannot even start.
    func isRefused(_ outcome: Program.Outcome) -> Bool {
      outcome.exitCode == 65
        || outcome.exitCode == 74 && outcome.errors.contains("not enough memory to start with")
    }
    var outcome: Program.Outcome
    repeat {
      outcome = try Program.shell(
        "ulimit -v \(admitted); exec \"$PROGRAM\" run case.toml --quiet --output out --checkpoint-interval 0",
        in: place.folder)
      admitted += 20_000
    } while isRefused(outcome) && admitted < refused + 240_000
    #expect(
      [0, 2].contains(outcome.exitCode), "\(admitted) kB: \(outcome.status) \(outcome.errors)")
  }
}
