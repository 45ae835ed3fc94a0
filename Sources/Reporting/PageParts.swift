import Macroscope

/// The parts that pages of every kind are made of.
protocol PageParts {}

extension PageParts {
  /// A section with its heading; nothing when it has no content.
  func section(_ heading: String, _ content: [Markup]) -> Markup {
    let content = content.filter { !$0.html.isEmpty }
    guard !content.isEmpty else { return .empty }
    return element("section", [:], [element("h2", [:], Markup(text: heading))] + content)
  }

  /// A table in a box of its own that scrolls when the screen is too narrow.
  ///
  /// - Parameters:
  ///   - caption: what the table holds.
  ///   - header: the column headings; the first is that of the row headings. Empty for none.
  ///   - rows: the cells, the first of each row its heading.
  ///   - style: a class of the style sheet.
  /// - Returns: the box.
  func table(
    _ caption: String, header: [String] = [], rows: [[String]], style: String = ""
  ) -> Markup {
    var content = [element("caption", [:], Markup(text: caption))]
    if !header.isEmpty {
      let cells = header.map { element("th", ["scope": "col"], Markup(text: $0)) }
      content.append(element("thead", [:], element("tr", [:], cells)))
    }
    content.append(
      element(
        "tbody", [:],
        rows.map { row in
          let cells = row.enumerated().map { index, cell in
            index == 0
              ? element("th", ["scope": "row"], Markup(text: cell))
              : element("td", [:], Markup(text: cell))
          }
          return element("tr", [:], cells)
        }))
    return element(
      "div",
      ["class": "scroll \(style)", "tabindex": "0", "role": "region", "aria-label": caption],
      element("table", [:], content))
  }

  /// Elements beside each other as far as there is room.
  func row(_ content: [Markup], style: String = "row") -> Markup {
    let content = content.filter { !$0.html.isEmpty }
    return content.isEmpty ? .empty : element("div", ["class": style], content)
  }

  /// Pictures, those of one size beside each other; nothing when none could be drawn.
  func figures(_ entries: [PlotCollection.Entry]) -> Markup {
    guard entries.contains(where: { $0.picture != nil }) else { return .empty }
    var grids: [(size: Plot.Size, figures: [Markup])] = []
    for entry in entries {
      if grids.last?.size != entry.plot.size { grids.append((entry.plot.size, [])) }
      grids[grids.count - 1].figures.append(figure(entry))
    }
    return Markup(
      grids.map { element("div", ["class": "figures \($0.size.name)"], $0.figures) })
  }

  private func figure(_ entry: PlotCollection.Entry) -> Markup {
    let picture =
      entry.picture
      ?? element(
        "p", ["class": "note"], Markup(text: "Not drawn: \(entry.failure ?? "no reason given")."))
    let box = element("div", ["class": "picture"], picture)
    guard !entry.plot.caption.isEmpty else { return element("figure", [:], box) }
    return element(
      "figure", [:], box, element("figcaption", [:], Markup(text: entry.plot.caption)))
  }
}
