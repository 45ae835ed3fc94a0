/* Two normal numbers from a block of random words (Box & Muller 1958): with u and v of 53 bits each,
   sqrt(-2 log u) times cosine and sine of 2 pi v, as in Statistics/Philox.swift; errors are a few
   units of 2^-53 of the radius. */

#if CK_WIDTH == 8
/* With tables of sixteen, looked up in registers, which shorten the polynomials and save a division:
     u = 2^k m, 1 <= m < 2, log(u) = k ln 2 - log(c) + log1p(r), r = m c - 1, |r| < 1/32,
   with c for the sixteenth of [1, 2) that m lies in, and angle = centre + remainder in turns of a
   sixteenth. The c are such that the double closest to -2 ln 2 k + 2 log c for k = -1, where the terms
   cancel, is almost exact; the last is 1/2, so that log u is accurate for u near 1. */
static const double radius_centre[16] = {
    0x1.f06b8b72ee0f0p-1, 0x1.d3fd04e14cdb0p-1, 0x1.bab6d8396ed08p-1, 0x1.a43fc9bdc29e5p-1,
    0x1.8fa87ba49b62fp-1, 0x1.7cebb5182167dp-1, 0x1.6c3465fd4b267p-1, 0x1.5c799d51c2c68p-1,
    0x1.4e5152c069beep-1, 0x1.411ecc581478ap-1, 0x1.35146483ca5c7p-1, 0x1.29d4a6db6ec89p-1,
    0x1.1f55cc9e23b0bp-1, 0x1.159dd438c416ap-1, 0x1.0ca73d2a72b7bp-1, 0x1.0000000000000p-1,
};
/* 2 log(c) */
static const double radius_offset[16] = {
    -0x1.fa4cc038ce27ap-5, -0x1.702747b1ffdd0p-3, -0x1.29c78aa9a493ep-2, -0x1.946eba7e0163cp-2,
    -0x1.fb520e2614185p-2, -0x1.2ed4b76b40babp-1, -0x1.5cc88081c2897p-1, -0x1.89fdfe51c15f4p-1,
    -0x1.b4766b0d2719cp-1, -0x1.ddb47ad79fc5ap-1, -0x1.026b645b9573ep+0, -0x1.1566bf15cd1cep+0,
    -0x1.27c50edb4e597p+0, -0x1.39630f4316d6bp+0, -0x1.4a30ba2f35921p+0, -0x1.62e42fefa39efp+0,
};
/* -2 log1p(r) / r; relative errors of the logarithm up to 6e-16 for |r| near 1/32, mostly below
   1e-16. */
