/* Standard normal numbers from counters: four from each block of random words. */
enum { NORMALS_PER_BLOCK = 4 };

/* In two passes, each of which keeps its constants in registers: the words go to the rows of the cosines
   first. */
INLINE void store_words(const int n, const Words *first, const Words *second, double *row) {
  EACH(u, n) {
    store(row + u * CK_WIDTH, vector((Bits)first[u]));
    store(row + 2 * CK_BLOCK + u * CK_WIDTH, vector((Bits)second[u]));
  }
}

static void pairs_of_words(int32_t pairs, int32_t lanes, double *out) {
  for (int32_t k = 0; k < pairs; k++, out += 2 * CK_BLOCK)
    GROUPS(int, l, lanes, CK_GROUP, {
      Words x[CK_GROUP];
      Vector c[CK_GROUP], s[CK_GROUP];
      EACH(u, n) x[u] = (Words)load(out + l + u * CK_WIDTH);
      box_muller_group(n, x, c, s);
      EACH(u, n) {
        store(out + l + u * CK_WIDTH, c[u]);
        store(out + CK_BLOCK + l + u * CK_WIDTH, s[u]);
      }
    })
}

INLINE Words walkers(uint64_t first) {
  Words count;
  for (int i = 0; i < CK_WIDTH; i++) count[i] = (uint64_t)i;
  return count + first;
}

/* Where the walkers' high word changes within the lanes. */
COLD void words_across(const PhiloxKeys *keys, uint64_t first_walker, uint64_t block,
                       int32_t lanes, double *out) {
  for (int l = 0; l < lanes; l += CK_WIDTH) {
    const Words walker = walkers(first_walker + (uint64_t)l);
    Words first, second;
    philox_group(1, keys, &walker, block, &first, &second);
    store_words(1, &first, &second, out + l);
  }
}

static void words_of_block(const PhiloxKeys *keys, uint64_t first_walker, uint64_t block,
                           int32_t lanes, double *out) {
  const uint64_t high = first_walker >> 32;
  if (high != (first_walker + (uint64_t)(lanes - 1)) >> 32) {
    words_across(keys, first_walker, block, lanes, out);
    return;
  }
  const PhiloxStart start = philox_start(keys, high, block);
  GROUPS(int, l, lanes, CK_GROUP, {
    Words product[CK_GROUP], first[CK_GROUP], second[CK_GROUP];
    EACH(u, n) {
      product[u] = multiply_low_words(walkers(first_walker + (uint64_t)(l + u * CK_WIDTH)),
                                      PHILOX_FIRST);
    }
    philox_group_of_start(n, keys, &start, product, first, second);
    store_words(n, first, second, out + l);
  })
}

static void normals(const uint32_t key[2], uint64_t first_walker, uint64_t first_block,
                    int32_t blocks, int32_t lanes, double *out) {
  const PhiloxKeys keys = philox_keys(key);
  for (int32_t k = 0; k < blocks; k++)
    words_of_block(&keys, first_walker, first_block + (uint64_t)k, lanes,
                   out + (intptr_t)NORMALS_PER_BLOCK * k * CK_BLOCK);
  pairs_of_words(2 * blocks, lanes, out);
}
