/* Velocity Verlet and BAOAB for a block. Each half kick is a multiply-add of its own, also where two
   follow one another between steps, and which loop runs depends on the matrices, the field and the
   number of the step only; thus cutting a run into calls changes nothing. */

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

/* The noises of a run, drawn batch after batch. Noise n acts in step n * interval + interval / 2. */
typedef struct {
  const uint32_t *key;
  uint64_t first_walker;
  int64_t interval, batch;  /* steps from one to the next; how many are drawn at a time */
  int64_t next, drawn, end; /* numbers of the next, past those drawn, past those of this call */
  double *rows;             /* the batch */
  const double *unused;     /* the rest of it */
} Noises;

/* The noise of a step, d rows, or null where it has none. */
INLINE const double *noise_of(int64_t step, int dimension, int lanes, Noises *noises) {
  const int64_t n = noises->next;
  if (step != n * noises->interval + noises->interval / 2) return NULL;
  const uint64_t d = (uint64_t)dimension;
  if (n == noises->drawn) {
    noises->drawn = (n / noises->batch + 1) * noises->batch;
    if (noises->drawn > noises->end) noises->drawn = noises->end;
    const uint64_t number = (uint64_t)n * d, after = (uint64_t)noises->drawn * d;
    const uint64_t first = number / NORMALS_PER_BLOCK, last = (after - 1) / NORMALS_PER_BLOCK;
    normals(noises->key, noises->first_walker, first, (int32_t)(last - first + 1), lanes,
            noises->rows);
    noises->unused = noises->rows + number % NORMALS_PER_BLOCK * CK_BLOCK;
  }
  const double *const z = noises->unused;
  noises->next = n + 1;
  noises->unused = z + d * CK_BLOCK;
  return z;
}

/* How many steps from `step` on, but before `end`, have no noise. */
INLINE int64_t steps_without_noise(const Noises *noises, int64_t step, int64_t end) {
  const int64_t next = noises ? noises->next * noises->interval + noises->interval / 2 : end;
  return (next < end ? next : end) - step;
}

/* Steps of BAOAB; without noises (null) they are those of velocity Verlet. Each but the first, which has its
   gradient from the caller, begins with taking it. */
static void split_steps(const ck_split_step *s, const ck_field *field, Noises *noises,
                        int64_t first_step, int64_t steps, double *q, double *p, double *g,
                        double *scratch) {
  const int d = s->dimension, lanes = s->lanes, diagonal_mass = is_diagonal(s->inverse_mass, d);
  const int diagonal_maps =
      diagonal_mass && (!noises || (is_diagonal(s->decay, d) && is_diagonal(s->noise, d)));
  const ck_step_matrices half = {.dimension = d,
                             .diagonal_mass = diagonal_mass,
                             .drift = s->half_step,
                             .inverse_mass = s->inverse_mass};
  ck_step_matrices whole = half;
  whole.drift = 2 * s->half_step;
  StepField f = prepare_field(field, q, g, scratch);
  const double *const *const gradient = f.components;
  for (int i = 0; i < d; i++) f.components[i] = g + i * CK_BLOCK; /* the first is the caller's */
  if (noises) noises->rows = f.noise;
  const int64_t end = first_step + steps;
  for (int64_t step = first_step; step < end; step++) {
    const int first = step == first_step;
    const double *const noise = noises ? noise_of(step, d, lanes, noises) : NULL;
    const int diagonal = noise ? diagonal_maps : diagonal_mass;
    if (!first && field->native && (diagonal || d <= CK_SMALL)) {
      const int64_t count = noise ? 1 : steps_without_noise(noises, step, end);
      field->native->split_steps(s, diagonal, field, count, q, p, noise, scratch);
      step += count - 1;
      continue;
    }
    if (!first) evaluate_gradient(&f, q, lanes);
    if (diagonal && !f.overlapping) {
      for (int i = 0; i < d; i++) {
        const intptr_t row = (intptr_t)i * CK_BLOCK;
        advance_coordinate(s, i, first ? 1 : 2, q + row, p + row, gradient[i], noise ? noise + row : NULL);
      }
    } else if (d == 2) {
      advance_small(2, s, first ? 1 : 2, q, p, gradient, noise);
    } else if (d == 3) {
      advance_small(3, s, first ? 1 : 2, q, p, gradient, noise);
    } else {
      half_kicks(s, p, gradient, first ? 1 : 2);
      drift(noise ? half : whole, q, p, lanes);
      if (noise) {
        decay_and_noise(s, p, noise, f.work);
        drift(half, q, p, lanes);
      }
    }
    /* Every later gradient is where the field leaves it. */
    if (first) point_components(&f, q);
  }
  evaluate_gradient(&f, q, lanes);
  half_kicks(s, p, gradient, 1);
  if (interpreted(field))
    for (int i = 0; i < d; i++) copy_block(g + i * CK_BLOCK, gradient[i], 1, lanes);
}

