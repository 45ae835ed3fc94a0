/* Vector sine and cosine, within 2 ulp for |x| <= 1e7 and as good as libm beyond.

   Cody-Waite reduction: n = round(x / P) by adding a magic number whose unit in the last place is 1,
   r = x - n P with P in parts. With a fused multiply-add three 53-bit parts do: the first difference
   is exact (x and n P agree in all bits above P's magnitude), the second rounds once relative to r,
   the third matters only where r nearly cancels. Without it, 28-bit parts times |n| < 2^25 are exact.
   Sine and cosine alone reduce by P = pi (one polynomial, a sign from the parity of n); together by
   P = pi/2 (two short polynomials and a swap).

   The magic numbers carry an offset so that all admissible n leave the upper bits of the sum as they
   are: one bit test finds arguments that are too large, infinite or NaN; those lanes go to libm.

   Coefficients: Remez exchange on the relative error in 200-bit arithmetic, each coefficient rounded
   in turn and the rest fitted again. */

#define SMALL_INTEGERS 25 /* n + 2^24 must fit in this many bits: |x| < 5e7 (2.6e7 together) */
#define ROUNDING 0x1.8p52
#define OFFSET 0x1p24
#define TOO_LARGE_SINE (~((INT64_C(1) << SMALL_INTEGERS) - 1))
/* For the cosine the unit is 2^-10, see below. */
#define TOO_LARGE_COSINE (~((INT64_C(1) << (SMALL_INTEGERS + 10)) - 1))

#if CK_FMA
#define PI_PARTS { 0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53, -0x1.f1976b7ed8fbcp-109 }
#define PI_PART_COUNT 3
#else
#define PI_PARTS                                                                                   \
  { 0x1.921fb54p+1, 0x1.10b461p-29, 0x1.a62633p-57, 0x1.45c06e0e68948p-85 }
#define PI_PART_COUNT 4
#endif

static const double pi_parts[] = PI_PARTS;

/* Max error 3e-19 for |r| <= pi/2 (1 + 2^-9). */
static const double sine_wide[] = {
    -0x1.5555555555555p-3,  0x1.11111111110c8p-7,  -0x1.a01a01a014d56p-13, 0x1.71de3a529f4fap-19,
    -0x1.ae6454d386937p-26, 0x1.6123ccbaa3ccdp-33, -0x1.ae436c9ed390ep-41, 0x1.882fc8685da79p-49,
};
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

/* r + r^3 P(r^2) */
INLINE void sine_polynomial(const int n, const double *c, const int count, const Vector *r,
                            Vector *y) {
  Vector z[CK_GROUP], p[CK_GROUP];
  EACH(u, n) z[u] = r[u] * r[u];
  polynomial(n, c, count, z, p);
  EACH(u, n) z[u] *= r[u];
  EACH(u, n) y[u] = multiply_add(z[u], p[u], r[u]);
}

COLD void sine_beyond(const double *x, const int64_t *outside, double *y, int count) {
  for (int i = 0; i < count; i++)
    if (outside[i]) y[i] = sin(x[i]);
}

COLD void cosine_beyond(const double *x, const int64_t *outside, double *y, int count) {
  for (int i = 0; i < count; i++)
    if (outside[i]) y[i] = cos(x[i]);
}

/* Replaces the lanes that are outside the fast range. Copies keep the hot arrays in registers. */
#define REPLACE_OUTSIDE(fix, n, x, outside, y)                                                     \
  {                                                                                                \
    Bits any_outside = outside[0];                                                                 \
    EACH(u, n) any_outside |= outside[u];                                                          \
    if (__builtin_expect(any(any_outside), 0)) {                                                   \
      Vector x_copy[CK_GROUP], y_copy[CK_GROUP];                                                   \
      Bits outside_copy[CK_GROUP];                                                                 \
      EACH(u, n) x_copy[u] = x[u], y_copy[u] = y[u], outside_copy[u] = outside[u];                 \
      fix((const double *)x_copy, (const int64_t *)outside_copy, (double *)y_copy,                 \
          (n)*CK_WIDTH);                                                                           \
      EACH(u, n) y[u] = y_copy[u];                                                                 \
    }                                                                                              \
  }

/* y = sin(x) for a group. `signed_zero`: sin(-0) = -0, which costs an operation and is of no use in
   a sum. */
