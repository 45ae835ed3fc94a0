/* b + factor sin(k0 a + k1) in one pass: what the gradients of oscillating terms consist of. The
   sign (-1)^n of the reduced sine goes to the factor. */

#if CK_FMA

/* factor * (-1)^n, n's last bit being that of t: with AVX-512 looked up in a table of eight. */
#if CK_WIDTH == 8
INLINE Vector alternating(double factor) {
  return (Vector){factor, -factor, factor, -factor, factor, -factor, factor, -factor};
}
INLINE Vector alternate(Vector table, Vector t) {
  return (Vector)_mm512_permutexvar_pd((__m512i)bits(t), (__m512d)table);
}
#else
INLINE Vector alternating(double factor) { return splat(factor); }
INLINE Vector alternate(Vector factor, Vector t) {
  return vector(bits(factor) ^ (bits(t) << 63));
}
#endif

/* y = b + factor sin(x) in the lanes outside the fast range. */
#define ADD_SINE_BEYOND(n, x, scaled, factor, b, y)                                                \
  {                                                                                                \
    Vector sine[CK_WIDE_GROUP];                                                                    \
    EACH(u, n) sine[u] = splat(0);                                                                 \
    REPLACE_OUTSIDE(sine_beyond, n, x, scaled, sine)                                               \
    EACH(u, n) {                                                                                   \
      const Vector sum = multiply_add(splat(factor), sine[u], b[u]);                               \
      y[u] = (bits(scaled[u]) & ABOVE_TWO) != 0 ? sum : y[u];                                      \
    }                                                                                              \
  }

/* y = b + factor sin(x), given alternating(factor) for each vector. In a sum the last part of pi, n
   times which is at most 2^-81, is left out: the sine is within 2 ulp or 2^-80, whichever is larger. */
INLINE void sine_scaled_add_core(const int n, const Vector *table, const Vector *x, const Vector *b,
                                 Vector *y, Vector *k) {
  Vector t[CK_WIDE_GROUP], r[CK_WIDE_GROUP], s[CK_WIDE_GROUP];
  sine_unsigned(n, PI_PART_COUNT - 1, x, t, k, r, s);
  EACH(u, n) y[u] = multiply_add(alternate(table[u], t[u]), s[u], b[u]);
}

/* The same factor for all vectors. */
INLINE void sine_scaled_add_group(const int n, const Vector table, const Vector *x,
                                  const Vector *b, Vector *y) {
  Vector tables[CK_WIDE_GROUP], k[CK_WIDE_GROUP];
  EACH(u, n) tables[u] = table;
  sine_scaled_add_core(n, tables, x, b, y, k);
  if (any_above_two(n, k)) ADD_SINE_BEYOND(n, x, k, table[0], b, y)
}

/* sin(pi r) / pi = r + r^3 P(r^2), max error 4e-19 for |r| <= (1 + 2^-9) / 2; here r is scaled. */
#define S2 0x1p46 /* SCALE^-2 */
static const double sine_half_turns[] = {
    -0x1.a51a6625307d3p+0 * S2,
    0x1.9f9cb402bc428p-1 * S2 * S2,
    -0x1.86a8e4720a0edp-3 * S2 * S2 * S2,
    0x1.ac6805cc7f700p-6 * S2 * S2 * S2 * S2,
    -0x1.3381699459534p-9 * S2 * S2 * S2 * S2 * S2,
    0x1.3746a057623b0p-13 * S2 * S2 * S2 * S2 * S2 * S2,
    -0x1.d3e63a0f820ccp-18 * S2 * S2 * S2 * S2 * S2 * S2 * S2,
    0x1.073c1722ff7fep-22 * S2 * S2 * S2 * S2 * S2 * S2 * S2 * S2,
};

/* What b + factor sin(k0 a) needs of k0 and factor: k0 / pi in two parts, scaled, and the factor as
   a table, times pi / SCALE. */
typedef struct {
  Vector k0, turn, turn_low, table;
  double factor;
} SineOfMultiple;

INLINE SineOfMultiple sine_of_multiple(double k0, double factor) {
  const double high = 0x1.45f306dc9c883p-2, low = -0x1.6b01ec5417056p-56, turn = k0 * high;
  return (SineOfMultiple){
      .k0 = splat(k0),
      .turn = splat(SCALE * turn),
      .turn_low = splat(SCALE * (__builtin_fma(k0, high, -turn) + k0 * low)),
      .table = alternating(__builtin_fma(factor, pi_parts[0], factor * pi_parts[1]) / SCALE),
      .factor = factor};
}

/* y = b + factor sin(k0 a) in half turns, with k0 and factor for each vector: r = k0 a / pi - n, where
   the product need not be rounded, saves an operation. It is the sine of the exact product; the
   rounded one would have shifted the argument by up to half a unit in its last place. */
INLINE void sine_of_multiple_core(const int n, const SineOfMultiple *s, const Vector *a,
                                  const Vector *b, Vector *y, Vector *k) {
  Vector t[CK_WIDE_GROUP], r[CK_WIDE_GROUP], z[CK_WIDE_GROUP], p[CK_WIDE_GROUP];
  EACH(u, n) t[u] = multiply_add(a[u], s[u].turn, splat(ROUNDING));
  EACH(u, n) k[u] = t[u] - ROUNDING;
  EACH(u, n) r[u] = multiply_add(a[u], s[u].turn, -k[u]);
  EACH(u, n) r[u] = multiply_add(a[u], s[u].turn_low, r[u]);
  EACH(u, n) z[u] = r[u] * r[u];
  polynomial(n, sine_half_turns, 8, z, p);
  EACH(u, n) p[u] = multiply_add(z[u] * r[u], p[u], r[u]);
  EACH(u, n) y[u] = multiply_add(alternate(s[u].table, t[u]), p[u], b[u]);
}

/* The same k0 and factor for all vectors. */
INLINE void sine_of_multiple_group(const int n, const SineOfMultiple s, const Vector *a,
                                   const Vector *b, Vector *y) {
  SineOfMultiple each[CK_WIDE_GROUP];
  Vector k[CK_WIDE_GROUP];
  EACH(u, n) each[u] = s;
  sine_of_multiple_core(n, each, a, b, y, k);
  if (any_above_two(n, k)) {
    Vector z[CK_WIDE_GROUP];
    EACH(u, n) z[u] = s.k0 * a[u];
    ADD_SINE_BEYOND(n, z, k, s.factor, b, y)
  }
}

#else

INLINE Vector alternating(double factor) { return splat(factor); }

INLINE void sine_scaled_add_core(const int n, const Vector *factor, const Vector *x,
                                 const Vector *b, Vector *y, Vector *k) {
  Vector s[CK_WIDE_GROUP];
  sine_core(n, x, s, k);
  EACH(u, n) y[u] = multiply_add(factor[u], s[u], b[u]);
}

INLINE void sine_scaled_add_group(const int n, const Vector factor, const Vector *x,
                                  const Vector *b, Vector *y) {
  Vector s[CK_WIDE_GROUP];
  sine_group(n, x, s);
  EACH(u, n) y[u] = multiply_add(factor, s[u], b[u]);
}

#endif
