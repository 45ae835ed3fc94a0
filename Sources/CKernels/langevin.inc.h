/* Velocity Verlet and BAOAB for a block. Each half kick is a multiply-add of its own, also where two
   follow one another between steps, and which loop runs depends on the matrices and the field only;
   thus cutting a run into calls changes nothing. */

typedef struct {
  int dimension, lanes;
  double half_step;
  const double *inverse_mass, *decay, *noise;
} SplitStep;

/* momentum - (h/2) g, `kicks` (1 or 2) times. */
INLINE Vector kicked(Vector momentum, Vector h, Vector g, int kicks) {
  momentum = negate_multiply_add(h, g, momentum);
  return kicks == 2 ? negate_multiply_add(h, g, momentum) : momentum;
}

static void half_kicks(const SplitStep *s, double *p, const double *const *g, int kicks) {
  const Vector h = splat(s->half_step);
  for (int i = 0; i < s->dimension; i++)
    for (int l = 0; l < s->lanes; l += CK_WIDTH) {
      double *const momentum = p + i * CK_BLOCK + l;
      store(momentum, kicked(load(momentum), h, load(g[i] + l), kicks));
    }
}

/* Kicks, half drift, p = C p + N z, half drift, for diagonal matrices; without noise (null) instead
   of these a whole drift. */
INLINE void advance_diagonal(const SplitStep *s, const int kicks, double *q, double *p,
                             const double *const *g, const double *z) {
  const Vector h = splat(s->half_step);
  for (int i = 0; i < s->dimension; i++) {
    const intptr_t row = (intptr_t)i * CK_BLOCK, ii = (intptr_t)i * (s->dimension + 1);
    const Vector w = splat(s->half_step * s->inverse_mass[ii]);
    const Vector c = splat(z ? s->decay[ii] : 1), b = splat(z ? s->noise[ii] : 0);
    const double *const gradient = g[i];
    GROUPS(int, l, s->lanes, CK_GROUP, {
      Vector m[CK_GROUP], x[CK_GROUP];
      EACH(u, n) m[u] = load(p + row + l + u * CK_WIDTH);
      EACH(u, n) m[u] = kicked(m[u], h, load(gradient + l + u * CK_WIDTH), kicks);
      EACH(u, n) x[u] = load(q + row + l + u * CK_WIDTH);
      if (z) {
        EACH(u, n) x[u] = multiply_add(w, m[u], x[u]);
        EACH(u, n) m[u] = multiply_add(b, load(z + row + l + u * CK_WIDTH), c * m[u]);
        EACH(u, n) x[u] = multiply_add(w, m[u], x[u]);
      } else {
        EACH(u, n) x[u] = multiply_add(2 * w, m[u], x[u]);
      }
      EACH(u, n) store(p + row + l + u * CK_WIDTH, m[u]);
      EACH(u, n) store(q + row + l + u * CK_WIDTH, x[u]);
    })
  }
}

/* The same with noise for full matrices of a small dimension, known at compile time. */
INLINE void advance_small(const int d, const SplitStep *s, const int kicks, double *q, double *p,
                          const double *const *g, const double *z) {
  enum { largest = 3 };
  const Vector h = splat(s->half_step);
  Vector w[largest * largest], c[largest * largest], b[largest * largest];
  EACH(i, d * d) {
    w[i] = splat(s->half_step * s->inverse_mass[i]);
    c[i] = splat(s->decay[i]), b[i] = splat(s->noise[i]);
  }
  for (int l = 0; l < s->lanes; l += CK_WIDTH) {
    Vector m[largest], x[largest], pushed[largest];
    EACH(i, d) m[i] = kicked(load(p + i * CK_BLOCK + l), h, load(g[i] + l), kicks);
    EACH(i, d) {
      x[i] = load(q + i * CK_BLOCK + l);
      for (int j = 0; j < d; j++) x[i] = multiply_add(w[i * d + j], m[j], x[i]);
    }
    EACH(i, d) {
      pushed[i] = c[i * d] * m[0];
      for (int j = 1; j < d; j++) pushed[i] = multiply_add(c[i * d + j], m[j], pushed[i]);
      for (int j = 0; j <= i; j++)
        pushed[i] = multiply_add(b[i * d + j], load(z + j * CK_BLOCK + l), pushed[i]);
      store(p + i * CK_BLOCK + l, pushed[i]);
    }
    EACH(i, d) {
      for (int j = 0; j < d; j++) x[i] = multiply_add(w[i * d + j], pushed[j], x[i]);
      store(q + i * CK_BLOCK + l, x[i]);
    }
  }
}

