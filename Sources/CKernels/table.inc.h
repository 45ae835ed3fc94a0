/* The kernels of one instruction set as a table. */
#define ARRAY_FUNCTION(name, group_call)                                                           \
  static void name(const double *from, double *to, int64_t count) {                                \
    Vector x[CK_GROUP], y[CK_GROUP];                                                               \
    int64_t i = 0;                                                                                 \
    for (; i + CK_GROUP * CK_WIDTH <= count; i += CK_GROUP * CK_WIDTH) {                           \
      enum { n = CK_GROUP };                                                                       \
      EACH(u, n) x[u] = load(from + i + u * CK_WIDTH);                                             \
      group_call;                                                                                  \
      EACH(u, n) store(to + i + u * CK_WIDTH, y[u]);                                               \
    }                                                                                              \
    for (; i < count; i += CK_WIDTH) {                                                             \
      enum { n = 1 };                                                                              \
      const size_t rest = (size_t)(count - i < CK_WIDTH ? count - i : CK_WIDTH) * sizeof(double);  \
      x[0] = splat(0);                                                                             \
      memcpy(x, from + i, rest);                                                                   \
      group_call;                                                                                  \
      memcpy(to + i, y, rest);                                                                     \
    }                                                                                              \
  }

ARRAY_FUNCTION(sine, sine_group(n, 1, x, y))
ARRAY_FUNCTION(cosine, cosine_group(n, x, y))
ARRAY_FUNCTION(exponential, exponential_group(n, x, y))

const ck_kernels CK_TABLE = {
    .sine = sine,
    .cosine = cosine,
    .exponential = exponential,
    .tape_evaluate = tape_evaluate,
    .damped_verlet = damped_verlet,
};
