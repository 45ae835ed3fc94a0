/* Two normal numbers from 64 random bits (Box & Muller 1958): sqrt(-2 log u) times cosine and sine of
   2 pi v, where u is the first 52 bits and a half, as a fraction, and v the last 32. The bits that are in
   both matter to u, relative to what the others leave open, only where it is below 2^-30 or so: the radius
   has the whole tail, and what radius and angle know of one another is of the order of 2^-32. With errors
   up to 2^-38 of the radius, below the distance of neighbouring angles; what is longer than that needs is
   left out of polynomials, which are from Remez exchange as for the sine. */

/* -2 log(2), of 46 bits: its multiples by exponents are exact. */
#define RADIUS_OCTAVE (-0x1.62e42fefa3a00p+0)

#if CK_WIDTH == 8
/* With tables of sixteen, looked up in registers, which shorten the polynomials and save a division:
     2^64 u = 2^k m, 1 <= m < 2, log(u) = (k - 64) ln 2 - log(c) + log1p(r), r = m c - 1, |r| <= 1/32,
   with c for the sixteenth of [1, 2) that m lies in, and angle = centre + remainder in turns of a
   sixteenth. The last c is 1/2 and cancels k = 63, so that log u is accurate for u near 1. */
static const double radius_centre[16] = {
    0x1.f06b8b72ee0f0p-1, 0x1.d3fd04e14cdb0p-1, 0x1.bab6d8396ed08p-1, 0x1.a43fc9bdc29e5p-1,
    0x1.8fa87ba49b62fp-1, 0x1.7cebb5182167dp-1, 0x1.6c3465fd4b267p-1, 0x1.5c799d51c2c68p-1,
    0x1.4e5152c069beep-1, 0x1.411ecc581478ap-1, 0x1.35146483ca5c7p-1, 0x1.29d4a6db6ec89p-1,
    0x1.1f55cc9e23b0bp-1, 0x1.159dd438c416ap-1, 0x1.0ca73d2a72b7bp-1, 0x1.0000000000000p-1,
};
/* 2 log(c) - 64 RADIUS_OCTAVE */
static const double radius_offset[16] = {
    0x1.62a4e6579c864p+6, 0x1.622c1c4bcaa01p+6, 0x1.61ba6864f9fb7p+6, 0x1.614fc135259eap+6,
    0x1.60e8dde17d8bep+6, 0x1.60868680cd1e9p+6, 0x1.602a9eeea01afp+6, 0x1.5fd033f3001d4p+6,
    0x1.5f7b43198951dp+6, 0x1.5f28c6f9f4607p+6, 0x1.5eda825e354a3p+6, 0x1.5e8e94f34c6b9p+6,
    0x1.5e451bb43666ap+6, 0x1.5dfea3b29744ap+6, 0x1.5dbb6d06e6c9bp+6, 0x1.5d589f2fe5118p+6,
};
/* -2 log1p(r) / r, max relative error 2^-37.8. */
static const double radius_coefficients[] = {
    -0x1.000000000493ep+1, 0x1.00000000192e2p+0, -0x1.5555502f305e8p-1,
    0x1.fffff2b256286p-2,  -0x1.9a07697ea088ap-2, 0x1.55c3282726ef9p-2,
};
static const double centre_sine[16] = {
    0x1.8f8b83c69a60bp-3,  0x1.1c73b39ae68c8p-1,  0x1.a9b66290ea1a3p-1,  0x1.f6297cff75cb0p-1,
    0x1.f6297cff75cb0p-1,  0x1.a9b66290ea1a3p-1,  0x1.1c73b39ae68c8p-1,  0x1.8f8b83c69a60bp-3,
    -0x1.8f8b83c69a60bp-3, -0x1.1c73b39ae68c8p-1, -0x1.a9b66290ea1a3p-1, -0x1.f6297cff75cb0p-1,
    -0x1.f6297cff75cb0p-1, -0x1.a9b66290ea1a3p-1, -0x1.1c73b39ae68c8p-1, -0x1.8f8b83c69a60bp-3,
};
static const double centre_cosine[16] = {
    0x1.f6297cff75cb0p-1,  0x1.a9b66290ea1a3p-1,  0x1.1c73b39ae68c8p-1,  0x1.8f8b83c69a60bp-3,
    -0x1.8f8b83c69a60bp-3, -0x1.1c73b39ae68c8p-1, -0x1.a9b66290ea1a3p-1, -0x1.f6297cff75cb0p-1,
    -0x1.f6297cff75cb0p-1, -0x1.a9b66290ea1a3p-1, -0x1.1c73b39ae68c8p-1, -0x1.8f8b83c69a60bp-3,
    0x1.8f8b83c69a60bp-3,  0x1.1c73b39ae68c8p-1,  0x1.a9b66290ea1a3p-1,  0x1.f6297cff75cb0p-1,
};
/* sin(pi r / 8) / r and cos(pi r / 8) as polynomials of r^2, |r| <= 1/2, max errors 2^-47, 2^-41. */
static const double remainder_sine[] = {
    0x1.921fb54442730p-2, -0x1.4abbce5fe5924p-7, 0x1.466bb4bc764c1p-14, -0x1.32743887fccb7p-22,
};
static const double remainder_cosine[] = {
    0x1.ffffffffff0f4p-1, -0x1.3bd3cc9821619p-4, 0x1.03c1ddb2299c0p-10, -0x1.555b5d9ecdd48p-18,
};

/* table[i mod 16] */
INLINE Vector look_up(const double *table, Words i) {
  return (Vector)_mm512_permutex2var_pd((__m512d)load(table), (__m512i)i,
                                        (__m512d)load(table + 8));
}

