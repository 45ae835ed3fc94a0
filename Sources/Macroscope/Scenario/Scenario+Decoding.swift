extension Scenario {
  /// Decodes a scenario from text in memory.
  ///
  /// Syntax, keys, types and ranges are checked here; what needs the potential itself is left to
  /// ``validate(memoryLimit:)``.
  ///
  /// - Parameters:
  ///   - text: the TOML text.
  ///   - path: how messages name the text.
  /// - Throws: the first error of the text.
  public init(text: String, path: String) throws(ScenarioError) {
    let source = ScenarioSource(text: text, path: path)
    try self.init(source: source, root: TOMLNode.parse(source))
  }

  /// The same from what was parsed, for a `use` of the step: only ``MultiscaleScenario`` has another than the default.
  init(
    source: ScenarioSource, root: TOMLNode, use: StepUse = .single
  ) throws(ScenarioError) {
    let diagnostics = Diagnostics(source: source)
    let top = TableReader(root, path: "", keys: Self.keys, diagnostics: diagnostics)
    Self.checkSchema(top)
    let title = Self.readTitle(top) ?? source.baseName
    let potentialTable = Self.section("potential", PotentialSection.keys, of: top, required: true)
    var expressions = PotentialSection.Literals()
    let potential = PotentialSection(potentialTable, literals: &expressions)
    let domainTable = top.table("domain", keys: nil)
    let domain = potential.flatMap { DomainSection(domainTable, potential: $0) }
    let sampling = SamplingSection(
      Self.section("sampling", SamplingSection.keys, of: top, required: true),
      potential: potential, domain: domain, use: use)
    if case .single = use, !diagnostics.hasErrors { Self.rejectComponents(potentialTable) }
    let calibrationTable = Self.section("calibration", CalibrationSection.keys, of: top)
    let regressionTable = Self.section("regression", RegressionSection.keys, of: top)
    let surrogateTable = Self.section("surrogate", SurrogateSection.keys, of: top)
    let hamiltonianTable = Self.section("hamiltonian", HamiltonianSection.keys, of: top)
    let langevinTable = Self.section("langevin", LangevinSection.keys, of: top)
    let scan = ScanSection(Self.section("scan", ScanSection.keys, of: top))
    let report = ReportSection(Self.section("report", ReportSection.keys, of: top))
    guard let potential else {
      throw diagnostics.first
        ?? source.error("the potential cannot be read", at: potentialTable.position)
    }
    let calibration = CalibrationSection(
      calibrationTable, potential: potential, sampling: sampling)
    let regression = RegressionSection(
      regressionTable, potential: potential, sampling: sampling)
    let surrogate = SurrogateSection(
      surrogateTable, potential: potential, sampling: sampling, regression: regression)
    Self.checkConditioning(surrogateTable, surrogate, use: use, report: report)
    let hamiltonian = HamiltonianSection(
      hamiltonianTable, potential: potential, domain: domain, regression: regression,
      networks: surrogate)
    var literals = LangevinSection.Literals()
    let langevin = LangevinSection(
      langevinTable, potential: potential, domain: domain, sampling: sampling,
      regression: regression, networks: surrogate, literals: &literals)
    if let error = diagnostics.first { throw error }

    schema = Self.schemaVersion
    self.title = title
    self.potential = potential
    self.domain = domain
    self.sampling = sampling
    self.calibration = calibration
    self.regression = regression
    self.surrogate = surrogate
    self.hamiltonian = hamiltonian
    self.langevin = langevin
    self.scan = scan
    self.report = report
    self.source = source
    positions = diagnostics.positions
    potentialLiterals = expressions
    langevinLiterals = literals
  }

  /// Of a single step nothing says how many of the components it resolves.
  private static func rejectComponents(_ potential: TableReader) {
    guard let position = potential.keyPosition("components") else { return }
    potential.report(
      "'potential.components' needs several steps", at: position,
      hint: "with one step write reference = \"…\", the part of the function that it resolves; or "
        + "let sampling.step be a list, \"auto\" or \"all\"")
  }

  /// One network for all steps needs several, and their samples.
  private static func checkConditioning(
    _ table: TableReader, _ surrogate: SurrogateSection?, use: StepUse, report: ReportSection
  ) {
    guard surrogate?.isConditioned == true, !table.diagnostics.hasErrors else { return }
    let position = table.keyPosition("conditioned") ?? table.position
    if case .single = use {
      table.report(
        "'surrogate.conditioned' needs several steps", at: position,
        hint: "it trains one network for all scales: let sampling.step be a list or \"all\", or "
          + "remove the key")
    } else if !report.samples {
      table.report(
        "'surrogate.conditioned' needs the samples of all steps", at: position,
        hint: "set report.samples = true, or remove the key")
    }
  }

  /// Titles go into every page and table, so a file that somebody else wrote may not fill them.
  private static func readTitle(_ top: TableReader) -> String? {
    guard let title = top.string("title"), title.unicodeScalars.count > longestTitle,
      let position = top.keyPosition("title")
    else { return top.string("title") }
    top.report(
      "'title' has more than \(longestTitle) characters", at: position,
      hint: "tell the rest in a comment")
    return nil
  }

  private static func checkSchema(_ top: TableReader) {
    let hint = "this program reads version \(schemaVersion): write schema = \(schemaVersion)"
    guard let node = top.node("schema") else {
      top.reportMissing("schema", hint: hint)
      return
    }
    _ = top.integer(node, "schema", schemaVersion...schemaVersion, hint: hint)
  }

  private static func section(
    _ name: String, _ keys: [String], of top: TableReader, required: Bool = false
  ) -> TableReader {
    let table = top.table(name, keys: keys)
    if required && !table.exists {
      top.diagnostics.reportMissing(
        "missing section [\(name)]", at: .start, hint: "add [\(name)] with \(keys.quotedList)")
    }
    return table
  }
}
