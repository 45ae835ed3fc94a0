/* Standard normal numbers from counters. */

INLINE void store_normals(const int n, const Words *x0, const Words *x1, const Words *x2,
                          const Words *x3, double *row) {
  Vector c[CK_GROUP], s[CK_GROUP];
  box_muller_group(n, x0, x1, x2, x3, c, s);
  EACH(u, n) {
    store(row + u * CK_WIDTH, c[u]);
    store(row + CK_BLOCK + u * CK_WIDTH, s[u]);
  }
}

INLINE Words walkers(uint64_t first) {
  Words count;
  for (int i = 0; i < CK_WIDTH; i++) count[i] = (uint64_t)i;
  return count + first;
}

/* Where the walkers' high word changes within the block. */
COLD void normals_across(const PhiloxKeys *keys, uint64_t first_walker, uint64_t first_pair,
                         int32_t pairs, int32_t lanes, double *out) {
  for (int l = 0; l < lanes; l += CK_WIDTH)
    for (int32_t k = 0; k < pairs; k++) {
      const Words walker = walkers(first_walker + (uint64_t)l);
      Words x0, x1, x2, x3;
      philox_group(1, keys, &walker, first_pair + (uint64_t)k, &x0, &x1, &x2, &x3);
      store_normals(1, &x0, &x1, &x2, &x3, out + (intptr_t)2 * k * CK_BLOCK + l);
    }
}

static void normals(const uint32_t key[2], uint64_t first_walker, uint64_t first_pair,
                    int32_t pairs, int32_t lanes, double *out) {
  const PhiloxKeys keys = philox_keys(key);
  const uint64_t high = first_walker >> 32;
  if (high != (first_walker + (uint64_t)(lanes - 1)) >> 32) {
    normals_across(&keys, first_walker, first_pair, pairs, lanes, out);
    return;
  }
  for (int32_t k = 0; k < pairs; k++) {
    const PhiloxStart start = philox_start(&keys, high, first_pair + (uint64_t)k);
    GROUPS(int, l, lanes, CK_GROUP, {
      Words product[CK_GROUP], x0[CK_GROUP], x1[CK_GROUP], x2[CK_GROUP], x3[CK_GROUP];
      EACH(u, n) {
        product[u] = multiply_low_words(walkers(first_walker + (uint64_t)(l + u * CK_WIDTH)),
                                        PHILOX_FIRST);
      }
      philox_group_of_start(n, &keys, &start, product, x0, x1, x2, x3);
      store_normals(n, x0, x1, x2, x3, out + (intptr_t)2 * k * CK_BLOCK + l);
    })
  }
}
