/* The most multiply-adds that the machine can do: twelve independent chains in registers. */
static int64_t multiply_adds(int64_t turns, double *out) {
  enum { CHAINS = 12 };
  Vector x[CHAINS];
  EACH(u, CHAINS) x[u] = splat(1 + u);
  const Vector a = splat(0.999), b = splat(0.5);
  for (int64_t turn = 0; turn < turns; turn++) {
    EACH(u, CHAINS) x[u] = multiply_add(x[u], a, b);
  }
  Vector sum = x[0];
  for (int u = 1; u < CHAINS; u++) sum += x[u];
  store(out, sum);
  return (int64_t)CHAINS * CK_WIDTH;
}
