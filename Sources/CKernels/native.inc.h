/* A field whose gradient is machine code. The including file, generated from a tape by
   Sources/Potentials/Native and compiled at run time, defines before this

     CK_NATIVE_DIMENSION, CK_NATIVE_GROUP   d, and how many vectors of lanes advance together
     Bits native_gradient(n, q, g)          the gradient at n <= CK_NATIVE_GROUP vectors of lanes of a
                                            block; returned are bits of which ABOVE_TWO is set where an
                                            argument is beyond the range of a core
     CK_NATIVE_INLINED                      whether to make it a part of each pass

   Kicks and drifts are those of the interpreter, hence the results are to the bit. A pass takes each
   group of lanes through a whole step, so that little but the coordinates goes through memory, and the
   groups are independent, so that they overlap in the processor. */

#include "kick_and_drift.inc.h"

#include "split_step.inc.h"

enum { D = CK_NATIVE_DIMENSION, LANES_AT_ONCE = CK_NATIVE_GROUP * CK_WIDTH };

/* The gradient of a group, d rows of LANES_AT_ONCE. */
typedef struct {
  Vector rows[D][CK_NATIVE_GROUP];
} GroupGradient;

/* For every coordinate. In few dimensions unrolled, so that the gradient stays in registers. */
#if CK_NATIVE_DIMENSION <= 3
#define EACH_COORDINATE(i) EACH(i, D)
#else
#define EACH_COORDINATE(i) for (int i = 0; i < D; i++)
#endif

/* Lanes out of range: as the interpreter has them. */
COLD void interpret(const int n, const ck_field *field, const double *q, GroupGradient *g,
                    double *scratch) {
  double *const rows = scratch + ck_scratch_registers(field) * CK_BLOCK;
  field->kernels->tape_evaluate(field->tape, q, rows, scratch, n * CK_WIDTH);
  for (int i = 0; i < D; i++)
    for (int u = 0; u < n; u++) g->rows[i][u] = load(rows + i * CK_BLOCK + u * CK_WIDTH);
}

/* A long gradient is kept once. */
#if !CK_NATIVE_INLINED
static __attribute__((noinline)) Bits gradient_of_one(const double *q, GroupGradient *g) {
  return native_gradient(1, q, g->rows);
}
static __attribute__((noinline)) Bits gradient_of_all(const double *q, GroupGradient *g) {
  return native_gradient(CK_NATIVE_GROUP, q, g->rows);
}
#endif

INLINE void gradient_of_group(const int n, const ck_field *field, const double *q,
                              GroupGradient *g, double *scratch) {
#if CK_NATIVE_INLINED
  const Bits outside = native_gradient(n, q, g->rows);
#else
  const Bits outside = n == 1 ? gradient_of_one(q, g) : gradient_of_all(q, g);
#endif
  if (__builtin_expect(any(outside & ABOVE_TWO), 0)) {
    GroupGradient interpreted; /* a copy keeps the other in registers */
    interpret(n, field, q, &interpreted, scratch);
    EACH_COORDINATE(i) EACH(u, n) g->rows[i][u] = interpreted.rows[i][u];
  }
}

INLINE void store_gradient(const int n, const GroupGradient *g, double *rows) {
  for (int i = 0; i < D; i++) EACH(u, n) store(rows + i * CK_BLOCK + u * CK_WIDTH, g->rows[i][u]);
}

static void gradient(const ck_field *field, int32_t lanes, const double *q, double *g,
                     double *scratch) {
  GROUPS(int, l, lanes, CK_NATIVE_GROUP, {
    GroupGradient group;
    gradient_of_group(n, field, q + l, &group, scratch);
    store_gradient(n, &group, g + l);
  })
}

INLINE void kick_and_drift_pass(const int diagonal, const ck_step_matrices s, const ck_field *field,
                                int32_t lanes, double *m, double *p, double *kept, double *scratch) {
  GROUPS(int, l, lanes, CK_NATIVE_GROUP, {
    GroupGradient g;
    gradient_of_group(n, field, m + l, &g, scratch);
    if (kept) store_gradient(n, &g, kept + l);
    if (diagonal)
      EACH_COORDINATE(i) {
        const intptr_t row = (intptr_t)i * CK_BLOCK + l;
        kick_and_drift_coordinate(&s, i, m + row, p + row, (const double *)g.rows[i], n * CK_WIDTH);
      }
#if CK_NATIVE_DIMENSION <= 3
    else {
      const double *components[D];
      EACH_COORDINATE(i) components[i] = (const double *)g.rows[i];
      kick_and_drift_small(D, s, m + l, p + l, components, n * CK_WIDTH);
    }
#endif
  })
}

static void kick_and_drift(const ck_step_matrices *matrices, int32_t diagonal,
                           const ck_field *field, int32_t lanes, int64_t steps, double *m, double *p,
                           double *kept, double *scratch) {
  ck_step_matrices s = *matrices;
  s.dimension = D;
  for (int64_t step = 0; step < steps; step++)
    if (diagonal)
      kick_and_drift_pass(1, s, field, lanes, m, p, kept, scratch);
    else
      kick_and_drift_pass(0, s, field, lanes, m, p, kept, scratch);
}

INLINE void split_step_pass(const int diagonal, const ck_split_step *step, const ck_field *field,
                            double *q, double *p, const double *z, double *scratch) {
  GROUPS(int, l, step->lanes, CK_NATIVE_GROUP, {
    ck_split_step s = *step;
    s.dimension = D;
    s.lanes = n * CK_WIDTH;
    GroupGradient g;
    gradient_of_group(n, field, q + l, &g, scratch);
    if (diagonal)
      EACH_COORDINATE(i) {
        const intptr_t row = (intptr_t)i * CK_BLOCK + l;
        advance_coordinate(&s, i, 2, q + row, p + row, (const double *)g.rows[i], z ? z + row : NULL);
      }
#if CK_NATIVE_DIMENSION <= 3
    else {
      const double *components[D];
      EACH_COORDINATE(i) components[i] = (const double *)g.rows[i];
      advance_small(D, &s, 2, q + l, p + l, components, z ? z + l : NULL);
    }
#endif
  })
}

static void split_steps(const ck_split_step *s, int32_t diagonal, const ck_field *field, int64_t steps,
                        double *q, double *p, const double *z, double *scratch) {
  for (int64_t step = 0; step < steps; step++)
    if (diagonal)
      split_step_pass(1, s, field, q, p, z, scratch);
    else
      split_step_pass(0, s, field, q, p, z, scratch);
}

const ck_native ck_native_table = {
    .gradient = gradient, .kick_and_drift = kick_and_drift, .split_steps = split_steps};
