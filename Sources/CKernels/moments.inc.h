/* Moment accumulators: one sum for each lane. Products are rounded before they are added, so that all instruction
   sets have the same sums. */

/* sum += expression, for each vector of lanes */
#define ADD_TO(sum, expression)                                                                    \
  GROUPS(int, first, lanes, CK_GROUP, {                                                            \
    EACH(u, n) {                                                                                   \
      const int l = first + u * CK_WIDTH;                                                          \
      store((sum) + l, load((sum) + l) + (expression));                                            \
    }                                                                                              \
  })

static void add_moments(int32_t dimension, int32_t lanes, const double *q, const double *p,
                        const double *previous, double *sums) {
  const int d = dimension;
  double *const square = sums + d * CK_BLOCK, *const momentum = sums + 2 * d * CK_BLOCK;
  double *const fourth = sums + 3 * d * CK_BLOCK, *product = sums + 4 * d * CK_BLOCK;
  double *lagged = product + d * (d + 1) / 2 * CK_BLOCK;
  for (int i = 0; i < d; i++) {
    const double *const qi = q + i * CK_BLOCK, *const pi = p + i * CK_BLOCK;
    ADD_TO(sums + i * CK_BLOCK, load(qi + l))
    ADD_TO(square + i * CK_BLOCK, load(qi + l) * load(qi + l))
    ADD_TO(momentum + i * CK_BLOCK, load(pi + l))
    ADD_TO(fourth + i * CK_BLOCK, (load(pi + l) * load(pi + l)) * (load(pi + l) * load(pi + l)))
    for (int j = 0; j <= i; j++, product += CK_BLOCK) {
      const double *const pj = p + j * CK_BLOCK;
      ADD_TO(product, load(pi + l) * load(pj + l))
    }
    for (int j = 0; j < d; j++, lagged += CK_BLOCK) {
      const double *const before = previous + j * CK_BLOCK;
      ADD_TO(lagged, load(pi + l) * load(before + l))
    }
  }
}

static void update_range(int32_t lanes, const double *x, double *lower, double *upper) {
  for (int l = 0; l < lanes; l += CK_WIDTH) {
    const Vector value = load(x + l), low = load(lower + l), high = load(upper + l);
    store(lower + l, value < low ? value : low);
    store(upper + l, value > high ? value : high);
  }
}
