/* Velocity Verlet and BAOAB for a block. Each half kick is a multiply-add of its own, also where two
   follow one another between steps, and which loop runs depends on the matrices and the field only;
   thus cutting a run into calls changes nothing. */

static void half_kicks(const ck_split_step *s, double *p, const double *const *g, int kicks) {
  const Vector h = splat(s->half_step);
  for (int i = 0; i < s->dimension; i++)
    for (int l = 0; l < s->lanes; l += CK_WIDTH) {
      double *const momentum = p + i * CK_BLOCK + l;
      store(momentum, kicked(load(momentum), h, load(g[i] + l), kicks));
    }
}

/* p = C p + N z; `work` takes the new momenta. */
static void decay_and_noise(const ck_split_step *s, double *p, const double *z, double *work) {
  const int d = s->dimension;
  for (int i = 0; i < d; i++)
    GROUPS(int, l, s->lanes, CK_GROUP, {
      Vector sum[CK_GROUP];
      EACH(u, n) sum[u] = splat(0);
      for (int j = 0; j < d; j++) {
        const Vector c = splat(s->decay[i * d + j]);
        EACH(u, n) sum[u] = multiply_add(c, load(p + j * CK_BLOCK + l + u * CK_WIDTH), sum[u]);
      }
      for (int j = 0; j <= i; j++) {
        const Vector b = splat(s->noise[i * d + j]);
        EACH(u, n) sum[u] = multiply_add(b, load(z + j * CK_BLOCK + l + u * CK_WIDTH), sum[u]);
      }
      EACH(u, n) store(work + i * CK_BLOCK + l + u * CK_WIDTH, sum[u]);
    })
  copy_block(p, work, d, s->lanes);
}

/* Points the components of the gradient to the caller's block, for the first kick. */
INLINE void use_given_gradient(StepField *f, const double *g) {
  for (intptr_t i = 0; i < f->field->dimension; i++) f->components[i] = g + i * CK_BLOCK;
}

/* The gradient at the new points, which every later kick takes from where the field leaves it. */
INLINE void next_gradient(StepField *f, const double *q, int lanes, int first) {
  if (first) point_components(f, q);
  evaluate_gradient(f, q, lanes);
}

/* The last half kick; leaves the gradient to the caller. */
static void finish_steps(const ck_split_step *s, const StepField *f, double *p, double *g) {
  half_kicks(s, p, f->components, 1);
  if (interpreted(f->field))
    for (intptr_t i = 0; i < s->dimension; i++)
      copy_block(g + i * CK_BLOCK, f->components[i], 1, s->lanes);
}

static void velocity_verlet(const ck_velocity_verlet *map, const ck_field *field, int32_t lanes,
                            int64_t steps, double *q, double *p, double *g, double *scratch) {
  const int d = map->dimension, diagonal_mass = is_diagonal(map->inverse_mass, d);
  const ck_split_step s = {.dimension = d,
                       .lanes = lanes,
                       .half_step = 0.5 * map->step,
                       .inverse_mass = map->inverse_mass};
  const ck_step_matrices mass = {.dimension = d,
                             .diagonal_mass = diagonal_mass,
                             .drift = map->step,
                             .inverse_mass = map->inverse_mass};
  StepField f = prepare_field(field, q, g, scratch);
  const int fused = diagonal_mass && !f.overlapping;
  use_given_gradient(&f, g);
  for (int64_t step = 0; step < steps; step++) {
    const double *const *const gradient = f.components;
    if (fused && field->native) {
      field->native->split_step(&s, 1, step == 0 ? 1 : 2, field, q, p, g, NULL, scratch);
      continue;
    }
    if (fused && step == 0) {
      advance_diagonal(&s, 1, q, p, gradient, NULL);
    } else if (fused) {
      advance_diagonal(&s, 2, q, p, gradient, NULL);
    } else {
      half_kicks(&s, p, gradient, step == 0 ? 1 : 2);
      drift(mass, q, p, lanes);
    }
    next_gradient(&f, q, lanes, step == 0);
  }
  finish_steps(&s, &f, p, g);
}

