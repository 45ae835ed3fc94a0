import Foundation

/// Turns a stand-alone SVG of gnuplot into one that can live inside an HTML page.
enum InlineSVG {
  /// The `svg` element alone: without prolog, fixed size, tooltips and namespaces, with
  /// identifiers that no other picture of the page has, and with a text for those who cannot see it.
  ///
  /// Nil when the text is not an SVG.
  static func embed(_ source: String, name: String, alternative: String) -> Markup? {
    guard let start = source.range(of: "<svg"),
      let open = source.range(of: ">", range: start.upperBound..<source.endIndex),
      let end = source.range(of: "</svg>", options: .backwards),
      let box = firstMatch(
        "viewBox=\"[-0-9. ]+\"", in: String(source[start.lowerBound..<open.upperBound]))
    else { return nil }
    var body = String(source[open.upperBound..<end.lowerBound])
    for pattern in [
      "<title>[^<]*</title>", "<desc>[^<]*</desc>", "<script[\\s\\S]*?</script>",
      " xmlns(:[a-z]+)?=\"[^\"]*\"",
      // Gnuplot opens a group for every change of style, whether or not something follows.
      "<g [^>]*>\\s*</g>\\s*",
    ] {
      body = body.replacingOccurrences(of: pattern, with: "", options: .regularExpression)
    }
    let replacements = [
      ("xlink:href", "href"), (" id=\"", " id=\"\(name)-"), (" id='", " id='\(name)-"),
      ("href='#", "href='#\(name)-"), ("href=\"#", "href=\"#\(name)-"), ("url(#", "url(#\(name)-"),
    ]
    for (old, new) in replacements { body = body.replacingOccurrences(of: old, with: new) }
    let label = Markup.escape(alternative)
    return Markup(
      trusted:
        "<svg \(box) role=\"img\" aria-label=\"\(label)\" preserveAspectRatio=\"xMidYMid meet\">"
        + "\(body)</svg>")
  }

  private static func firstMatch(_ pattern: String, in text: String) -> String? {
    text.range(of: pattern, options: .regularExpression).map { String(text[$0]) }
  }
}
