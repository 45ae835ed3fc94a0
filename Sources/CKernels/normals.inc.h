/* Standard normal numbers from a counter: Philox4x32-10 (Salmon, Moraes, Dror & Shaw, SC'11) and the
   transformation of Box & Muller (1958), the same as Statistics/Philox.swift.

   Philox's words are kept in the low halves of 64-bit lanes; what is above them is whatever the
   multiplications left, which the next multiplication does not look at. */

#define LOW_WORD UINT64_C(0xffffffff)
#define PHILOX_FIRST UINT64_C(0xd2511f53)
#define PHILOX_SECOND UINT64_C(0xcd9e8d57)
enum { PHILOX_ROUNDS = 10 };

typedef struct {
  uint64_t first[PHILOX_ROUNDS], second[PHILOX_ROUNDS];
} PhiloxKeys;

INLINE PhiloxKeys philox_keys(const uint32_t key[2]) {
  PhiloxKeys keys;
  for (uint32_t r = 0; r < PHILOX_ROUNDS; r++) {
    keys.first[r] = key[0] + r * UINT32_C(0x9e3779b9);
    keys.second[r] = key[1] + r * UINT32_C(0xbb67ae85);
  }
  return keys;
}

/* In: the counter's words. Out: the block, its words in the low halves. */
INLINE void philox_group(const int n, const PhiloxKeys *keys, Words *x0, Words *x1, Words *x2,
                         Words *x3) {
  _Pragma("clang loop unroll(full)") for (int r = 0; r < PHILOX_ROUNDS; r++) {
    Words p0[CK_GROUP], p1[CK_GROUP];
    EACH(u, n) p0[u] = (x0[u] & LOW_WORD) * PHILOX_FIRST;
    EACH(u, n) p1[u] = (x2[u] & LOW_WORD) * PHILOX_SECOND;
    EACH(u, n) x0[u] = (p1[u] >> 32) ^ x1[u] ^ keys->first[r];
    EACH(u, n) x2[u] = (p0[u] >> 32) ^ x3[u] ^ keys->second[r];
    EACH(u, n) x1[u] = p1[u], x3[u] = p0[u];
  }
}

/* -2 log(m) = -2 ln(2) k + s Q(s^2), max relative error 1.3e-18 / 2. */
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

/* Two normal numbers from a block: radius from the first 53 bits u, angle 2 pi v from the others. */
INLINE void box_muller_group(const int n, const Words *x0, const Words *x1, const Words *x2,
                             const Words *x3, Vector *c, Vector *s) {
  Vector m[CK_WIDE_GROUP], k[CK_WIDE_GROUP], f[CK_WIDE_GROUP], z[CK_WIDE_GROUP];
  Vector p[CK_WIDE_GROUP], radius[CK_WIDE_GROUP], r[CK_WIDE_GROUP];
  Words turn[CK_WIDE_GROUP];
  EACH(u, n) {
    const Words w = ((x0[u] & LOW_WORD) | x1[u] << 32) >> 11;
    m[u] = __builtin_convertvector(w, Vector);
    m[u] = m[u] > splat(0.5) ? m[u] : splat(0.5);
  }
  split_exponent(n, 53, m, k, f); /* of u = m 2^-53 */
  EACH(u, n) f[u] = f[u] - 1;
  EACH(u, n) f[u] = f[u] / (f[u] + 2);
  EACH(u, n) z[u] = f[u] * f[u];
  polynomial(n, radius_coefficients, 8, z, p);
  EACH(u, n) radius[u] = multiply_add(f[u], p[u], k[u] * -0x1.62e42fefa39efp+0);
  EACH(u, n) radius[u] = __builtin_elementwise_sqrt(radius[u]);
  /* In v's bits the first is a half turn, a sign; the others, as the fraction of a number in [1, 2),
     are a quarter turn off: angle = pi/2 - pi r. */
  EACH(u, n) {
    turn[u] = (x2[u] & LOW_WORD) | x3[u] << 32;
    const Bits fraction = (Bits)((turn[u] >> 11) & (UINT64_MAX >> 12));
    r[u] = 1.5 - vector(fraction | bits(splat(1)));
    radius[u] = vector(bits(radius[u]) ^ ((Bits)turn[u] & SIGN_BIT));
  }
  EACH(u, n) z[u] = r[u] * r[u];
  polynomial(n, turn_sine, 9, z, p);
  EACH(u, n) c[u] = radius[u] * (p[u] * r[u]);
  polynomial(n, turn_cosine, 10, z, p);
  EACH(u, n) s[u] = radius[u] * p[u];
}

static void normals(const uint32_t key[2], uint64_t first_walker, uint64_t first_pair,
                    int32_t pairs, int32_t lanes, double *out) {
  const PhiloxKeys keys = philox_keys(key);
  Words count;
  for (int i = 0; i < CK_WIDTH; i++) count[i] = (uint64_t)i;
  GROUPS(int, l, lanes, CK_GROUP, {
    for (int32_t k = 0; k < pairs; k++) {
      const uint64_t pair = first_pair + (uint64_t)k;
      Words x0[CK_GROUP], x1[CK_GROUP], x2[CK_GROUP], x3[CK_GROUP];
      Vector c[CK_GROUP], s[CK_GROUP];
      EACH(u, n) {
        x0[u] = count + (first_walker + (uint64_t)(l + u * CK_WIDTH));
        x1[u] = x0[u] >> 32;
        x2[u] = (Words)pair;
        x3[u] = (Words)(pair >> 32);
      }
      philox_group(n, &keys, x0, x1, x2, x3);
      box_muller_group(n, x0, x1, x2, x3, c, s);
      double *const row = out + (intptr_t)2 * k * CK_BLOCK + l;
      EACH(u, n) {
        store(row + u * CK_WIDTH, c[u]);
        store(row + CK_BLOCK + u * CK_WIDTH, s[u]);
      }
    }
  })
}