/* The normal numbers of a run, batch after batch. */
typedef struct {
  int64_t batch, end, drawn_end; /* noises in a batch; of this call; that are drawn */
  const double *next;
} Noises;

/* Noise n of a block, d rows. */
INLINE const double *noise_of(int64_t n, Noises *noises, const ck_baoab *map, uint64_t first_walker,
                              int lanes, double *rows) {
  const uint64_t d = (uint64_t)map->dimension;
  if (n == noises->drawn_end) {
    noises->drawn_end = (n / noises->batch + 1) * noises->batch;
    if (noises->drawn_end > noises->end) noises->drawn_end = noises->end;
    const uint64_t number = (uint64_t)n * d, after = (uint64_t)noises->drawn_end * d;
    const uint64_t first = number / NORMALS_PER_BLOCK, last = (after - 1) / NORMALS_PER_BLOCK;
    normals(map->key, first_walker, first, (int32_t)(last - first + 1), lanes, rows);
    noises->next = rows + number % NORMALS_PER_BLOCK * CK_BLOCK;
  }
  const double *const z = noises->next;
  noises->next += d * CK_BLOCK;
  return z;
}

static void baoab(const ck_baoab *map, const ck_field *field, int32_t lanes, uint64_t first_walker,
                  int64_t first_step, int64_t steps, double *q, double *p, double *g,
                  double *scratch) {
  const int d = map->dimension, diagonal_mass = is_diagonal(map->inverse_mass, d);
  const ck_split_step s = {.dimension = d,
                       .lanes = lanes,
                       .half_step = 0.5 * map->step,
                       .inverse_mass = map->inverse_mass,
                       .decay = map->decay,
                       .noise = map->noise};
  const ck_step_matrices half = {.dimension = d,
                             .diagonal_mass = diagonal_mass,
                             .drift = s.half_step,
                             .inverse_mass = map->inverse_mass};
  ck_step_matrices whole = half;
  whole.drift = 2 * s.half_step;
  StepField f = prepare_field(field, q, g, scratch);
  const int diagonal = diagonal_mass && is_diagonal(map->decay, d) && is_diagonal(map->noise, d);
  use_given_gradient(&f, g);
  /* Noise n acts in step n * interval + interval / 2. */
  const int64_t interval = map->noise_interval, end = first_step + steps;
  const int64_t ahead = interval - 1 - interval / 2;
  int64_t n = (first_step + ahead) / interval;
  Noises noises = {
      .batch = ck_noise_batch(d), .end = (end + ahead) / interval, .drawn_end = n, .next = f.noise};
  for (int64_t step = first_step; step < end; step++) {
    const double *const *const gradient = f.components;
    const int first = step == first_step;
    const double *noise = NULL;
    if (step == n * interval + interval / 2)
      noise = noise_of(n++, &noises, map, first_walker, lanes, f.noise);
    if (field->native && (diagonal || d <= CK_SMALL)) {
      field->native->split_step(&s, diagonal, first ? 1 : 2, field, q, p, g, noise, scratch);
      continue;
    }
    if (diagonal && !f.overlapping) {
      if (first)
        advance_diagonal(&s, 1, q, p, gradient, noise);
      else
        advance_diagonal(&s, 2, q, p, gradient, noise);
    } else if (d == 2) {
      advance_small(2, &s, first ? 1 : 2, q, p, gradient, noise);
    } else if (d == 3) {
      advance_small(3, &s, first ? 1 : 2, q, p, gradient, noise);
    } else {
      half_kicks(&s, p, gradient, first ? 1 : 2);
      drift(noise ? half : whole, q, p, lanes);
      if (noise) {
        decay_and_noise(&s, p, noise, f.work);
        drift(half, q, p, lanes);
      }
    }
    next_gradient(&f, q, lanes, first);
  }
  finish_steps(&s, &f, p, g);
}
