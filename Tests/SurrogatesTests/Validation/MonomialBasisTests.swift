import Surrogates
import Testing

@Suite("Monomials")
struct MonomialBasisTests {
  @Test("every monomial once, ordered by degree", arguments: [(1, 7), (2, 5), (3, 4), (10, 3)])
  func enumeration(dimension: Int, degree: Int) {
    let basis = MonomialBasis(dimension: dimension, degree: degree)
    #expect(basis.count == MonomialBasis.count(dimension: dimension, degree: degree))
    #expect(Set(basis.exponents).count == basis.count)
    let degrees = basis.exponents.map { $0.reduce(0, +) }
    #expect(degrees == degrees.sorted() && degrees.last == degree)
    #expect(degrees.count { $0 < degree } == basis.lowerCount)
  }

  @Test("the cap lowers the degree, but not below the linear terms")
  func cap() {
    #expect(MonomialBasis(dimension: 10, degree: 6, maximumCount: 1001).degree == 4)
    #expect(MonomialBasis(dimension: 10, degree: 6, maximumCount: 1000).degree == 3)
    #expect(MonomialBasis(dimension: 10, degree: 6, maximumCount: 1).count == 11)
  }

  @Test("binomial coefficients, and where they are no Int")
  func counts() {
    #expect(MonomialBasis.count(dimension: 10, degree: 4) == 1001)
    #expect(MonomialBasis.count(dimension: 3, degree: 0) == 1)
    #expect(MonomialBasis.count(dimension: 200, degree: 200) == nil)
  }
}