static const double radius_coefficients[] = {
    -0x1.0000000000000p+1, 0x1.ffffffffff6ccp-1, -0x1.55555555b1039p-1, 0x1.0000000e90ff2p-1,
    -0x1.999989518e16ap-2, 0x1.555473c3100f1p-2, -0x1.24fff276a256dp-2, 0x1.02449a2463d47p-2,
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
/* sin(pi r / 8) / r and cos(pi r / 8) as polynomials of r^2, |r| <= 1/2, max errors 4e-17, 5e-17. */
static const double remainder_sine[] = {
    0x1.921fb54442d18p-2,  -0x1.4abbce625b97bp-7, 0x1.466bc673fb8e3p-14,
    -0x1.32d2b37aa4aa3p-22, 0x1.4fe7318cf00b8p-31,
};
static const double remainder_cosine[] = {
    0x1.0000000000000p+0,   -0x1.3bd3cc9be4407p-4, 0x1.03c1f080974eep-10,
    -0x1.55d3ba5f6af5ep-18, 0x1.e1744812b1758p-27,
};

/* table[i mod 16] */
INLINE Vector look_up(const double *table, Words i) {
  return (Vector)_mm512_permutex2var_pd((__m512d)load(table), (__m512i)i,
                                        (__m512d)load(table + 8));
}

INLINE void box_muller_group(const int n, const Words *first, const Words *second, Vector *c,
                             Vector *s) {
  Vector m[CK_GROUP], r[CK_GROUP], k[CK_GROUP], p[CK_GROUP], z[CK_GROUP], radius[CK_GROUP];
  Words i[CK_GROUP];
  EACH(u, n) {
    m[u] = __builtin_convertvector(first[u] & ~UINT64_C(0x7ff), Vector); /* 2^64 u */
    m[u] = (Vector)_mm512_max_pd((__m512d)m[u], (__m512d)splat(0x1p10)); /* 2^-54 instead of 0 */
    k[u] = (Vector)_mm512_getexp_pd((__m512d)m[u]) - 64;
    i[u] = (Words)m[u] >> 48;
    m[u] = (Vector)_mm512_getmant_pd((__m512d)m[u], _MM_MANT_NORM_1_2, _MM_MANT_SIGN_src);
  }
  EACH(u, n) r[u] = multiply_add(m[u], look_up(radius_centre, i[u]), splat(-1));
  EACH(u, n) k[u] = multiply_add(k[u], splat(-0x1.62e42fefa39efp+0), look_up(radius_offset, i[u]));
  polynomial(n, radius_coefficients, 8, r, p);
  EACH(u, n) radius[u] = __builtin_elementwise_sqrt(multiply_add(r[u], p[u], k[u]));
  EACH(u, n) {
    i[u] = second[u] >> 60;
    const Bits fraction = (Bits)((second[u] >> 8) & ((UINT64_C(1) << 52) - 8)); /* of 49 bits */
    r[u] = vector(fraction | bits(splat(1))) - 1.5;
  }
  EACH(u, n) z[u] = r[u] * r[u];
  polynomial(n, remainder_sine, 5, z, p);
  EACH(u, n) r[u] *= p[u];
  polynomial(n, remainder_cosine, 5, z, p);
  EACH(u, n) {
    const Vector cosine = look_up(centre_cosine, i[u]), sine = look_up(centre_sine, i[u]);
    c[u] = radius[u] * negate_multiply_add(sine, r[u], cosine * p[u]);
    s[u] = radius[u] * multiply_add(cosine, r[u], sine * p[u]);
  }
}

#else

/* -2 log(m) = s Q(s^2), s = (m - 1) / (m + 1), max relative error 1.3e-18 / 2. */
static const double radius_coefficients[] = {
    -0x1.0000000000000p+2, -0x1.5555555555592p+0, -0x1.999999997ff06p-1, -0x1.24924941e3144p-1,
    -0x1.c71c52127836fp-2, -0x1.74663d611c032p-2, -0x1.39a1db7b777adp-2, -0x1.2f044f1fa8ad6p-2,
};
/* sin(pi r) / r and cos(pi r) as polynomials of r^2, |r| <= 1/2, max errors 4e-17 and 8e-19. */
static const double turn_sine[] = {
    0x1.921fb54442d18p+1,  -0x1.4abbce625be0cp+2, 0x1.466bc67757c55p+1,
    -0x1.32d2cce4b6471p-1, 0x1.507833cfc13dcp-4,  -0x1.e306ed18d4b0dp-8,
    0x1.e8d6c448cb02ep-12, -0x1.6b1285f482d38p-16, 0x1.103174c7b70e6p-21,
};
static const double turn_cosine[] = {
    0x1.0000000000000p+0,  -0x1.3bd3cc9be45dep+2, 0x1.03c1f081b5a96p+2,  -0x1.55d3c7e3ca056p+0,
    0x1.e1f50687c8590p-3,  -0x1.a6d1f223fd037p-6, 0x1.f9d3537f7c546p-10, -0x1.b6d471daece6bp-14,
    0x1.1edb4a8c58b70p-18, -0x1.dc8df647980c7p-24,
};

INLINE void box_muller_group(const int n, const Words *first, const Words *second, Vector *c,
                             Vector *s) {
  Vector m[CK_GROUP], k[CK_GROUP], f[CK_GROUP], z[CK_GROUP], p[CK_GROUP], radius[CK_GROUP];
  Vector r[CK_GROUP];
  EACH(u, n) {
    m[u] = __builtin_convertvector(first[u] >> 11, Vector); /* 2^53 u */
    m[u] = m[u] > splat(0.5) ? m[u] : splat(0.5);
  }
  split_exponent(n, 53, m, k, f);
  EACH(u, n) f[u] = f[u] - 1;
  EACH(u, n) f[u] = f[u] / (f[u] + 2);
  EACH(u, n) z[u] = f[u] * f[u];
  polynomial(n, radius_coefficients, 8, z, p);
  EACH(u, n) radius[u] = multiply_add(f[u], p[u], k[u] * -0x1.62e42fefa39efp+0);
  EACH(u, n) radius[u] = __builtin_elementwise_sqrt(radius[u]);
  /* The first of v's bits is a half turn, a sign; the others, as the fraction of a number in [1, 2),
     are a quarter turn off: angle = pi/2 - pi r. */
  EACH(u, n) {
    const Bits fraction = (Bits)((second[u] >> 11) & (UINT64_MAX >> 12));
    r[u] = 1.5 - vector(fraction | bits(splat(1)));
    radius[u] = vector(bits(radius[u]) ^ ((Bits)second[u] & SIGN_BIT));
  }
  EACH(u, n) z[u] = r[u] * r[u];
  polynomial(n, turn_sine, 9, z, p);
  EACH(u, n) c[u] = radius[u] * (p[u] * r[u]);
  polynomial(n, turn_cosine, 10, z, p);
  EACH(u, n) s[u] = radius[u] * p[u];
}

#endif
