import CKernels

extension NetworkPass {
  /// ∇ₓ of the first output, by one backward pass over the values; the derivatives that it leaves behind,
  /// the costates, may be used again by ``reverse(_:order:reusesCostates:into:)``.
  ///
  /// - Precondition: ``forward(_:derivatives:dropout:)`` has been called with one derivative or more.
  public func inputGradient(_ parameters: UnsafePointer<Scalar>) {
    precondition(order >= 1, "an order that there is memory for")
    let weight = parameters + layout.outputWeight.offset
    for unit in 0..<layout.outputWeight.shape[1] {
      (lastCostates[1] + unit * stride).update(repeating: weight[unit], count: width)
    }
    for (index, layer) in layout.layers.enumerated().reversed() {
      let buffers = layers[index]
      let sheet = sheet(layer.outputs)
      kernels.pull(0, sheet, buffers.d.base, buffers.n[0], buffers.l[1], buffers.p[1], nil)
      if let normalisation = layer.normalisation {
        kernels.normalisePull(
          0, sheet, parameters + normalisation.scale.offset, buffers.a[0], buffers.moments.base,
          buffers.p[1], nil, nil, nil)
      }
      propagate(parameters, layer: index, order: 1)
    }
    if let frequencies = layout.frequencies {
      kernels.wavesPull(
        sheet(frequencies.shape[0]), features[0], featureCostates[1], phases[1])
      Scalar.multiply(
        2 * Scalar.pi, parameters + frequencies.offset, architecture.inputs, transposed: true,
        phases[1], stride, transposed: false, plus: 0, g[0], stride, m: architecture.inputs,
        n: width, k: frequencies.shape[0])
    } else {
      for i in 0..<architecture.inputs {
        (g[0] + i * stride).update(from: featureCostates[1] + i * stride, count: width)
      }
    }
  }

  /// Adds ∂L/∂θ of a function L of the outputs' jets to `into`, given ``seeds(_:)`` of all orders up to
  /// `order`.
  ///
  /// - Parameters:
  ///   - parameters: those of ``layout``.
  ///   - order: the order of the jets that L depends on; they have been pushed.
  ///   - reusesCostates: that order is 1, the seeds of the first derivative are 1 for the first output and
  ///     0 for the second (with the weights of samples in the directions instead), and that
  ///     ``inputGradient(_:)`` has been called: its costates then are those of the first derivatives, which
  ///     saves one matrix product per layer.
  ///   - frozenLayers: hidden layers, from the input on, that get nothing: the pass ends above them.
  ///   - gradient: as many numbers as there are parameters; fixed ones get nothing.
  /// - Precondition: ``forward(_:derivatives:dropout:)`` has been called with order + 1 derivatives or more.
  public func reverse(
    _ parameters: UnsafePointer<Scalar>, order: Int, reusesCostates: Bool = false,
    frozenLayers: Int = 0, into gradient: UnsafeMutablePointer<Scalar>
  ) {
    precondition(order <= self.order && (order == 1 || !reusesCostates), "a valid order")
    let width = layout.outputWeight.shape[1]
    kernels.addRows(
      sheet(architecture.outputs), s[0], gradient + layout.outputBias.offset)
    for k in 0...order {
      addOuterProduct(
        s[k], last[k], to: gradient + layout.outputWeight.offset, units: architecture.outputs,
        inputs: width)
      if k == 1 && reusesCostates || frozenLayers >= layers.count { continue }
      Scalar.multiply(
        1, parameters + layout.outputWeight.offset, width, transposed: true, s[k], stride,
        transposed: false, plus: 0, lastCostates[k], stride, m: width, n: self.width,
        k: architecture.outputs)
    }
    for (index, layer) in layout.layers.enumerated().reversed() {
      if index < frozenLayers { return }
      let buffers = layers[index]
      let sheet = sheet(layer.outputs)
      let bias = gradient + layer.bias.offset
      kernels.pull(
        Int32(order), sheet, buffers.d.base, buffers.n.base, buffers.l.base, buffers.p.base,
        layer.normalisation == nil ? bias : nil)
      if let normalisation = layer.normalisation {
        kernels.normalisePull(
          Int32(order), sheet, parameters + normalisation.scale.offset, buffers.a.base,
          buffers.moments.base, buffers.p.base, gradient + normalisation.scale.offset,
          gradient + normalisation.shift.offset, bias)
      }
      for k in 0...order {
        addOuterProduct(
          buffers.p[k], input(of: index)[k], to: gradient + layer.weight.offset,
          units: layer.outputs, inputs: layer.inputs)
        if index > frozenLayers && !(k == 1 && reusesCostates) {
          propagate(parameters, layer: index, order: k)
        }
      }
    }
  }

  /// ∂/∂(input) = Wᵀ ∂/∂a of a layer, plus what goes around it.
  private func propagate(_ parameters: UnsafePointer<Scalar>, layer index: Int, order: Int) {
    let layer = layout.layers[index]
    let costates = index == 0 ? featureCostates : layers[index - 1].l
    if layer.isResidual {
      costates[order].update(from: layers[index].l[order], count: layer.inputs * stride)
    }
    Scalar.multiply(
      1, parameters + layer.weight.offset, layer.inputs, transposed: true,
      layers[index].p[order], stride, transposed: false, plus: layer.isResidual ? 1 : 0,
      costates[order], stride, m: layer.inputs, n: width, k: layer.outputs)
  }

  /// Adds p zᵀ, summed over samples, to `to`: units × inputs. A transposed copy of wide z makes OpenBLAS
  /// nearly twice as fast, as its product of a matrix with a transposed one sums across vectors.
  private func addOuterProduct(
    _ p: UnsafePointer<Scalar>, _ z: UnsafePointer<Scalar>, to: UnsafeMutablePointer<Scalar>,
    units: Int, inputs: Int
  ) {
    let transposes = units >= 16 && inputs >= 16
    if transposes { kernels.transpose(sheet(inputs), z, transposed.base, Int32(inputs)) }
    Scalar.multiply(
      1, p, stride, transposed: false, transposes ? UnsafePointer(transposed.base) : z,
      transposes ? inputs : stride, transposed: !transposes, plus: 1, to, inputs, m: units,
      n: inputs, k: width)
  }
}
