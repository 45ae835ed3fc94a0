/// Coded as an array of rows. Elements that are not finite are written as null, because JSON has no
/// name for them, and null is read as NaN.
extension Matrix: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let rows = try container.decode([[Double?]].self)
    let columns = rows.first?.count ?? 0
    guard rows.allSatisfy({ $0.count == columns }) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "the rows of the matrix have different lengths")
    }
    self.init(
      rows: rows.count, columns: columns, elements: rows.flatMap { $0.map { $0 ?? .nan } })
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rowArrays.map { $0.map { $0.isFinite ? $0 : nil } })
  }
}
