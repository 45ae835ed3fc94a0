import CKernels

/// One shard of samples on its way through a network: forward jets, input gradients and reverse passes.
///
/// A jet of order k along a direction v per sample holds the value, the first derivative D_v = v·∇ and up to
/// the second, D_v², of everything in the network. The reverse pass over a jet differentiates any function of
/// the outputs' jets with respect to the parameters: with order 1 that is double backpropagation, with order 2
/// what score matching needs. docs/neural-network.md has the formulas.
///
/// The passes build on each other: ``forward(_:derivatives:dropout:)``, then in any order
/// ``inputGradient(_:)`` and, after filling ``directions``, ``push(_:order:)``; then
/// ``reverse(_:order:reusesCostates:into:)``. Nothing is allocated after initialisation; the work is
/// a few matrix products and one sweep per layer. One object serves one thread at a time.
///
/// All per-sample arrays are sheets: component i of sample s is at i · ``stride`` + s.
public final class NetworkPass<Scalar: NetworkScalar> {
  /// The most samples of a shard. A sheet of 64 units of `Float` then fills 32 kB, most of a first-level cache,
  /// and OpenBLAS multiplies the matrices of such layers without packing them first.
  public static var capacity: Int { 128 }

  /// The network's shape.
  public let architecture: NetworkArchitecture
  /// Where its parameters lie.
  public let layout: ParameterLayout
  /// The highest order of jets.
  public let order: Int
  /// The distance between components of a per-sample array.
  public var stride: Int { Self.capacity }

  /// Buffers of one hidden layer.
  struct Layer {
    /// Pre-activations; where they are normalised, centred ones.
    let a: SheetStack<Scalar>
    /// Normalised pre-activations, or else `a`.
    let n: SheetStack<Scalar>
    /// Derivatives of the activation.
    let d: SheetStack<Scalar>
    /// Outputs, and derivatives of the loss with respect to them and to the pre-activations.
    let z: SheetStack<Scalar>
    let l: SheetStack<Scalar>
    let p: SheetStack<Scalar>
    let moments: SheetStack<Scalar>
    let mask: SheetStack<Scalar>
  }

  let kernels = Scalar.kernels
  let layers: [Layer]
  /// Inputs and their directions; the second derivative stays zero.
  let x: SheetStack<Scalar>
  /// Phases of the Fourier features, the features (or else `x`), and derivatives with respect to them.
  let phases: SheetStack<Scalar>
  let features: SheetStack<Scalar>
  let featureCostates: SheetStack<Scalar>
  let y: SheetStack<Scalar>
  let s: SheetStack<Scalar>
  let g: SheetStack<Scalar>
  /// Room for one transposed sheet.
  let transposed: SheetStack<Scalar>
  /// The samples in work, rounded up to whole vectors.
  var width = 0
  private let buffers: NetworkBuffers<Scalar>

  /// The rows that dropout masks follow from, for each sample.
  public let rows: UnsafeMutablePointer<Int64>

  /// A pass through networks of a shape, for jets up to an order of 0 … 2.
  public init(_ architecture: NetworkArchitecture, order: Int = 2) {
    precondition((0...2).contains(order), "jets have order 0, 1 or 2")
    self.architecture = architecture
    self.order = order
    let layout = ParameterLayout(architecture)
    self.layout = layout
    let buffers = NetworkBuffers<Scalar>()
    self.buffers = buffers
    let stride = Self.capacity
    func stack(_ sheets: Int, _ units: Int) -> SheetStack<Scalar> {
      buffers.stack(sheets, units: units, stride: stride)
    }
    layers = layout.layers.map { layer in
      let units = layer.outputs
      let a = stack(order + 1, units)
      return Layer(
        a: a, n: layer.normalisation == nil ? a : stack(order + 1, units), d: stack(3, units),
        z: stack(order + 1, units), l: stack(order + 1, units), p: stack(order + 1, units),
        moments: stack(layer.normalisation == nil ? 0 : Int(CK_NORM_MOMENTS), 1),
        mask: stack(architecture.dropout > 0 || architecture.isThinned ? 1 : 0, units))
    }
    x = stack(order + 1, architecture.inputs)
    let frequencies = architecture.fourierFeatures?.count ?? 0
    phases = stack(order + 1, frequencies)
    features = frequencies > 0 ? stack(order + 1, 2 * frequencies) : x
    featureCostates = stack(order + 1, architecture.features)
    y = stack(order + 1, architecture.outputs)
    s = stack(order + 1, architecture.outputs)
    g = stack(1, architecture.inputs)
    transposed = stack(1, max(architecture.features, architecture.hidden.max() ?? 0))
    rows = .allocate(capacity: stride)
    rows.initialize(repeating: 0, count: stride)
  }

  deinit { rows.deallocate() }

  /// The network's inputs, to be filled before ``forward(_:derivatives:dropout:)``: inputs × stride.
  public var inputs: UnsafeMutablePointer<Scalar> { x[0] }

  /// The directions v, to be filled before ``push(_:order:)``: inputs × stride.
  public var directions: UnsafeMutablePointer<Scalar> { x[1] }

  /// The outputs' derivative of an order up to the jets': outputs × stride.
  public func outputs(_ order: Int) -> UnsafeMutablePointer<Scalar> { y[order] }

  /// The derivatives ∂L/∂(outputs' derivative of an order) for the reverse pass: outputs × stride.
  public func seeds(_ order: Int) -> UnsafeMutablePointer<Scalar> { s[order] }

  /// ∇ₓ of the first output, after ``inputGradient(_:)``: inputs × stride.
  public var gradient: UnsafeMutablePointer<Scalar> { g[0] }

  /// Says how many samples are in work. The kernels work on whole vectors of ``lanes(_:)`` samples; those
  /// beyond `samples` must hold finite inputs (copies of a sample, say), zero directions and zero seeds.
  public func begin(samples: Int) {
    precondition(
      (1...Self.capacity).contains(samples), "a shard has 1 ... \(Self.capacity) samples")
    width = Self.lanes(samples)
  }

  /// `samples` rounded up to whole vectors.
  public static func lanes(_ samples: Int) -> Int {
    let lanes = Int(CK_NETWORK_LANES)
    return (samples + lanes - 1) / lanes * lanes
  }

  /// The samples in work of a sheet.
  func sheet(_ units: Int) -> ck_sheet {
    ck_sheet(units: Int32(units), samples: Int32(width), stride: Int32(stride))
  }

  /// What the layer reads.
  func input(of layer: Int) -> SheetStack<Scalar> { layer == 0 ? features : layers[layer - 1].z }

  /// What the output reads.
  var last: SheetStack<Scalar> { layers.last?.z ?? features }
  var lastCostates: SheetStack<Scalar> { layers.last?.l ?? featureCostates }
}
