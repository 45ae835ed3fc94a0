/// From graph to tape: factoring, instruction selection, scheduling, register allocation.
enum TapeCompiler {
  /// The tape that computes the nodes, in this order, from the coordinates.
  ///
  /// Throws when a constant of the graph overflowed or when more values are alive at once than a
  /// tape has registers. `range` is blamed for that.
  static func compile(
    _ graph: Graph, _ roots: [Graph.ID], dimension: Int, range: Range<Int>
  ) throws(ExpressionError) -> Tape {
    var graph = graph
    let factored = graph.factored(roots)
    for id in graph.reachable(from: factored) where !graph.isFinite(id) {
      throw ExpressionError(
        message: "a coefficient of the expression or of its derivatives overflows", range: range,
        hint: "rescale the coordinates or the parameters")
    }
    var selector = InstructionSelector(graph: graph, roots: factored, dimension: dimension)
    var steps: [InstructionSelector.Step] = []
    var values: [Int] = []
    for root in factored {
      let output = selector.output(root)
      steps += output.steps
      values.append(output.value)
    }
    let order = Scheduler.schedule(selector.list, steps)
    let allocation = RegisterAllocator(selector.list, order: order, outputs: values)
    guard allocation.registerCount <= Tape.registerLimit else {
      throw ExpressionError(
        message:
          "the expression needs \(allocation.registerCount) values at once, more than \(Tape.registerLimit)",
        range: range, hint: "use fewer coordinates or a simpler expression")
    }
    return Tape(
      dimension: dimension, instructions: allocation.instructions,
      registerCount: allocation.registerCount, outputs: allocation.outputs)
  }
}
