import CKernels

/// Chooses instructions for the nodes of a graph: sums become chains of multiply-adds and scaled
/// additions, sine, cosine and exp absorb the affine map of their argument, sine and cosine of one
/// argument share an instruction.
///
/// Every reachable node gets its instruction; those that a superinstruction made superfluous are
/// never scheduled.
struct InstructionSelector {
  let graph: Graph
  var list: OperationList
  /// How often a node is an operand or an output.
  private(set) var uses: [Int]
  /// The value of each node that has been lowered.
  var values: [Int]
  /// Whether a chain may take the node apart.
  private(set) var isFusible: [Bool]
  /// Arguments of which both sine and cosine are needed.
  private var pairedArguments: Set<Graph.ID> = []

  /// A point where an output grows, ordered by the node that it consumes.
  struct Step {
    let key: Graph.ID
    let value: Int
  }

  init(graph: Graph, roots: [Graph.ID], dimension: Int) {
    self.graph = graph
    list = OperationList(inputs: dimension)
    uses = Array(repeating: 0, count: graph.nodes.count)
    values = Array(repeating: -1, count: graph.nodes.count)
    isFusible = Array(repeating: false, count: graph.nodes.count)
    let reachable = graph.reachable(from: roots)
    var sines: Set<Graph.ID> = []
    var cosines: Set<Graph.ID> = []
    for id in reachable {
      graph.forEachOperand(of: id) { uses[$0] += 1 }
      switch graph[id] {
      case .function(.sin, let argument): sines.insert(argument)
      case .function(.cos, let argument): cosines.insert(argument)
      default: break
      }
    }
    for root in roots { uses[root] += 1 }
    pairedArguments = sines.intersection(cosines)
    for id in reachable { isFusible[id] = canFuse(id) }
    for id in reachable { values[id] = lower(id) }
  }

  /// The value of an output and the steps in which it accumulates.
  mutating func output(_ id: Graph.ID) -> (value: Int, steps: [Step]) {
    var steps: [Step] = []
    var value = values[id]
    switch graph[id] {
    case .sum(let terms):
      value = chain(terms, 1, 0, steps: &steps)
    case .affine(let scale, let offset, let inner):
      if case .sum(let terms) = graph[inner], canAbsorb(scale, inner, terms) {
        value = chain(terms, scale, offset, steps: &steps)
      }
    default:
      break
    }
    steps.append(Step(key: id, value: value))
    return (value, steps)
  }

  /// Whether sine or cosine of this argument must not be fused into a sum.
  func isPaired(_ argument: Graph.ID) -> Bool { pairedArguments.contains(argument) }

  /// Scale, offset and operand of an argument that an instruction takes in affine form.
  func argument(_ id: Graph.ID) -> (Double, Double, Int) {
    if case .affine(let scale, let offset, let inner) = graph[id] {
      return (scale, offset, values[inner])
    }
    return (1, 0, values[id])
  }

  mutating func emit(
    _ code: ck_opcode, _ sources: [Int], _ k0: Double = 0, _ k1: Double = 0, _ k2: Double = 0
  ) -> Int {
    list.append(Operation(code: code, sources: sources, k0: k0, k1: k1, k2: k2))
  }

  private mutating func lower(_ id: Graph.ID) -> Int {
    var unused: [Step] = []
    switch graph[id] {
    case .constant(let value):
      return emit(CK_OP_CONSTANT, [], value)
    case .coordinate(let index):
      return index
    case .affine(let scale, let offset, let inner):
      return affine(scale, offset, inner)
    case .sum(let terms):
      return chain(terms, 1, 0, steps: &unused)
    case .product(let factors):
      let parts = productParts(factors, 1)
      return combine(parts).value
    case .function(let function, let operand):
      return self.function(function, operand)
    case .sign(let operand):
      return emit(CK_OP_SIGN, [values[operand]])
    case .power(let base, let exponent):
      return emit(CK_OP_POWER, [values[base], values[exponent]])
    case .minimum(let a, let b):
      return emit(CK_OP_MINIMUM, [values[a], values[b]])
    case .maximum(let a, let b):
      return emit(CK_OP_MAXIMUM, [values[a], values[b]])
    case .selectLess(let a, let b, let c, let e):
      return emit(CK_OP_SELECT_LESS, [values[a], values[b], values[c], values[e]])
    }
  }

  private mutating func function(_ function: ElementaryFunction, _ operand: Graph.ID) -> Int {
    func simple(_ code: ck_opcode) -> Int { emit(code, [values[operand]]) }
    switch function {
    case .sin, .cos:
      let (k0, k1, value) = argument(operand)
      if isPaired(operand) {
        let sine = emit(CK_OP_SINE_COSINE, [value], k0, k1)
        return function == .sin ? sine : sine + 1
      }
      return emit(function == .sin ? CK_OP_SINE : CK_OP_COSINE, [value], k0, k1)
    case .exp:
      let (k0, k1, value) = argument(operand)
      return emit(CK_OP_EXP, [value], k0, k1)
    case .tan: return simple(CK_OP_TAN)
    case .log: return simple(CK_OP_LOG)
    case .sqrt: return simple(CK_OP_SQRT)
    case .abs: return simple(CK_OP_ABS)
    case .tanh: return simple(CK_OP_TANH)
    case .sinh: return simple(CK_OP_SINH)
    case .cosh: return simple(CK_OP_COSH)
    case .atan: return simple(CK_OP_ATAN)
    }
  }

  /// scale · operand + offset, inside the operand's own instructions where that is free.
  mutating func affine(_ scale: Double, _ offset: Double, _ inner: Graph.ID) -> Int {
    if uses[inner] == 1 {
      switch graph[inner] {
      case .sum(let terms) where canAbsorb(scale, inner, terms):
        var unused: [Step] = []
        return chain(terms, scale, offset, steps: &unused)
      case .product(let factors):
        let (value, rest) = combine(productParts(factors, scale))
        return affineOperation(rest, offset, value)
      default:
        break
      }
    }
    return affineOperation(scale, offset, values[inner])
  }

  func canAbsorb(_ scale: Double, _ id: Graph.ID, _ terms: [Graph.Term]) -> Bool {
    uses[id] == 1 && (abs(scale) == 1 || isFreelyScalable(terms))
  }

  mutating func affineOperation(_ scale: Double, _ offset: Double, _ value: Int) -> Int {
    if offset == 0, scale == 1 { return value }
    if offset == 0, scale == -1 { return emit(CK_OP_NEGATE, [value]) }
    return emit(CK_OP_AFFINE, [value], scale, offset)
  }
}
