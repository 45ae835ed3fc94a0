/* Philox4x32-10 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11)
   of the counters (walker, block), vectorised over walkers.

   The words are kept in the low halves of 64-bit lanes; what is above them is whatever the
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

/* The 64-bit products of the low words. On x86-64 an instruction does that; left to itself, the
   compiler takes the far slower multiplication of 64-bit lanes for some. */
INLINE Words multiply_low_words(Words x, uint64_t factor) {
#if CK_WIDTH == 2 && defined(__x86_64__)
  __asm__("pmuludq %1, %0" : "+x"(x) : "x"((Words)factor));
  return x;
#elif defined(__x86_64__)
  Words product;
  __asm__("vpmuludq %1, %2, %0" : "=v"(product) : "v"((Words)factor), "v"(x));
  return product;
#else
  return (x & LOW_WORD) * factor;
#endif
}

/* The high words in the low halves, and the halves exchanged. With AVX-512, shifts and rotations share
   the multiplications' port for the most part; shuffles have another. */
#if CK_WIDTH == 8
INLINE Words high_words(Words x) {
  return (Words)_mm512_shuffle_epi32((__m512i)x, _MM_PERM_DDBB);
}
INLINE Words exchanged(Words x) {
  return (Words)_mm512_shuffle_epi32((__m512i)x, _MM_PERM_CDAB);
}
#else
INLINE Words high_words(Words x) { return x >> 32; }
INLINE Words exchanged(Words x) { return x >> 32 | x << 32; }
#endif

/* Rounds from ..< PHILOX_ROUNDS on the words of a group of vectors; the block is left in two: second
   word above the first in x0, fourth above third in x2. */
INLINE void philox_rounds(const int n, const int from, const PhiloxKeys *keys, Words *x0, Words *x1,
                          Words *x2, Words *x3) {
  const int last = PHILOX_ROUNDS - 1;
  Words p0[CK_GROUP], p1[CK_GROUP];
  _Pragma("clang loop unroll(full)") for (int r = from; r < last; r++) {
    EACH(u, n) p0[u] = multiply_low_words(x0[u], PHILOX_FIRST);
    EACH(u, n) p1[u] = multiply_low_words(x2[u], PHILOX_SECOND);
    EACH(u, n) x0[u] = high_words(p1[u]) ^ x1[u] ^ keys->first[r];
    EACH(u, n) x2[u] = high_words(p0[u]) ^ x3[u] ^ keys->second[r];
    EACH(u, n) x1[u] = p1[u], x3[u] = p0[u];
  }
  EACH(u, n) p0[u] = multiply_low_words(x0[u], PHILOX_FIRST);
  EACH(u, n) p1[u] = multiply_low_words(x2[u], PHILOX_SECOND);
  EACH(u, n) x0[u] = exchanged(p1[u]) ^ (x1[u] & LOW_WORD) ^ keys->first[last];
  EACH(u, n) x2[u] = exchanged(p0[u]) ^ (x3[u] & LOW_WORD) ^ keys->second[last];
}

/* Two words from each block, for any walkers. */
INLINE void philox_group(const int n, const PhiloxKeys *keys, const Words *walker, uint64_t block,
                         Words *first, Words *second) {
  Words x1[CK_GROUP], x3[CK_GROUP];
  EACH(u, n) {
    first[u] = walker[u], x1[u] = walker[u] >> 32;
    second[u] = (Words)block, x3[u] = (Words)(block >> 32);
  }
  philox_rounds(n, 0, keys, first, x1, second, x3);
}

/* What the first two rounds of all walkers with a common high word have in common: half of the
   products. */
typedef struct {
  uint64_t block_high, x0, x2, x3;
} PhiloxStart;

INLINE PhiloxStart philox_start(const PhiloxKeys *keys, uint64_t walker_high, uint64_t block) {
  const uint64_t p1 = (block & LOW_WORD) * PHILOX_SECOND;
  const uint64_t x0 = (p1 >> 32 ^ walker_high ^ keys->first[0]) & LOW_WORD;
  const uint64_t p0 = x0 * PHILOX_FIRST;
  return (PhiloxStart){.block_high = block >> 32 ^ keys->second[0],
                       .x0 = (p1 & LOW_WORD) ^ keys->first[1],
                       .x2 = p0 >> 32 ^ keys->second[1],
                       .x3 = p0};
}

/* Two words from each block, for such walkers, given the first round's products with their low words. */
INLINE void philox_group_of_start(const int n, const PhiloxKeys *keys, const PhiloxStart *start,
                                  const Words *product, Words *first, Words *second) {
  Words x1[CK_GROUP], x3[CK_GROUP];
  EACH(u, n) x1[u] = multiply_low_words(high_words(product[u]) ^ start->block_high, PHILOX_SECOND);
  EACH(u, n) first[u] = high_words(x1[u]) ^ start->x0;
  EACH(u, n) second[u] = product[u] ^ start->x2;
  EACH(u, n) x3[u] = (Words)start->x3;
  philox_rounds(n, 2, keys, first, x1, second, x3);
}
