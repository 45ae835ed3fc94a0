/* What instructions of a tape compute, beside the elementary functions. */

INLINE Vector power_integer(Vector base, int exponent) {
  unsigned bits_left = exponent < 0 ? 0u - (unsigned)exponent : (unsigned)exponent;
  Vector result = splat(1);
  for (; bits_left; bits_left >>= 1) {
    if (bits_left & 1) result *= base;
    base *= base;
  }
  return exponent < 0 ? splat(1) / result : result;
}

INLINE Vector sign_of(Vector x) {
  const Vector one = with_sign_of(splat(1), x);
  return x != x ? x : x == 0 ? splat(0) : one;
}

/* NaN in either operand propagates. */
INLINE Vector minimum(Vector a, Vector b) { return ((a < b) | (a != a)) != 0 ? a : b; }
INLINE Vector maximum(Vector a, Vector b) { return ((a > b) | (a != a)) != 0 ? a : b; }
