/* What the generated code of a native field is written in (native.inc.h): a value is an array of
   CK_NATIVE_GROUP vectors, of which n are used. Elementary functions of several independent arguments
   go through a core together, vector u of argument j being number j n + u. */
#include "vector.inc.h"

#include "trigonometric.inc.h"

#include "sine_sums.inc.h"

#include "exponential.inc.h"

#include "logarithm.inc.h"

#include "tape_functions.inc.h"

#define COORDINATE(value, i)                                                                       \
  Vector value[CK_NATIVE_GROUP];                                                                   \
  EACH(u, n) value[u] = load(q + (i)*CK_BLOCK + u * CK_WIDTH);
#define VALUE(value, expression)                                                                   \
  Vector value[CK_NATIVE_GROUP];                                                                   \
  EACH(u, n) value[u] = (expression);
#define OUTPUT(i, value) EACH(u, n) g[i][u] = value[u];

/* A core takes and leaves arrays of these. */
#define CORE_ARRAYS                                                                                \
  Vector x[CK_WIDE_GROUP], y[CK_WIDE_GROUP], z[CK_WIDE_GROUP], b[CK_WIDE_GROUP];                   \
  Vector tables[CK_WIDE_GROUP], range[CK_WIDE_GROUP];                                              \
  (void)z, (void)b, (void)tables;
#define ARGUMENT(j, k0, value, k1)                                                                 \
  EACH(u, n) x[(j)*n + u] = multiply_add(splat(k0), value[u], splat(k1));
#define PLAIN_ARGUMENT(j, value) EACH(u, n) x[(j)*n + u] = value[u];
#define ADDEND(j, value) EACH(u, n) b[(j)*n + u] = value[u];
#define FACTOR(j, k) EACH(u, n) tables[(j)*n + u] = alternating(k);
#define MULTIPLE(j, k0, k2) EACH(u, n) multiples[(j)*n + u] = sine_of_multiple(k0, k2);
#define RESULT(value, from, j) EACH(u, n) value[u] = from[(j)*n + u];
#define RANGE_OF(count) EACH(u, (count)*n) outside |= bits(range[u]);

/* A function of libm for each lane. */
INLINE Vector each_lane(double function(double), Vector a) {
  for (int i = 0; i < CK_WIDTH; i++) a[i] = function(a[i]);
  return a;
}
INLINE Vector each_power(Vector a, Vector b) {
  for (int i = 0; i < CK_WIDTH; i++) a[i] = pow(a[i], b[i]);
  return a;
}
