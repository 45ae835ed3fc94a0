/* Vector exponential, within 1.5 ulp over the whole range, subnormal results included (those round
   once), overflow to infinity.

   exp(x) = 2^n e^r, n = round(x log2 e), |r| <= ln(2)/2. With AVX-512 an instruction scales by any
   2^n. Elsewhere the polynomial is scaled by 2^-54 and the power of two by 2^54, so that the latter
   is a normal number down to the smallest subnormal result and its exponent field becomes zero just
   where the result rounds to zero: that serves -746 < x < 672; outside, clamping and a second
   factor do the rest, still in vectors. Membership is one bit test for a group: bit 62 is clear in
   numbers below 2 in magnitude only. */

#if CK_WIDTH == 8
#define EXP_SCALE 1.0
#define EXP_MAGIC 0x1.8p52
#else
#define EXP_SCALE 0x1p-54
#define EXP_MAGIC (0x1.8p52 + 1023 + 54) /* the exponent field of 2^(n + 54) */
#endif

#if CK_FMA
#define LN2_HIGH 0x1.62e42fefa39efp-1
#define LN2_LOW 0x1.abc9e3b39803fp-56
#else
#define LN2_HIGH LN2_SHORT_HIGH
#define LN2_LOW LN2_SHORT_LOW
#endif
/* 41 bits, so that a product with an eleven-bit integer is exact even when rounded. */
#define LN2_SHORT_HIGH 0x1.62e42fefa3p-1
#define LN2_SHORT_LOW 0x1.3de6af278ece6p-42

/* (e^r - 1 - r) / r^2, max relative error of e^r 1.3e-17; from Remez exchange as for the sine. */
static const double exp_coefficients[] = {
    1 * EXP_SCALE,
    1 * EXP_SCALE,
    0x1.000000000000ap-1 * EXP_SCALE,
    0x1.555555555544bp-3 * EXP_SCALE,
    0x1.5555555550348p-5 * EXP_SCALE,
    0x1.1111111127a24p-7 * EXP_SCALE,
    0x1.6c16c1865b5d1p-10 * EXP_SCALE,
    0x1.a01a01d8d5e8dp-13 * EXP_SCALE,
    0x1.a01991b9106dap-16 * EXP_SCALE,
    0x1.71dc750ebb8e0p-19 * EXP_SCALE,
    0x1.28b6c624e62b7p-22 * EXP_SCALE,
    0x1.b337a16f29d3ep-26 * EXP_SCALE,
};

/* The exponential for arguments that pass the test; not passed, `range` is 2 or more or NaN. */
INLINE void exponential_core(const int n, const Vector *x, Vector *y, Vector *range) {
  Vector t[CK_WIDE_GROUP], k[CK_WIDE_GROUP], r[CK_WIDE_GROUP], p[CK_WIDE_GROUP];
  EACH(u, n) t[u] = multiply_add(x[u], splat(0x1.71547652b82fep+0), splat(EXP_MAGIC));
  EACH(u, n) k[u] = t[u] - EXP_MAGIC;
  EACH(u, n) r[u] = negate_multiply_add(k[u], splat(LN2_HIGH), x[u]);
  EACH(u, n) r[u] = negate_multiply_add(k[u], splat(LN2_LOW), r[u]);
  polynomial(n, exp_coefficients, 12, r, p);
#if CK_WIDTH == 8
  /* Only arguments beyond 2^51 fail to be reduced. */
  EACH(u, n) range[u] = r[u];
  EACH(u, n) y[u] = (Vector)_mm512_scalef_pd((__m512d)p[u], (__m512d)k[u]);
#else
  /* -1077 < n < 969, thus the exponent field is below its largest value, which means infinity. */
  EACH(u, n) range[u] = multiply_add(x[u], splat(0x1.72p-9), splat(54 * 0x1.008p-9));
  EACH(u, n) y[u] = p[u] * vector(bits(t[u]) << 52);
#endif
}

/* Any arguments: brings them into the core's range and scales back. NaN passes through. */
COLD void exponential_beyond(const double *x, double *y, int count) {
  for (int i = 0; i < count; i += CK_WIDTH) {
    const Vector a = load(x + i);
    Vector b = a < splat(-746) ? splat(-746) : a;
    b = b > splat(710) ? splat(710) : b;
    const Bits large = (Bits)(b > splat(600));
    /* e^b = 2^128 e^(b - 128 ln 2); in two steps, the first of which is exact. */
    const Vector shift = large ? splat(128) : splat(0);
    const Vector c = b - shift * LN2_SHORT_HIGH;
    Vector e, range;
    exponential_core(1, &c, &e, &range);
    /* e^(c - low) = e^c (1 - low) */
    e = negate_multiply_add(e, shift * LN2_SHORT_LOW, e) * (large ? splat(0x1p128) : splat(1));
    store(y + i, a != a ? a : e);
  }
}

INLINE void exponential_group(const int n, const Vector *x, Vector *y) {
  Vector range[CK_WIDE_GROUP];
  exponential_core(n, x, y, range);
  if (any_above_two(n, range)) {
    Vector x_copy[CK_WIDE_GROUP], y_copy[CK_WIDE_GROUP];
    EACH(u, n) x_copy[u] = x[u];
    exponential_beyond((const double *)x_copy, (double *)y_copy, n * CK_WIDTH);
    EACH(u, n) y[u] = (bits(range[u]) & ABOVE_TWO) != 0 ? y_copy[u] : y[u];
  }
}