INLINE void sine_group(const int n, const int signed_zero, const Vector *x, Vector *y) {
  const double magic = ROUNDING + OFFSET;
  Vector t[CK_GROUP], k[CK_GROUP], r[CK_GROUP];
  Bits outside[CK_GROUP], sign[CK_GROUP];
  EACH(u, n) t[u] = multiply_add(x[u], splat(0x1.45f306dc9c883p-2), splat(magic));
  EACH(u, n) k[u] = t[u] - magic;
  EACH(u, n) outside[u] = (bits(t[u]) ^ bits(splat(ROUNDING))) & TOO_LARGE_SINE;
  EACH(u, n) r[u] = negate_multiply_add(k[u], splat(pi_parts[0]), x[u]);
  _Pragma("clang loop unroll(full)") for (int i = 1; i < PI_PART_COUNT; i++) {
    EACH(u, n) r[u] = negate_multiply_add(k[u], splat(pi_parts[i]), r[u]);
  }
  EACH(u, n) sign[u] = bits(t[u]) << 63;
  sine_polynomial(n, sine_wide, 8, r, y);
  if (signed_zero) EACH(u, n) y[u] = with_sign_of(y[u], r[u]);
  EACH(u, n) y[u] = vector(bits(y[u]) ^ sign[u]);
  REPLACE_OUTSIDE(sine_beyond, n, x, outside, y)
}

/* y = cos(x) = (-1)^n sin((n + 1/2) pi - x), n = floor(x / pi). Here the magic number's unit is
   2^-10: setting the ten fraction bits to one half rounds to n + 1/2 in one operation; r then exceeds
   pi/2 by a factor 1 + 2^-10 at most, which the polynomial allows for. */
INLINE void cosine_group(const int n, const Vector *x, Vector *y) {
  const double magic = 0x1p-10 * ROUNDING + OFFSET;
  Vector t[CK_GROUP], k[CK_GROUP], r[CK_GROUP];
  Bits outside[CK_GROUP], sign[CK_GROUP];
  EACH(u, n) t[u] = multiply_add(x[u], splat(0x1.45f306dc9c883p-2), splat(magic));
  EACH(u, n) outside[u] = (bits(t[u]) ^ bits(splat(0x1p-10 * ROUNDING))) & TOO_LARGE_COSINE;
  EACH(u, n) t[u] = vector((bits(t[u]) & ~INT64_C(1023)) | INT64_C(512));
  EACH(u, n) k[u] = t[u] - magic;
  EACH(u, n) r[u] = multiply_add(k[u], splat(pi_parts[0]), -x[u]);
  _Pragma("clang loop unroll(full)") for (int i = 1; i < PI_PART_COUNT; i++) {
    EACH(u, n) r[u] = multiply_add(k[u], splat(pi_parts[i]), r[u]);
  }
  EACH(u, n) sign[u] = (bits(t[u]) << 53) & SIGN_BIT;
  sine_polynomial(n, sine_wide, 8, r, y);
  EACH(u, n) y[u] = vector(bits(y[u]) ^ sign[u]);
  REPLACE_OUTSIDE(cosine_beyond, n, x, outside, y)
}

/* s = sin(x), c = cos(x) with one reduction modulo pi/2. */
INLINE void sine_cosine_group(const int n, const Vector *x, Vector *s, Vector *c) {
  const double magic = ROUNDING + OFFSET;
  Vector t[CK_GROUP], k[CK_GROUP], r[CK_GROUP], z[CK_GROUP], p[CK_GROUP], q[CK_GROUP];
  Bits outside[CK_GROUP];
  EACH(u, n) t[u] = multiply_add(x[u], splat(0x1.45f306dc9c883p-1), splat(magic));
  EACH(u, n) k[u] = t[u] - magic;
  EACH(u, n) outside[u] = (bits(t[u]) ^ bits(splat(ROUNDING))) & TOO_LARGE_SINE;
  EACH(u, n) r[u] = negate_multiply_add(k[u], splat(0.5 * pi_parts[0]), x[u]);
  _Pragma("clang loop unroll(full)") for (int i = 1; i < PI_PART_COUNT; i++) {
    EACH(u, n) r[u] = negate_multiply_add(k[u], splat(0.5 * pi_parts[i]), r[u]);
  }
  EACH(u, n) z[u] = r[u] * r[u];
  polynomial(n, sine_narrow, 6, z, p);
  polynomial(n, cosine_narrow, 6, z, q);
  EACH(u, n) q[u] = multiply_add(z[u], q[u], splat(-0.5));
  EACH(u, n) q[u] = multiply_add(z[u], q[u], splat(1));
  EACH(u, n) p[u] = with_sign_of(multiply_add(z[u] * r[u], p[u], r[u]), r[u]);
  EACH(u, n) {
    const Bits quadrant = bits(t[u]), odd = (quadrant & 1) != 0;
    s[u] = vector(bits(odd ? q[u] : p[u]) ^ ((quadrant << 62) & SIGN_BIT));
    c[u] = vector(bits(odd ? p[u] : q[u]) ^ (((quadrant + 1) << 62) & SIGN_BIT));
  }
  REPLACE_OUTSIDE(sine_beyond, n, x, outside, s)
  REPLACE_OUTSIDE(cosine_beyond, n, x, outside, c)
}