static void velocity_verlet(const ck_velocity_verlet *map, const ck_field *field, int32_t lanes,
                            int64_t steps, double *q, double *p, double *g, double *scratch) {
  const ck_split_step s = {.dimension = map->dimension,
                       .lanes = lanes,
                       .half_step = 0.5 * map->step,
                       .inverse_mass = map->inverse_mass};
  split_steps(&s, field, NULL, 0, steps, q, p, g, scratch);
}

/* p -= (k h/2) grad slow(q), `kicks` times. */
static void slow_kicks(const ck_baoab *map, int lanes, const double *q, double *p, int kicks,
                       double *scratch) {
  const ck_split_step interval = {.dimension = map->dimension,
                              .lanes = lanes,
                              .half_step = 0.5 * map->step * (double)map->noise_interval};
  const StepField slow = prepare_field(map->slow, q, NULL, scratch);
  evaluate_gradient(&slow, q, lanes);
  half_kicks(&interval, p, slow.components, kicks);
}

/* Steps of which every interval begins and ends with slow kicks. Where one meets the next they are two. */
static void multiple_steps(const ck_baoab *map, const ck_split_step *s, const ck_field *field,
                           Noises *noises, int64_t first_step, int64_t steps, double *q, double *p,
                           double *g, double *scratch) {
  const int64_t interval = map->noise_interval, end = first_step + steps;
  double *const slow_scratch = scratch + ck_scratch_size(field);
  if (first_step % interval == 0) slow_kicks(map, s->lanes, q, p, 1, slow_scratch);
  for (int64_t step = first_step; step < end;) {
    const int64_t rest = interval - step % interval;
    const int64_t stop = step + (rest < end - step ? rest : end - step);
    split_steps(s, field, noises, step, stop - step, q, p, g, scratch);
    if (stop % interval == 0) slow_kicks(map, s->lanes, q, p, stop < end ? 2 : 1, slow_scratch);
    step = stop;
  }
}

static void baoab(const ck_baoab *map, const ck_field *field, int32_t lanes, uint64_t first_walker,
                  int64_t first_step, int64_t steps, double *q, double *p, double *g,
                  double *scratch) {
  const ck_split_step s = {.dimension = map->dimension,
                       .lanes = lanes,
                       .half_step = 0.5 * map->step,
                       .inverse_mass = map->inverse_mass,
                       .decay = map->decay,
                       .noise = map->noise};
  /* The steps of an interval that come after its noise. */
  const int64_t interval = map->noise_interval, after = interval - 1 - interval / 2;
  const int64_t next = (first_step + after) / interval;
  Noises noises = {.key = map->key,
                   .first_walker = first_walker,
                   .interval = interval,
                   .batch = ck_noise_batch(map->dimension),
                   .next = next,
                   .drawn = next,
                   .end = (first_step + steps + after) / interval};
  if (map->slow)
    multiple_steps(map, &s, field, &noises, first_step, steps, q, p, g, scratch);
  else
    split_steps(&s, field, &noises, first_step, steps, q, p, g, scratch);
}
