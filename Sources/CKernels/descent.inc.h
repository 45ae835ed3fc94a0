/* Gradient descent for a block: x -= R grad f(x), one step after the other. Nothing is carried from
   step to step but x, thus cutting a run into several calls gives the same bits. */

/* x -= R g, for a diagonal R and gradients that lie outside of other coordinates. */
INLINE void descend_diagonal(int d, const double *rate, double *x, const double *const *g,
                             int lanes) {
  for (int i = 0; i < d; i++) {
    const Vector r = splat(rate[(intptr_t)i * (d + 1)]);
    double *const row = x + (intptr_t)i * CK_BLOCK;
    const double *const gradient = g[i];
    GROUPS(int, l, lanes, CK_GROUP, {
      EACH(u, n) {
        const int at = l + u * CK_WIDTH;
        store(row + at, negate_multiply_add(r, load(gradient + at), load(row + at)));
      }
    })
  }
}

/* The same for a full R; `work` takes the new coordinates (d x CK_BLOCK), as a gradient may lie in
   any of the old ones. */
static void descend_full(int d, const double *rate, double *x, const double *const *g, double *work,
                         int lanes) {
  for (int i = 0; i < d; i++)
    GROUPS(int, l, lanes, CK_GROUP, {
      Vector sum[CK_GROUP];
      EACH(u, n) sum[u] = load(x + i * CK_BLOCK + l + u * CK_WIDTH);
      for (int j = 0; j < d; j++) {
        const Vector r = splat(rate[i * d + j]);
        EACH(u, n) sum[u] = negate_multiply_add(r, load(g[j] + l + u * CK_WIDTH), sum[u]);
      }
      EACH(u, n) store(work + i * CK_BLOCK + l + u * CK_WIDTH, sum[u]);
    })
  copy_block(x, work, d, lanes);
}

static void gradient_descent(const ck_gradient_descent *map, const ck_field *field, int32_t lanes,
                             int64_t steps, double *x, double *g, const ck_descent_record *record,
                             double *scratch) {
  const int d = map->dimension;
  const StepField f = prepare_field(field, x, NULL, scratch);
  const int diagonal = is_diagonal(map->rate, d) && !f.overlapping;
  for (int64_t step = 1; step <= steps; step++) {
    evaluate_gradient(&f, x, lanes);
    const double *const *components = f.components;
    if (step == steps && record) {
      if (record->previous_gradient) copy_block(record->previous_gradient, g, d, lanes);
      if (record->point) copy_block(record->point, x, d, lanes);
    }
    if (step >= steps - 1)
      for (int i = 0; i < d; i++) copy_block(g + i * CK_BLOCK, components[i], 1, lanes);
    if (diagonal)
      descend_diagonal(d, map->rate, x, components, lanes);
    else
      descend_full(d, map->rate, x, components, f.work, lanes);
  }
}
