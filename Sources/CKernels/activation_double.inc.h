/* Activations and their derivatives in double, number by number with the C library: for checks, not for
   speed. */

typedef struct {
  NAME(Reals) value, first, second, third;
} NAME(ActivationJet);

/* Fills the jet's lanes from value, first, second and third derivative at x. */
#define DOUBLE_JET(name, setup, value_, first_, second_, third_)                                   \
  INLINE NAME(ActivationJet) name(RV at) {                                                         \
    NAME(ActivationJet) jet;                                                                       \
    for (int i = 0; i < REALS; i++) {                                                              \
      const double x = at[i];                                                                      \
      setup;                                                                                       \
      jet.value[i] = (value_), jet.first[i] = (first_);                                            \
      jet.second[i] = (second_), jet.third[i] = (third_);                                          \
    }                                                                                              \
    return jet;                                                                                    \
  }

DOUBLE_JET(double_tanh, const double y = tanh(x); const double d = 1 - y * y, y, d, -2 * y * d,
           d * (6 * y * y - 2))

/* s = 1 / (1 + e^-x), s1 its derivative. */
#define LOGISTIC                                                                                   \
  const double e = exp(-fabs(x)), q = 1 / (1 + e), s = x < 0 ? e * q : q, s1 = e * q * q

DOUBLE_JET(double_silu, LOGISTIC; const double s2 = s1 * (1 - 2 * s), x * s, s + x * s1,
           2 * s1 + x * s2, 3 * s2 + x * s1 * (1 - 6 * s1))

DOUBLE_JET(double_softplus, LOGISTIC, (x < 0 ? 0 : x) + log1p(e), s, s1, s1 * (1 - 2 * s))

DOUBLE_JET(double_gelu, const double below = 0.5 * erfc(-x * 0x1.6a09e667f3bcdp-1);
           const double density = 0x1.9884533d43651p-2 * exp(-0.5 * x * x), x * below,
           below + x * density, density * (2 - x * x), density * x * (x * x - 4))

DOUBLE_JET(double_sine, const double s = sin(x); const double c = cos(x), s, c, -s, -c)

INLINE void double_sine_cosine(RV x, RV *sine, RV *cosine) {
  for (int i = 0; i < REALS; i++) (*sine)[i] = sin(x[i]), (*cosine)[i] = cos(x[i]);
}
