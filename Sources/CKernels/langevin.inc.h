/* Velocity Verlet and BAOAB for a block. Each half kick is a multiply-add of its own, also where two
   follow one another between steps, so that cutting a run into calls changes nothing. */

typedef struct {
  int dimension, lanes;
  double half_step;
  const double *inverse_mass, *decay, *noise;
} SplitStep;

/* p -= (h/2) g, `times` times. */
static void half_kicks(const SplitStep *s, double *p, const double *const *g, int times) {
  const Vector h = splat(s->half_step);
  for (int i = 0; i < s->dimension; i++)
    for (int l = 0; l < s->lanes; l += CK_WIDTH) {
      Vector momentum = load(p + i * CK_BLOCK + l);
      const Vector gradient = load(g[i] + l);
      for (int k = 0; k < times; k++) momentum = negate_multiply_add(h, gradient, momentum);
      store(p + i * CK_BLOCK + l, momentum);
    }
}

/* p = C p + N z */
static void ornstein_uhlenbeck(const SplitStep *s, double *p, const double *z, double *work) {
  const int d = s->dimension;
  for (int i = 0; i < d; i++)
    for (int l = 0; l < s->lanes; l += CK_WIDTH) {
      Vector sum = splat(0);
      for (int j = 0; j < d; j++)
        sum = multiply_add(splat(s->decay[i * d + j]), load(p + j * CK_BLOCK + l), sum);
      for (int j = 0; j <= i; j++)
        sum = multiply_add(splat(s->noise[i * d + j]), load(z + j * CK_BLOCK + l), sum);
      store(work + i * CK_BLOCK + l, sum);
    }
  copy_block(p, work, d, s->lanes);
}

/* Points the components of the gradient to the caller's block. */
INLINE void use_given_gradient(StepField *f, const double *g) {
  for (intptr_t i = 0; i < f->field->dimension; i++) f->components[i] = g + i * CK_BLOCK;
}

INLINE void finish(const SplitStep *s, const StepField *f, double *p, double *g) {
  half_kicks(s, p, f->components, 1);
  if (f->field->tape)
    for (int i = 0; i < s->dimension; i++)
      copy_block(g + (intptr_t)i * CK_BLOCK, f->components[i], 1, s->lanes);
}

static void velocity_verlet(const ck_velocity_verlet *map, const ck_field *field, int32_t lanes,
                            int64_t steps, double *q, double *p, double *g, double *scratch) {
  const int d = map->dimension;
  const SplitStep s = {.dimension = d, .lanes = lanes, .half_step = 0.5 * map->step};
  const StepMatrices mass = {.dimension = d,
                             .diagonal_mass = is_diagonal(map->inverse_mass, d),
                             .drift = map->step,
                             .inverse_mass = map->inverse_mass};
  StepField f = prepare_field(field, q, g, scratch);
  use_given_gradient(&f, g);
  for (int64_t step = 0; step < steps; step++) {
    half_kicks(&s, p, f.components, step == 0 ? 1 : 2);
    drift(mass, q, p, lanes);
    if (step == 0) point_components(&f, q);
    evaluate_gradient(&f, q, lanes);
  }
  finish(&s, &f, p, g);
}

static void baoab(const ck_baoab *map, const ck_field *field, int32_t lanes, uint64_t first_walker,
                  int64_t first_step, int64_t steps, double *q, double *p, double *g,
                  double *scratch) {
  const int d = map->dimension;
  const SplitStep s = {.dimension = d,
                       .lanes = lanes,
                       .half_step = 0.5 * map->step,
                       .inverse_mass = map->inverse_mass,
                       .decay = map->decay,
                       .noise = map->noise};
  const StepMatrices mass = {.dimension = d,
                             .diagonal_mass = is_diagonal(map->inverse_mass, d),
                             .drift = 0.5 * map->step,
                             .inverse_mass = map->inverse_mass};
  StepField f = prepare_field(field, q, g, scratch);
  use_given_gradient(&f, g);
  const int64_t batch = ck_noise_steps(d), end = first_step + steps;
  int64_t noise_end = first_step;
  uint64_t row = 0; /* of the normal number that comes next */
  for (int64_t step = first_step; step < end; step++) {
    if (step == noise_end) {
      noise_end = (step / batch + 1) * batch;
      if (noise_end > end) noise_end = end;
      const uint64_t number = (uint64_t)step * (uint64_t)d;
      const uint64_t next = (uint64_t)noise_end * (uint64_t)d;
      row = number % 2;
      normals(map->key, first_walker, number / 2, (int32_t)((next + 1) / 2 - number / 2), lanes,
              f.noise);
    }
    half_kicks(&s, p, f.components, step == first_step ? 1 : 2);
    drift(mass, q, p, lanes);
    ornstein_uhlenbeck(&s, p, f.noise + row * CK_BLOCK, f.work);
    drift(mass, q, p, lanes);
    row += (uint64_t)d;
    if (step == first_step) point_components(&f, q);
    evaluate_gradient(&f, q, lanes);
  }
  finish(&s, &f, p, g);
}
