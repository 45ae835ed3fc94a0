import Macroscope
import Statistics

extension ReportPage {
  /// The covariance of the gradient noise by each estimator, the friction, and what it led to.
  var matrixSection: Markup {
    guard summary.scenario.coordinates.count > 1 else { return scalarSection }
    var noise: [Markup] = []
    if let covariance = summary.noiseCovariance {
      if let sweep = covariance.sweep {
        noise.append(matrix("G by the mass-matrix sweep", sweep.value))
      }
      if let residual = covariance.residual {
        noise.append(matrix("G by the residual of the gradient", residual.value))
      }
      if let identity = covariance.identity {
        noise.append(matrix("G by the \(balanceName) of the run", identity))
      }
      if let difference = covariance.differenceInSigma {
        noise.append(matrix("\(differenceName), in σ", inSigma: difference))
      }
    }
    var friction: [Markup] = []
    if let calibration = summary.calibration {
      if let matrix = calibration.friction {
        friction.append(self.matrix("Friction Γ", numbers: matrix))
      }
      if let matrix = calibration.preconditioner {
        friction.append(self.matrix("Preconditioner D", numbers: matrix))
      }
      if let covariance = calibration.momentumCovariance {
        friction.append(matrix("Cov(p) of the run", covariance))
      }
      if let temperatures = calibration.temperatureMatrix {
        friction.append(matrix("Temperature matrix Θ", temperatures))
      }
    }
    let notation =
      isLarge
      ? element(
        "p", ["class": "remark"],
        "The digits in parentheses are the standard error of the last digits: 6.703(12) is 6.703 ± 0.012."
      )
      : .empty
    return section(
      "Noise covariance and \(summary.hasMomenta ? "friction" : "preconditioner")",
      [
        row(noise, style: rowStyle), sweepRemark, row(friction, style: rowStyle), calibrationRemark,
        notation,
      ])
  }

  /// The same in one dimension, where matrices would be boxes around single numbers.
  private var scalarSection: Markup {
    guard let covariance = summary.noiseCovariance else { return .empty }
    let estimates = [
      ("By the \(balanceName) of the run", covariance.identity),
      ("By the mass-matrix sweep", covariance.sweep?.value),
      ("By the residual of the gradient", covariance.residual?.value),
    ]
    var rows = estimates.compactMap { name, matrix in
      matrix?.first?.first.map { [name, NumberFormat.text($0)] }
    }
    if let difference = covariance.differenceInSigma?.first?.first {
      rows.append(["\(differenceName), in σ", NumberFormat.fixed(difference, decimals: 1)])
    }
    return section(
      summary.hasMomenta ? "Noise and friction" : "Noise",
      [table("Variance G of the gradient noise", rows: rows, style: "facts"), sweepRemark])
  }

  /// What gives G from the moments of the run alone.
  private var balanceName: String { summary.hasMomenta ? "energy balance" : "gradient balance" }

  /// Which estimators are compared: the adopted one and the residual.
  private var differenceName: String {
    summary.noiseCovariance?.sweep == nil ? "Balance less residual" : "Sweep less residual"
  }

  private var rowStyle: String { isLarge ? "column" : "row" }

  private var sweepRemark: Markup {
    var remarks: [String] = []
    if let sweep = summary.noiseCovariance?.sweep {
      var text = "The sweep used \(sweep.massMatrices) mass matrices"
      if sweep.degreesOfFreedom > 0 {
        text +=
          "; χ² = \(NumberFormat.number(sweep.chiSquared, digits: 3)) for "
          + "\(sweep.degreesOfFreedom) degrees of freedom, p = \(NumberFormat.probability(sweep.pValue))"
      }
      if sweep.projected {
        text += "; its solution was projected to the nearest positive semidefinite matrix"
      }
      remarks.append(text + ".")
    }
    if let residual = summary.noiseCovariance?.residual {
      remarks.append(
        residual.lagsSummed == 0
          ? "The residual is white within its errors: no lags were added."
          : "The residual is coloured: \(residual.lagsSummed) lags on either side were added.")
    }
    return remarks.isEmpty
      ? .empty : element("p", ["class": "remark"], Markup(text: remarks.joined(separator: " ")))
  }

  private var calibrationRemark: Markup {
    guard let calibration = summary.calibration else { return .empty }
    guard summary.hasMomenta else { return preconditionerRemark(calibration) }
    let text =
      calibration.enabled
      ? "The friction was calibrated in \(calibration.iterations) "
        + "\(calibration.iterations == 1 ? "run" : "runs"); Θ should be T times the identity; "
        + "Cov(p) is hotter by a factor of about 1/(1 − h²k/4) where V has the curvature k."
      : "The friction was not calibrated."
    return element("p", ["class": "remark"], Markup(text: text))
  }
  private func preconditionerRemark(_ calibration: Summary.Calibration) -> Markup {
    let text =
      calibration.enabled
      ? "The preconditioner was calibrated in \(calibration.iterations) "
        + "\(calibration.iterations == 1 ? "run" : "runs") after a pilot; Θ should be T times the "
        + "identity, where T follows from learning rate and noise."
      : "The descent was not preconditioned."
    return element("p", ["class": "remark"], Markup(text: text))
  }
}
