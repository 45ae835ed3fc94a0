/* Vector natural logarithm, within 1 ulp.

   x = 2^k m with m in [sqrt(1/2), sqrt(2)), f = m - 1, s = f / (2 + f):
     log(m) = log((1 + s) / (1 - s)) = 2 s + s R(s^2) = f - (f^2/2 - s (f^2/2 + R)),
   where the last form rounds once relative to f (Tang 1990; Ng's implementation in FreeBSD's
   libm). Zero, negative, subnormal and not finite arguments are left to the C library. */

/* An offset that makes the exponent field change at (nearly) sqrt(1/2) instead of at 1. */
#define LOG_ROOT (INT64_C(0x3fe6a09e) << 32)
#define LOG_OFFSET (INT64_C(0x3ff00000) * (INT64_C(1) << 32) - LOG_ROOT)
#define LOG_MANTISSA ((INT64_C(1) << 52) - 1)

/* R(z) / z, max relative error of the logarithm 1.3e-18 / 2; from Remez exchange as for the sine. */
static const double log_coefficients[] = {
    0x1.5555555555592p-1, 0x1.999999997ff06p-2, 0x1.24924941e3144p-2, 0x1.c71c52127836fp-3,
    0x1.74663d611c032p-3, 0x1.39a1db7b777adp-3, 0x1.2f044f1fa8ad6p-3,
};

/* x = 2^k m for positive normal numbers, the exponent given with a bias. */
INLINE void split_exponent(const int n, const double bias, const Vector *x, Vector *k, Vector *m) {
  Bits t[CK_WIDE_GROUP];
  EACH(u, n) t[u] = bits(x[u]) + LOG_OFFSET;
  EACH(u, n) {
    k[u] = vector((Bits)((Words)t[u] >> 52) | bits(splat(0x1p52))) - (0x1p52 + 1023 + bias);
    m[u] = vector((t[u] & LOG_MANTISSA) + LOG_ROOT);
  }
}

COLD void logarithm_beyond(const double *x, const int64_t *outside, double *y, int count) {
  for (int i = 0; i < count; i++)
    if (outside[i]) y[i] = log(x[i]);
}

/* `range` has all bits set in lanes whose argument is no positive normal number. */
INLINE void logarithm_core(const int n, const Vector *x, Vector *y, Vector *range) {
  Vector k[CK_WIDE_GROUP], f[CK_WIDE_GROUP], s[CK_WIDE_GROUP], z[CK_WIDE_GROUP];
  Vector p[CK_WIDE_GROUP];
  split_exponent(n, 0, x, k, f);
  EACH(u, n) f[u] = f[u] - 1;
  EACH(u, n) s[u] = f[u] / (f[u] + 2);
  EACH(u, n) z[u] = s[u] * s[u];
  polynomial(n, log_coefficients, 7, z, p);
  EACH(u, n) {
    const Vector half_square = f[u] * f[u] * 0.5;
    const Vector low = multiply_add(s[u], multiply_add(z[u], p[u], half_square),
                                    k[u] * LN2_SHORT_LOW);
    y[u] = k[u] * LN2_SHORT_HIGH - ((half_square - low) - f[u]);
  }
  EACH(u, n) {
    range[u] = vector(~((Bits)(x[u] >= splat(0x1p-1022)) & (Bits)(x[u] < splat(__builtin_inf()))));
  }
}

INLINE void logarithm_group(const int n, const Vector *x, Vector *y) {
  Vector range[CK_WIDE_GROUP];
  logarithm_core(n, x, y, range);
  if (any_above_two(n, range)) {
    Vector x_copy[CK_WIDE_GROUP], y_copy[CK_WIDE_GROUP], outside[CK_WIDE_GROUP];
    EACH(u, n) x_copy[u] = x[u], y_copy[u] = y[u], outside[u] = range[u];
    logarithm_beyond((const double *)x_copy, (const int64_t *)outside, (double *)y_copy,
                     n * CK_WIDTH);
    EACH(u, n) y[u] = y_copy[u];
  }
}
