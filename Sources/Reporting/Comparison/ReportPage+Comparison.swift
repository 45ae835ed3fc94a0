import Comparison
import Statistics

/// What the sections that compare V with f have in common.
extension ReportPage {
  /// A row of a table of one observable and one system.
  struct ComparedRow {
    let observable: String
    let system: String
    let cells: [String]
  }

  /// Pictures and a table of numbers: beside each other for a single picture of one observable
  /// and few systems, otherwise the table below.
  func comparison(
    _ place: PlotCollection.Section, caption: String, header: [String], rows: [ComparedRow]
  ) -> Markup {
    guard rows.count <= 2, Set(rows.map(\.observable)).count == 1 else {
      return Markup(
        [figures(place), table(caption, header: header, rows: rows)].filter { !$0.html.isEmpty })
    }
    // A column for each system instead of a row.
    let transposed = header.indices.map { index in
      [header[index]] + rows.map { index < $0.cells.count ? $0.cells[index] : "" }
    }
    let numbers = table(
      caption, header: [rows.first?.observable ?? ""] + rows.map(\.system), rows: transposed,
      style: "facts")
    return row([figures(place), numbers], style: "beside")
  }

  /// A table with a column for the observables, unless there is but one, which is in the caption.
  func table(_ caption: String, header: [String], rows: [ComparedRow]) -> Markup {
    guard let first = rows.first else { return .empty }
    guard rows.contains(where: { $0.observable != first.observable }) else {
      return table(
        "\(caption): \(first.observable)", header: ["System"] + header,
        rows: rows.map { [$0.system] + $0.cells })
    }
    // The name of an observable stands at its first row alone.
    let cells = rows.enumerated().map { index, row in
      let isNew = index == 0 || rows[index - 1].observable != row.observable
      return [isNew ? row.observable : "", row.system] + row.cells
    }
    return table(caption, header: ["Observable", "System"] + header, rows: cells)
  }

  /// The headings of ``cells(of:)``.
  static func differenceHeader(_ place: String) -> [String] {
    ["Largest deviation from f", "at \(place)", "Tolerance", "0 in the band", "Equivalent"]
  }

  /// The numbers of a difference of curves.
  func cells(of difference: CurveDifference) -> [String] {
    [
      NumberFormat.text(difference.maxDeviation),
      NumberFormat.number(difference.location, digits: 3),
      NumberFormat.number(difference.tolerance, digits: 3), answer(difference.holdsZero),
      answer(difference.isEquivalent),
    ]
  }

  func answer(_ isTrue: Bool) -> String { isTrue ? "✓ yes" : "✗ no" }

  /// A paragraph; nothing where there are no sentences.
  func paragraph(_ sentences: [String], style: String? = nil) -> Markup {
    let sentences = sentences.filter { !$0.isEmpty }
    guard !sentences.isEmpty else { return .empty }
    let text = Markup(text: sentences.joined(separator: " "))
    guard let style else { return element("p", [:], text) }
    return element("p", ["class": style], text)
  }

  /// Which curve is which, and what the bands mean.
  func legend(_ langevin: LangevinResult) -> Markup {
    let truncations =
      langevin.systems.count > 2 ? "; truncations of f: thin, dashed, without bands" : ""
    return paragraph(
      [
        "Dark and wide: f; in colour: V by "
          + "\(PlotStyle.phrase(for: langevin.method))\(truncations).",
        "Shaded: simultaneous 95\u{A0}% bands; the whole true curve lies in its band with 95\u{A0}% "
          + "probability.",
        "Below: what is left when f is subtracted, with the band for V; dotted: ± tolerance. V is "
          + "equivalent to f where its whole band lies between these lines.",
      ], style: "remark")
  }

  /// Where truncations can be told from f, and where not.
  func truncationRemark(
    _ langevin: LangevinResult, at place: String,
    _ difference: (LangevinResult.Differences) -> CurveDifference
  ) -> Markup {
    let systems = ComparedSystems(langevin)
    let shown = langevin.observables.filter { $0.differences.count >= systems.styles.count - 1 }
    func deviation(_ observable: LangevinResult.Observable, _ system: Int) -> String {
      let worst = difference(observable.differences[system - 1])
      let at = place.isEmpty ? observable.name : place
      return
        "\(observable.name) by \(NumberFormat.unbroken(worst.maxDeviation)) at \(at)\u{A0}=\u{A0}"
        + NumberFormat.number(worst.location, digits: 3)
    }
    let sentences = systems.styles.indices.dropFirst(2).map { system -> String in
      let different = shown.filter { !difference($0.differences[system - 1]).holdsZero }
      let name = systems.subject(system)
      guard !different.isEmpty else {
        return "\(name) cannot be told from f here: its simultaneous bands hold zero."
      }
      let list = different.map { deviation($0, system) }.joined(separator: ", in ")
      let worse = different.filter { difference($0.differences[0]).holdsZero }
      let surrogate =
        worse.count == different.count
        ? "; V does not" : worse.isEmpty ? "; so does V" : "; V in part"
      return "\(name) differs from f visibly, beyond its simultaneous band: in \(list)"
        + "\(surrogate)."
    }
    return paragraph(sentences)
  }

  /// Says so when not every observable is drawn.
  func undrawnRemark(_ langevin: LangevinResult) -> Markup {
    guard langevin.observables.count > LangevinPlots.greatestCount else { return .empty }
    return paragraph(
      [
        "The first \(LangevinPlots.greatestCount) of \(langevin.observables.count) observables "
          + "are drawn."
      ], style: "remark")
  }
}
