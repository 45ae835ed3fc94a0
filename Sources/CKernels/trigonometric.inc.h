/* Vector sine and cosine, within 2 ulp.

   Cody-Waite reduction: n = round(x / P) by adding a magic number whose unit in the last place is
   1, r = x - n P with P in parts. With a fused multiply-add three 53-bit parts do: the first
   difference is exact (x and n P agree in all bits above P's magnitude), the second rounds once
   relative to r, the third matters only where r nearly cancels. Without it, short parts whose
   multiples are exact. Sine and cosine alone reduce by P = pi (one polynomial, a sign from the
   parity of n); together by P = pi/2 (two short polynomials and a swap).

   All is done with n scaled by 2^-23: then |n| < 2^24 if and only if bit 62 of the scaled n is
   clear, and the disjunction of a group's n finds arguments that are too large, infinite or NaN
   with one test; those lanes are done one by one (huge_angles.h). A `core` leaves the scaled n in k
   and the test to its caller, a `group` does it.

   Coefficients: Remez exchange on the relative error in 200-bit arithmetic, each coefficient
   rounded in turn and the rest fitted again. */

#define SCALE 0x1p-23
#define ROUNDING (0x1.8p52 * SCALE)
#define ABOVE_TWO (INT64_C(1) << 62) /* |n| >= 2^24, i.e. |x| > 5e7 (2.6e7 together) */

#if CK_FMA
#define PI_PART_COUNT 3
static const double pi_parts[PI_PART_COUNT] = {
    0x1.921fb54442d18p+1,
    0x1.1a62633145c06p-53, /* rounded down: with a negative part after it, -0 would become +0 */
    0x1.c1cd129024e09p-106,
};
#else
/* 28, 26, 28 and 53 bits: for pi/2, n times the first two and the differences are exact. */
#define PI_PART_COUNT 4
static const double pi_parts[PI_PART_COUNT] = {
    0x1.921fb54p+1,
    0x1.10b461p-29,
    0x1.a62633p-57,
    0x1.45c06e0e68948p-85,
};
#endif

/* Max errors 4e-18 and 6e-20 for |r| <= pi/4 (1 + 2^-9). */
static const double sine_narrow[] = {
    -0x1.5555555555548p-3, 0x1.111111110f730p-7,   -0x1.a01a019be9213p-13,
    0x1.71de35552afd0p-19, -0x1.ae5e4b839db4ap-26, 0x1.5d8b55823f0dcp-33,
};
static const double cosine_narrow[] = {
    0x1.555555555554ap-5,   -0x1.6c16c16c14e00p-10, 0x1.a01a019c5c395p-16,
    -0x1.27e4f7cd31e0ep-22, 0x1.1ee9c335d6ebfp-29,  -0x1.8f99cbc4d87f1p-37,
};

/* p = c0 + c1 z + ... by Horner's rule, for a group of vectors. */
INLINE void polynomial(const int n, const double *c, const int count, const Vector *z, Vector *p) {
  EACH(u, n) p[u] = multiply_add(splat(c[count - 1]), z[u], splat(c[count - 2]));
  _Pragma("clang loop unroll(full)") for (int k = count - 3; k >= 0; k--) {
    EACH(u, n) p[u] = multiply_add(p[u], z[u], splat(c[k]));
  }
}

COLD void sine_beyond(const double *x, const int64_t *scaled, double *y, int count) {
  for (int i = 0; i < count; i++)
    if (scaled[i] & ABOVE_TWO) y[i] = ck_sine_of_huge(x[i]);
}

COLD void cosine_beyond(const double *x, const int64_t *scaled, double *y, int count) {
  for (int i = 0; i < count; i++)
    if (scaled[i] & ABOVE_TWO) y[i] = ck_cosine_of_huge(x[i]);
}

INLINE int any_above_two(const int n, const Vector *k) {
  Bits all = bits(k[0]);
  EACH(u, n) all |= bits(k[u]);
  return __builtin_expect(any(all & ABOVE_TWO), 0);
}

