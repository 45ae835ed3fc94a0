/* Damped Störmer-Verlet for a block. Between steps only the gradient points are kept:
     m = q + (h/2) W p;  then per step  p' = E p - A grad f(m),  m' = m + h W p';
   the last step ends at q = m + (h/2) W p'. That is the map of ckernels.h with the two half drifts
   between kicks added up, so that cutting a run into several calls changes rounding only. */

static int is_diagonal(const double *matrix, int d) {
  for (int i = 0; i < d; i++)
    for (int j = 0; j < d; j++)
      if (i != j && matrix[i * d + j] != 0) return 0;
  return 1;
}

/* m += drift W p */
static void drift(const ck_step_matrices s, double *m, const double *p, int lanes) {
  const int d = s.dimension;
  for (int i = 0; i < d; i++)
    GROUPS(int, l, lanes, CK_GROUP, {
      Vector q[CK_GROUP];
      EACH(u, n) q[u] = load(m + i * CK_BLOCK + l + u * CK_WIDTH);
      const int from = s.diagonal_mass ? i : 0, to = s.diagonal_mass ? i + 1 : d;
      for (int j = from; j < to; j++) {
        const Vector w = splat(s.drift * s.inverse_mass[i * d + j]);
        EACH(u, n) q[u] = multiply_add(w, load(p + j * CK_BLOCK + l + u * CK_WIDTH), q[u]);
      }
      EACH(u, n) store(m + i * CK_BLOCK + l + u * CK_WIDTH, q[u]);
    })
}

/* p = E p - A g, m += drift W p, for full matrices of any dimension; `work` takes the new momenta (d x CK_BLOCK). */
static void kick_and_drift_full(const ck_step_matrices s, double *m, double *p, const double *const *g,
                                double *work, int lanes) {
  const int d = s.dimension;
  for (int i = 0; i < d; i++)
    GROUPS(int, l, lanes, CK_GROUP, {
      Vector sum[CK_GROUP];
      EACH(u, n) sum[u] = splat(0);
      for (int j = 0; j < d; j++) {
        const Vector e = splat(s.decay[i * d + j]), a = splat(s.kick[i * d + j]);
        EACH(u, n) sum[u] = multiply_add(e, load(p + j * CK_BLOCK + l + u * CK_WIDTH), sum[u]);
        EACH(u, n) sum[u] = negate_multiply_add(a, load(g[j] + l + u * CK_WIDTH), sum[u]);
      }
      EACH(u, n) store(work + i * CK_BLOCK + l + u * CK_WIDTH, sum[u]);
    })
  for (int i = 0; i < d; i++)
    for (int l = 0; l < lanes; l += CK_WIDTH)
      store(p + i * CK_BLOCK + l, load(work + i * CK_BLOCK + l));
  drift(s, m, p, lanes);
}

/* What a record keeps of a step before it is taken from the gradient point m. */
static void record_point(const ck_step_record *record, int d, const double *m, const double *p,
                         int lanes) {
  if (!record) return;
  if (record->previous_momentum) copy_block(record->previous_momentum, p, d, lanes);
  if (record->midpoint) copy_block(record->midpoint, m, d, lanes);
}

static void damped_verlet(const ck_damped_verlet *map, const ck_field *field, int32_t lanes,
                          int64_t steps, double *q, double *p, const ck_step_record *record,
                          double *scratch) {
  const int d = map->dimension;
  const int diagonal_mass = is_diagonal(map->inverse_mass, d);
  const int diagonal =
      diagonal_mass && is_diagonal(map->decay, d) && is_diagonal(map->kick, d);
  ck_step_matrices s = {.dimension = d,
                    .diagonal_mass = diagonal_mass,
                    .drift = map->half_step,
                    .decay = map->decay,
                    .kick = map->kick,
                    .inverse_mass = map->inverse_mass};
  /* q holds the gradient points until the last step. */
  drift(s, q, p, lanes);
  StepField f = prepare_field(field, q, NULL, scratch);
  s.drift = 2 * map->half_step;
  if (field->native && (diagonal || d <= CK_SMALL)) {
    const ck_native *const native = field->native;
    native->kick_and_drift(&s, diagonal, field, lanes, steps - 1, q, p, NULL, scratch);
    s.drift = map->half_step;
    record_point(record, d, q, p, lanes);
    native->kick_and_drift(&s, diagonal, field, lanes, 1, q, p, record ? record->gradient : NULL,
                           scratch);
    return;
  }
  for (int64_t step = 1; step <= steps; step++) {
    evaluate_gradient(&f, q, lanes);
    const double *const *g = f.components;
    if (step == steps) {
      s.drift = map->half_step;
      record_point(record, d, q, p, lanes);
      if (record && record->gradient)
        for (int i = 0; i < d; i++) copy_block(record->gradient + i * CK_BLOCK, g[i], 1, lanes);
    }
    if (diagonal && f.overlapping)
      kick_and_drift_full(s, q, p, g, f.work, lanes);
    else if (diagonal)
      for (int i = 0; i < d; i++)
        kick_and_drift_coordinate(&s, i, q + i * CK_BLOCK, p + i * CK_BLOCK, g[i], lanes);
    else if (d == 2)
      kick_and_drift_small(2, s, q, p, g, lanes);
    else if (d == 3)
      kick_and_drift_small(3, s, q, p, g, lanes);
    else
      kick_and_drift_full(s, q, p, g, f.work, lanes);
  }
}
