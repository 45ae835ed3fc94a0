/* Standard normal numbers from counters. */

INLINE void store_normals(const int n, const Words *first, const Words *second, double *row) {
  Vector c[CK_GROUP], s[CK_GROUP];
  box_muller_group(n, first, second, c, s);
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
      Words first, second;
      philox_group(1, keys, &walker, first_pair + (uint64_t)k, &first, &second);
      store_normals(1, &first, &second, out + (intptr_t)2 * k * CK_BLOCK + l);
    }
}

/* A few pairs at a time, whose common part is kept. */
enum { NORMALS_CHUNK = 8 };

static void normals(const uint32_t key[2], uint64_t first_walker, uint64_t first_pair,
                    int32_t pairs, int32_t lanes, double *out) {
  const PhiloxKeys keys = philox_keys(key);
  const uint64_t high = first_walker >> 32;
  if (high != (first_walker + (uint64_t)(lanes - 1)) >> 32) {
    normals_across(&keys, first_walker, first_pair, pairs, lanes, out);
    return;
  }
  for (int32_t from = 0; from < pairs; from += NORMALS_CHUNK) {
    const int32_t count = pairs - from < NORMALS_CHUNK ? pairs - from : NORMALS_CHUNK;
    PhiloxStart starts[NORMALS_CHUNK];
    for (int32_t k = 0; k < count; k++)
      starts[k] = philox_start(&keys, high, first_pair + (uint64_t)(from + k));
    GROUPS(int, l, lanes, CK_GROUP, {
      Words product[CK_GROUP];
      EACH(u, n) {
        product[u] = multiply_low_words(walkers(first_walker + (uint64_t)(l + u * CK_WIDTH)),
                                        PHILOX_FIRST);
      }
      for (int32_t k = 0; k < count; k++) {
        Words first[CK_GROUP], second[CK_GROUP];
        philox_group_of_start(n, &keys, starts + k, product, first, second);
        store_normals(n, first, second, out + (intptr_t)2 * (from + k) * CK_BLOCK + l);
      }
    })
  }
}