/* Replaces the lanes that are outside the fast range. Copies keep the hot arrays in registers. */
#define REPLACE_OUTSIDE(fix, n, x, scaled, y)                                                      \
  {                                                                                                \
    Vector x_copy[CK_WIDE_GROUP], y_copy[CK_WIDE_GROUP], scaled_copy[CK_WIDE_GROUP];               \
    EACH(u, n) x_copy[u] = x[u], y_copy[u] = y[u], scaled_copy[u] = scaled[u];                     \
    fix((const double *)x_copy, (const int64_t *)scaled_copy, (double *)y_copy, (n)*CK_WIDTH);     \
    EACH(u, n) y[u] = y_copy[u];                                                                   \
  }

/* r = x - n P, n being scaled in k, with the first parts of P = period * pi. Rounding twice, `low`
   is what r lacks, which matters where r is just above and its sine below a power of two. */
INLINE void reduce(const int n, const double period, const int parts, const Vector *x,
                   const Vector *k, Vector *r, Vector *low) {
  const double scale = period / SCALE;
#if CK_FMA
  (void)low;
  EACH(u, n) r[u] = x[u];
  _Pragma("clang loop unroll(full)") for (int i = 0; i < parts; i++) {
    EACH(u, n) r[u] = negate_multiply_add(k[u], splat(scale * pi_parts[i]), r[u]);
  }
#else
  (void)parts;
  EACH(u, n) {
    const Vector high = x[u] - k[u] * (scale * pi_parts[0]) - k[u] * (scale * pi_parts[1]);
    const Vector middle = k[u] * (scale * pi_parts[2]);
    r[u] = high - middle;
    low[u] = (high - r[u]) - middle - k[u] * (scale * pi_parts[3]);
  }
#endif
}

/* s = sin(x), c = cos(x) with one reduction modulo pi/2. */
INLINE void sine_cosine_core(const int n, const Vector *x, Vector *s, Vector *c, Vector *k) {
  Vector t[CK_WIDE_GROUP], r[CK_WIDE_GROUP], low[CK_WIDE_GROUP];
  Vector z[CK_WIDE_GROUP], p[CK_WIDE_GROUP], q[CK_WIDE_GROUP];
  EACH(u, n) t[u] = multiply_add(x[u], splat(0x1.45f306dc9c883p-1 * SCALE), splat(ROUNDING));
  EACH(u, n) k[u] = t[u] - ROUNDING;
  reduce(n, 0.5, PI_PART_COUNT, x, k, r, low);
  EACH(u, n) z[u] = r[u] * r[u];
  polynomial(n, sine_narrow, 6, z, p);
  polynomial(n, cosine_narrow, 6, z, q);
  EACH(u, n) q[u] = multiply_add(z[u], q[u], splat(-0.5));
  EACH(u, n) q[u] = multiply_add(z[u], q[u], splat(1));
#if CK_FMA
  EACH(u, n) p[u] = with_sign_of(multiply_add(z[u] * r[u], p[u], r[u]), r[u]);
#else
  EACH(u, n) p[u] = with_sign_of(r[u] + (z[u] * r[u] * p[u] + low[u]), r[u]);
#endif
  EACH(u, n) {
    const Bits quadrant = bits(t[u]), odd = (Bits)((quadrant & 1) != 0);
    s[u] = vector(bits(odd ? q[u] : p[u]) ^ ((quadrant << 62) & SIGN_BIT));
    c[u] = vector(bits(odd ? p[u] : q[u]) ^ (((quadrant + 1) << 62) & SIGN_BIT));
  }
}

INLINE void sine_cosine_group(const int n, const Vector *x, Vector *s, Vector *c) {
  Vector k[CK_WIDE_GROUP];
  sine_cosine_core(n, x, s, c, k);
  if (any_above_two(n, k)) {
    REPLACE_OUTSIDE(sine_beyond, n, x, k, s)
    REPLACE_OUTSIDE(cosine_beyond, n, x, k, c)
  }
}

#if CK_FMA

