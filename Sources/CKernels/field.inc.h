/* Gradient fields as the steps use them: a tape, a spline or a callback. */

/* Where a step finds its gradient: d pointers, kept in the caller's scratch. */
typedef struct {
  const ck_field *field;
  double *registers, *work, *gradient, *noise;
  const double **components;
  /* A component lies in another coordinate, which advancing one component after the other would
     overwrite before it is read. */
  int overlapping;
} StepField;

/* The tape that is interpreted, if any. */
INLINE const ck_tape *interpreted(const ck_field *field) {
  return field->native ? NULL : field->tape;
}

/* Points the components to where the gradient at q will be: a tape leaves it in its registers,
   which may be coordinates, the other fields in `gradient`. */
INLINE void point_components(StepField *f, const double *q) {
  const ck_tape *const tape = interpreted(f->field);
  for (intptr_t i = 0; i < f->field->dimension; i++) {
    const int r = tape ? tape->output[i] : 0;
    f->components[i] = !tape              ? f->gradient + i * CK_BLOCK
                       : r < tape->inputs ? q + (intptr_t)r * CK_BLOCK
                                          : f->registers + (intptr_t)r * CK_BLOCK;
    if (tape && r < tape->inputs && r != i) f->overlapping = 1;
  }
}

/* `gradient` is for fields that are not interpreted; null: in the scratch. */
static StepField prepare_field(const ck_field *field, const double *q, double *gradient,
                               double *scratch) {
  const intptr_t block = (intptr_t)field->dimension * CK_BLOCK;
  StepField f = {.field = field, .registers = scratch};
  f.work = scratch + ck_scratch_registers(field) * CK_BLOCK;
  f.gradient = gradient ? gradient : f.work + block;
  f.noise = f.work + 2 * block;
  f.components = (const double **)(void *)(f.noise + ck_scratch_noise(field) * CK_BLOCK);
  point_components(&f, q);
  return f;
}

INLINE void copy_block(double *to, const double *from, int d, int lanes) {
  for (int i = 0; i < d; i++)
    for (int l = 0; l < lanes; l += CK_WIDTH)
      store(to + i * CK_BLOCK + l, load(from + i * CK_BLOCK + l));
}

INLINE void evaluate_gradient(const StepField *f, const double *q, int lanes) {
  const ck_field *const field = f->field;
  if (field->native)
    field->native->gradient(field, lanes, q, f->gradient, f->registers);
  else if (field->tape)
    run_tape(field->tape, q, f->registers, lanes);
  else if (field->spline)
    spline_evaluate(field->spline, q, NULL, f->gradient, lanes);
  else
    field->callback(field->context, q, f->gradient, lanes);
}

static void gradient(const ck_field *field, int32_t lanes, const double *q, double *g,
                     double *scratch) {
  const StepField f = prepare_field(field, q, g, scratch);
  evaluate_gradient(&f, q, lanes);
  if (interpreted(field))
    for (int i = 0; i < field->dimension; i++)
      copy_block(g + (intptr_t)i * CK_BLOCK, f.components[i], 1, lanes);
}
