/* Activations and their derivatives in float, REALS at a time. What they are built from is accurate to a few
   units in the last place relative to the result, for arguments of any sign and size. Comparisons are
   written so that NaN passes through. Coefficients: minimax fits by reweighted least squares in 40
   digits, each coefficient rounded to float in turn and the rest fitted again. */

typedef struct {
  NAME(Reals) value, first, second, third;
} NAME(ActivationJet);

#define FLOAT_ROUNDING 0x1.8p23f
#define FLOAT_LOG2E 0x1.715476p+0f
#define FLOAT_LN2 0x1.62e43p-1f
/* 15 bits, so that a product with a seven-bit integer is exact, and the rest. */
#define FLOAT_LN2_HIGH 0x1.62e4p-1f
#define FLOAT_LN2_LOW 0x1.7f7d1cp-20f

INLINE RV float_polynomial(const float *c, const int count, RV x) {
  RV p = RFMA(RSPLAT(c[count - 1]), x, RSPLAT(c[count - 2]));
  _Pragma("clang loop unroll(full)") for (int k = count - 3; k >= 0; k--) {
    p = RFMA(p, x, RSPLAT(c[k]));
  }
  return p;
}

/* 1 / x for 2^-60 < |x| < 2^60. */
INLINE RV float_reciprocal(RV x) {
#if CK_WIDTH == 8
  const RV y = (RV)_mm512_rcp14_ps((__m512)x);
  return RFMA(RFNMA(x, y, RSPLAT(1)), y, y);
#else
  return RSPLAT(1) / x;
#endif
}

INLINE RV float_magnitude(RV x) { return __builtin_elementwise_abs(x); }

/* 2^n for t = n + 127 + FLOAT_ROUNDING: n + 127 lies in the last bits of t. */
INLINE RV float_power_of_two(RV t) { return (RV)((NAME(RealBits))t << 23); }

/* e^x for x <= 0; not below e^-80, so that no product with it becomes subnormal, which is slow. */
INLINE RV float_decaying_exponential(RV x) {
  static const float c[] = {0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558b4p-5f, 0x1.12399cp-7f,
                            0x1.6a490p-10f};
  x = x < RSPLAT(-80) ? RSPLAT(-80) : x;
  const RV t = RFMA(x, RSPLAT(FLOAT_LOG2E), RSPLAT(FLOAT_ROUNDING + 127));
  const RV n = t - RSPLAT(FLOAT_ROUNDING + 127);
  RV r = RFNMA(n, RSPLAT(FLOAT_LN2_HIGH), x);
  r = RFNMA(n, RSPLAT(FLOAT_LN2_LOW), r);
  const RV p = RFMA(r * r, float_polynomial(c, 5, r), r) + 1;
  return p * float_power_of_two(t);
}

/* tanh x = m / (m + 2), m = e^2x - 1 = 2^n (e^2r - 1) + (2^n - 1): accurate near zero too. */
INLINE NAME(ActivationJet) float_tanh(RV x) {
  static const float c[] = {2,
                            0x1.fffffep0f,
                            0x1.5554b4p0f,
                            0x1.5556f2p-1f,
                            0x1.12256p-2f,
                            0x1.6b9ca8p-4f};
  x = x < RSPLAT(-10) ? RSPLAT(-10) : x;
  x = x > RSPLAT(10) ? RSPLAT(10) : x;
  const RV t = RFMA(x, RSPLAT(2 * FLOAT_LOG2E), RSPLAT(FLOAT_ROUNDING + 127));
  const RV n = t - RSPLAT(FLOAT_ROUNDING + 127);
  const RV r = RFNMA(n, RSPLAT(FLOAT_LN2 / 2), x);
  const RV power = float_power_of_two(t);
  const RV m = RFMA(power, r * float_polynomial(c, 6, r), power - 1);
  const RV y = m * float_reciprocal(m + 2);
  const RV first = RFNMA(y, y, RSPLAT(1));
  return (NAME(ActivationJet)){y, first, -2 * y * first, first * RFMA(6 * y, y, RSPLAT(-2))};
}

/* s = 1 / (1 + e^-x), with e = e^-|x| and q = 1 / (1 + e); s' = e q^2 without cancellation. */
INLINE void float_logistic(RV x, RV *e, RV *s, RV *slope) {
  *e = float_decaying_exponential(-float_magnitude(x));
  const RV q = float_reciprocal(*e + 1);
  *s = x < RSPLAT(0) ? *e * q : q;
  *slope = *e * q * q;
}