/* Relative errors up to 2^-40.7: from an estimate y of the inverse root with e = 1 - x y^2, |e| < 2^-13,
   sqrt(x) = x y (1 + e/2 + 3 e^2/8 + ...). The instruction for the root takes longer than all of the logarithm. */
INLINE void square_root(const int n, Vector *x) {
  Vector y[CK_GROUP], e[CK_GROUP];
  EACH(u, n) y[u] = (Vector)_mm512_rsqrt14_pd((__m512d)x[u]);
  EACH(u, n) x[u] *= y[u];
  EACH(u, n) e[u] = negate_multiply_add(x[u], y[u], splat(1));
  EACH(u, n) y[u] = multiply_add(e[u], splat(0.375), splat(0.5));
  EACH(u, n) x[u] = multiply_add(x[u] * e[u], y[u], x[u]);
}

INLINE void box_muller_group(const int n, const Words *x, Vector *c, Vector *s) {
  Vector m[CK_GROUP], r[CK_GROUP], k[CK_GROUP], p[CK_GROUP], z[CK_GROUP], radius[CK_GROUP];
  Words i[CK_GROUP];
  EACH(u, n) {
    m[u] = __builtin_convertvector((x[u] | 0x800) & ~UINT64_C(0x7ff), Vector); /* 2^64 u */
    k[u] = (Vector)_mm512_getexp_pd((__m512d)m[u]);
    i[u] = (Words)m[u] >> 48;
    m[u] = (Vector)_mm512_getmant_pd((__m512d)m[u], _MM_MANT_NORM_1_2, _MM_MANT_SIGN_src);
  }
  EACH(u, n) r[u] = multiply_add(m[u], look_up(radius_centre, i[u]), splat(-1));
  EACH(u, n) k[u] = multiply_add(k[u], splat(RADIUS_OCTAVE), look_up(radius_offset, i[u]));
  polynomial(n, radius_coefficients, 6, r, p);
  EACH(u, n) radius[u] = multiply_add(r[u], p[u], k[u]);
  square_root(n, radius);
  EACH(u, n) {
    i[u] = x[u] >> 28; /* the look-up takes the last four bits */
    const Bits fraction = (Bits)(x[u] & ((1 << 28) - 1));
    r[u] = vector(fraction | bits(splat(0x1p24))) - (0x1p24 + 0.5);
  }
  EACH(u, n) z[u] = r[u] * r[u];
  polynomial(n, remainder_sine, 4, z, p);
  EACH(u, n) r[u] *= p[u];
  polynomial(n, remainder_cosine, 4, z, p);
  EACH(u, n) {
    const Vector cosine = look_up(centre_cosine, i[u]), sine = look_up(centre_sine, i[u]);
    c[u] = radius[u] * negate_multiply_add(sine, r[u], cosine * p[u]);
    s[u] = radius[u] * multiply_add(cosine, r[u], sine * p[u]);
  }
}

#else

/* -2 log(m) = s Q(s^2), s = (m - 1) / (m + 1), max relative error 2^-37.8. */
static const double radius_coefficients[] = {
    -0x1.0000000004a79p+2, -0x1.555554da52f15p+0, -0x1.999a9d5896868p-1,
    -0x1.24328e967e388p-1, -0x1.e3b72a556580ap-2,
};
/* sin(pi r) / r and cos(pi r) as polynomials of r^2, |r| <= 1/2, max errors 2^-44 and 2^-40. */
static const double turn_sine[] = {
    0x1.921fb544422b9p+1, -0x1.4abbce622b70ap+2, 0x1.466bc666fa75bp+1,  -0x1.32d2c80461fedp-1,
    0x1.5076b5c3a001ap-4, -0x1.e289957d76bb8p-8, 0x1.d3d9ca3514abbp-12,
};
static const double turn_cosine[] = {
    0x1.fffffffffe5adp-1, -0x1.3bd3cc9b93a18p+2, 0x1.03c1f06d7e73fp+2,  -0x1.55d3c04b70791p+0,
    0x1.e1f24e5b8a07fp-3, -0x1.a651cf20c1cfcp-6, 0x1.e259c6c7775d0p-10,
};

INLINE void box_muller_group(const int n, const Words *x, Vector *c, Vector *s) {
  Vector m[CK_GROUP], k[CK_GROUP], f[CK_GROUP], z[CK_GROUP], p[CK_GROUP], radius[CK_GROUP];
  Vector r[CK_GROUP];
  EACH(u, n) m[u] = __builtin_convertvector(x[u] >> 11 | 1, Vector); /* 2^53 u */
  split_exponent(n, 53, m, k, f);
  EACH(u, n) f[u] = f[u] - 1;
  EACH(u, n) f[u] = f[u] / (f[u] + 2);
  EACH(u, n) z[u] = f[u] * f[u];
  polynomial(n, radius_coefficients, 5, z, p);
  EACH(u, n) radius[u] = multiply_add(f[u], p[u], k[u] * RADIUS_OCTAVE);
  EACH(u, n) radius[u] = __builtin_elementwise_sqrt(radius[u]);
  /* The first of v's bits is a half turn, a sign; the others, as the fraction of a number in [1, 2),
     are a quarter turn off: angle = pi/2 - pi r. */
  EACH(u, n) {
    const Bits fraction = (Bits)(x[u] << 21 & (UINT64_MAX >> 12));
    r[u] = 1.5 - vector(fraction | bits(splat(1)));
    radius[u] = vector(bits(radius[u]) ^ ((Bits)(x[u] << 32) & SIGN_BIT));
  }
  EACH(u, n) z[u] = r[u] * r[u];
  polynomial(n, turn_sine, 7, z, p);
  EACH(u, n) c[u] = radius[u] * (p[u] * r[u]);
  polynomial(n, turn_cosine, 7, z, p);
  EACH(u, n) s[u] = radius[u] * p[u];
}

#endif
