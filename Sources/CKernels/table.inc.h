/* The kernels of one instruction set as a table. */
#define ARRAY_FUNCTION(name, size, group)                                                          \
  static void name(const double *from, double *to, int64_t count) {                                \
    const int64_t whole = count / CK_WIDTH * CK_WIDTH;                                             \
    GROUPS(int64_t, i, whole, size, {                                                              \
      Vector x[size]    , y[size]    ;                                                             \
      EACH(u, n) x[u] = load(from + i + u * CK_WIDTH);                                             \
      group;                                                                                       \
      EACH(u, n) store(to + i + u * CK_WIDTH, y[u]);                                               \
    })                                                                                             \
    if (whole < count) { /* pad the rest with zeros */                                             \
      double rest[CK_WIDTH] = {0};                                                                 \
      memcpy(rest, from + whole, (size_t)(count - whole) * sizeof(double));                        \
      name(rest, rest, CK_WIDTH);                                                                  \
      memcpy(to + whole, rest, (size_t)(count - whole) * sizeof(double));                          \
    }                                                                                              \
  }

ARRAY_FUNCTION(sine, CK_GROUP, sine_group(n, x, y))
ARRAY_FUNCTION(cosine, CK_GROUP, cosine_group(n, x, y))
ARRAY_FUNCTION(exponential, CK_WIDE_GROUP, exponential_group(n, x, y))
ARRAY_FUNCTION(logarithm, CK_GROUP, logarithm_group(n, x, y))

const ck_kernels CK_TABLE = {
    .sine = sine,
    .cosine = cosine,
    .exponential = exponential,
    .tape_evaluate = tape_evaluate,
    .damped_verlet = damped_verlet,
    .logarithm = logarithm,
    .normals = normals,
    .spline_evaluate = spline_evaluate,
    .gradient = gradient,
    .velocity_verlet = velocity_verlet,
    .baoab = baoab,
    .gradient_descent = gradient_descent,
    .add_moments = add_moments,
    .update_range = update_range,
    .histogram = histogram,
    .multiply_adds = multiply_adds,
};