/* p = C p + N z; `work` takes the new momenta. */
static void decay_and_noise(const SplitStep *s, double *p, const double *z, double *work) {
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
static void finish_steps(const SplitStep *s, const StepField *f, double *p, double *g) {
  half_kicks(s, p, f->components, 1);
  if (f->field->tape)
    for (intptr_t i = 0; i < s->dimension; i++)
      copy_block(g + i * CK_BLOCK, f->components[i], 1, s->lanes);
}

static void velocity_verlet(const ck_velocity_verlet *map, const ck_field *field, int32_t lanes,
                            int64_t steps, double *q, double *p, double *g, double *scratch) {
  const int d = map->dimension, diagonal_mass = is_diagonal(map->inverse_mass, d);
  const SplitStep s = {.dimension = d,
                       .lanes = lanes,
                       .half_step = 0.5 * map->step,
                       .inverse_mass = map->inverse_mass};
  const StepMatrices mass = {.dimension = d,
                             .diagonal_mass = diagonal_mass,
                             .drift = map->step,
                             .inverse_mass = map->inverse_mass};
  StepField f = prepare_field(field, q, g, scratch);
  const int fused = diagonal_mass && !f.overlapping;
  use_given_gradient(&f, g);
  for (int64_t step = 0; step < steps; step++) {
    const double *const *const gradient = f.components;
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

static void baoab(const ck_baoab *map, const ck_field *field, int32_t lanes, uint64_t first_walker,
                  int64_t first_step, int64_t steps, double *q, double *p, double *g,
                  double *scratch) {
  const int d = map->dimension, diagonal_mass = is_diagonal(map->inverse_mass, d);
  const SplitStep s = {.dimension = d,
                       .lanes = lanes,
                       .half_step = 0.5 * map->step,
                       .inverse_mass = map->inverse_mass,
                       .decay = map->decay,
                       .noise = map->noise};
  const StepMatrices mass = {.dimension = d,
                             .diagonal_mass = diagonal_mass,
                             .drift = s.half_step,
                             .inverse_mass = map->inverse_mass};
  StepField f = prepare_field(field, q, g, scratch);
  const int diagonal = diagonal_mass && is_diagonal(map->decay, d) && is_diagonal(map->noise, d);
  use_given_gradient(&f, g);
  const int64_t batch = ck_noise_steps(d), end = first_step + steps;
  int64_t noise_end = first_step;
  const double *z = f.noise;
  for (int64_t step = first_step; step < end; step++) {
    if (step == noise_end) {
      noise_end = (step / batch + 1) * batch;
      if (noise_end > end) noise_end = end;
      const uint64_t number = (uint64_t)step * (uint64_t)d;
      const uint64_t next = (uint64_t)noise_end * (uint64_t)d;
      const int32_t pairs = (int32_t)((next + 1) / 2 - number / 2);
      normals(map->key, first_walker, number / 2, pairs, lanes, f.noise);
      z = f.noise + number % 2 * CK_BLOCK;
    }
    const double *const *const gradient = f.components;
    const int first = step == first_step;
    if (diagonal && !f.overlapping) {
      if (first)
        advance_diagonal(&s, 1, q, p, gradient, z);
      else
        advance_diagonal(&s, 2, q, p, gradient, z);
    } else if (d == 2) {
      advance_small(2, &s, first ? 1 : 2, q, p, gradient, z);
    } else if (d == 3) {
      advance_small(3, &s, first ? 1 : 2, q, p, gradient, z);
    } else {
      half_kicks(&s, p, gradient, first ? 1 : 2);
      drift(mass, q, p, lanes);
      decay_and_noise(&s, p, z, f.work);
      drift(mass, q, p, lanes);
    }
    z += (intptr_t)d * CK_BLOCK;
    next_gradient(&f, q, lanes, first);
  }
  finish_steps(&s, &f, p, g);
}