/* Max error 3e-19 for |r| <= pi/2 (1 + 2^-9). */
static const double sine_wide[] = {
    -0x1.5555555555555p-3,  0x1.11111111110c8p-7,  -0x1.a01a01a014d56p-13, 0x1.71de3a529f4fap-19,
    -0x1.ae6454d386937p-26, 0x1.6123ccbaa3ccdp-33, -0x1.ae436c9ed390ep-41, 0x1.882fc8685da79p-49,
};

/* r + r^3 P(r^2) */
INLINE void sine_polynomial(const int n, const Vector *r, Vector *y) {
  Vector z[CK_WIDE_GROUP], p[CK_WIDE_GROUP];
  EACH(u, n) z[u] = r[u] * r[u];
  polynomial(n, sine_wide, 8, z, p);
  EACH(u, n) y[u] = multiply_add(z[u] * r[u], p[u], r[u]);
}

/* Sine of x but for the sign: sin(x) = (-1)^n y, where n's last bit is that of t; k is n scaled. */
INLINE void sine_unsigned(const int n, const int parts, const Vector *x, Vector *t, Vector *k,
                          Vector *r, Vector *y) {
  EACH(u, n) t[u] = multiply_add(x[u], splat(0x1.45f306dc9c883p-2 * SCALE), splat(ROUNDING));
  EACH(u, n) k[u] = t[u] - ROUNDING;
  reduce(n, 1, parts, x, k, r, NULL);
  sine_polynomial(n, r, y);
}

/* y = sin(x) for a group. */
INLINE void sine_core(const int n, const Vector *x, Vector *y, Vector *k) {
  Vector t[CK_WIDE_GROUP], r[CK_WIDE_GROUP];
  sine_unsigned(n, PI_PART_COUNT, x, t, k, r, y);
  /* y has the sign of r already, except that sin(-0) = -0. */
  EACH(u, n) y[u] = with_sign_of(y[u], vector(bits(r[u]) ^ (bits(t[u]) << 63)));
}

/* y = cos(x) = (-1)^n sin((n + 1/2) pi - x), n = floor(x / pi). Here the magic number's unit is
   2^-10: setting the ten fraction bits to one half rounds to n + 1/2 in one operation; r then
   exceeds pi/2 by a factor 1 + 2^-10 at most, which the polynomial allows for. */
INLINE void cosine_core(const int n, const Vector *x, Vector *y, Vector *k) {
  const double magic = 0x1p-10 * ROUNDING;
  Vector t[CK_WIDE_GROUP], r[CK_WIDE_GROUP];
  EACH(u, n) t[u] = multiply_add(x[u], splat(0x1.45f306dc9c883p-2 * SCALE), splat(magic));
  EACH(u, n) t[u] = vector((bits(t[u]) & ~INT64_C(1023)) | INT64_C(512));
  EACH(u, n) k[u] = t[u] - magic;
  reduce(n, 1, PI_PART_COUNT, x, k, r, NULL);
  sine_polynomial(n, r, y);
  EACH(u, n) y[u] = vector(bits(y[u]) ^ (~(bits(t[u]) << 53) & SIGN_BIT));
}

#else

/* Over the longer interval of one polynomial, rounding twice per step would cost more than 2 ulp.
   */
INLINE void sine_core(const int n, const Vector *x, Vector *y, Vector *k) {
  Vector c[CK_WIDE_GROUP];
  sine_cosine_core(n, x, y, c, k);
}

INLINE void cosine_core(const int n, const Vector *x, Vector *y, Vector *k) {
  Vector s[CK_WIDE_GROUP];
  sine_cosine_core(n, x, s, y, k);
}

#endif

INLINE void sine_group(const int n, const Vector *x, Vector *y) {
  Vector k[CK_WIDE_GROUP];
  sine_core(n, x, y, k);
  if (any_above_two(n, k)) REPLACE_OUTSIDE(sine_beyond, n, x, k, y)
}

INLINE void cosine_group(const int n, const Vector *x, Vector *y) {
  Vector k[CK_WIDE_GROUP];
  cosine_core(n, x, y, k);
  if (any_above_two(n, k)) REPLACE_OUTSIDE(cosine_beyond, n, x, k, y)
}