INLINE NAME(ActivationJet) float_silu(RV x) {
  RV e, s, s1;
  float_logistic(x, &e, &s, &s1);
  const RV s2 = s1 * RFNMA(RSPLAT(2), s, RSPLAT(1)), s3 = s1 * RFNMA(RSPLAT(6), s1, RSPLAT(1));
  return (NAME(ActivationJet)){x * s, RFMA(x, s1, s), RFMA(x, s2, 2 * s1), RFMA(x, s3, 3 * s2)};
}

/* log(1 + e) = 2 artanh(w), w = e / (2 + e). */
INLINE NAME(ActivationJet) float_softplus(RV x) {
  static const float c[] = {0x1.5555p-2f, 0x1.99d298p-3f, 0x1.1eb476p-3f, 0x1.1eff6cp-3f};
  RV e, s, s1;
  float_logistic(x, &e, &s, &s1);
  const RV w = e * float_reciprocal(e + 2), square = w * w;
  const RV z = square < RSPLAT(0x1p-50f) ? RSPLAT(0) : square;
  const RV logarithm = 2 * RFMA(w * z, float_polynomial(c, 4, z), w);
  const RV positive = x < RSPLAT(0) ? RSPLAT(0) : x;
  return (NAME(ActivationJet)){positive + logarithm, s, s1, s1 * RFNMA(RSPLAT(2), s, RSPLAT(1))};
}

/* Normal distribution: Phi(-a) = e^(-a^2/2) t P(t), t = 1 / (1 + 0.35 a), relative error 3.4e-8. */
INLINE NAME(ActivationJet) float_gelu(RV x) {
  static const float c[] = {0x1.1df1d4p-3f,  0x1.1e6fdap-3f, 0x1.ead694p-4f,
                            0x1.b0264ap-4f,  -0x1.7a8654p-6f, 0x1.45f82cp-3f,
                            -0x1.05d7d6p-2f, 0x1.26d8a4p-3f, -0x1.dd83c6p-6f};
  RV a = float_magnitude(x);
  a = a > RSPLAT(12) ? RSPLAT(12) : a;
  const RV gauss = float_decaying_exponential(-0.5f * a * a);
  const RV t = float_reciprocal(RFMA(RSPLAT(0.35f), a, RSPLAT(1)));
  const RV tail = gauss * (t * float_polynomial(c, 9, t));
  const RV below = x < RSPLAT(0) ? tail : 1 - tail;
  const RV density = gauss * 0x1.988454p-2f, square = a * a;
  const RV third = (x < RSPLAT(0) ? -a : a) * (square - 4) * density;
  return (NAME(ActivationJet)){x * below, RFMA(x < RSPLAT(0) ? -a : a, density, below),
                               density * (2 - square), third};
}

COLD void float_sine_beyond(const float *x, float *s, float *c) {
  for (int i = 0; i < REALS; i++) s[i] = (float)sin(x[i]), c[i] = (float)cos(x[i]);
}

/* Cody and Waite's reduction by pi/2 in three parts, of which multiples up to 2^13 are exact. */
INLINE void float_sine_cosine(RV x, RV *sine, RV *cosine) {
  static const float p[] = {-0x1.555546p-3f, 0x1.11077ap-7f, -0x1.9954a8p-13f};
  static const float q[] = {0x1.55554ap-5f, -0x1.6c0c1ap-10f, 0x1.99e0ecp-16f};
  const RV t = RFMA(x, RSPLAT(0x1.45f306p-1f), RSPLAT(FLOAT_ROUNDING));
  const RV n = t - RSPLAT(FLOAT_ROUNDING);
  RV r = RFNMA(n, RSPLAT(0x1.92p0f), x);
  r = RFNMA(n, RSPLAT(0x1.fb4p-12f), r);
  r = RFNMA(n, RSPLAT(0x1.4442d2p-24f), r);
  const RV z = r * r;
  const RV s = RFMA(r * z, float_polynomial(p, 3, z), r);
  const RV c = RFMA(z * z, float_polynomial(q, 3, z), RFNMA(RSPLAT(0.5f), z, RSPLAT(1)));
  const NAME(RealBits) quadrant = (NAME(RealBits))t;
  const NAME(RealBits) odd = (NAME(RealBits))((quadrant & 1) != 0);
  *sine = (RV)((NAME(RealBits))(odd ? c : s) ^ (quadrant << 30 & INT32_MIN));
  *cosine = (RV)((NAME(RealBits))(odd ? s : c) ^ ((quadrant + 1) << 30 & INT32_MIN));
  if (__builtin_expect(!__builtin_reduce_and(float_magnitude(x) < RSPLAT(8192)), 0))
    float_sine_beyond((const float *)&x, (float *)sine, (float *)cosine);
}

INLINE NAME(ActivationJet) float_sine(RV x) {
  RV s, c;
  float_sine_cosine(x, &s, &c);
  return (NAME(ActivationJet)){s, c, -s, -c};
}
