/* Kick and drift of the damped map for a block, or for a part of its lanes. */

/* p = E p - A g, m += drift W p, for coordinate i of diagonal matrices. The rows are those of the coordinate. */
INLINE void kick_and_drift_coordinate(const ck_step_matrices *s, const int i, double *m, double *p,
                                      const double *g, int lanes) {
  const intptr_t ii = (intptr_t)i * (s->dimension + 1);
  const Vector e = splat(s->decay[ii]), a = splat(s->kick[ii]);
  const Vector w = splat(s->drift * s->inverse_mass[ii]);
  GROUPS(int, l, lanes, CK_GROUP, {
    Vector q[CK_GROUP], pushed[CK_GROUP];
    EACH(u, n) pushed[u] = e * load(p + l + u * CK_WIDTH);
    EACH(u, n) pushed[u] = negate_multiply_add(a, load(g + l + u * CK_WIDTH), pushed[u]);
    EACH(u, n) q[u] = multiply_add(w, pushed[u], load(m + l + u * CK_WIDTH));
    EACH(u, n) store(p + l + u * CK_WIDTH, pushed[u]);
    EACH(u, n) store(m + l + u * CK_WIDTH, q[u]);
  })
}

/* The same for all coordinates and full matrices of a small dimension, known at compile time; the gradient
   may lie in the coordinates. */
INLINE void kick_and_drift_small(const int d, const ck_step_matrices s, double *m, double *p,
                                 const double *const *g, int lanes) {
  enum { largest = CK_SMALL };
  Vector e[largest * largest], a[largest * largest], w[largest * largest];
  EACH(i, d * d) {
    e[i] = splat(s.decay[i]), a[i] = splat(s.kick[i]), w[i] = splat(s.drift * s.inverse_mass[i]);
  }
  for (int l = 0; l < lanes; l += CK_WIDTH) {
    Vector momentum[largest], gradient[largest], pushed[largest];
    EACH(i, d) momentum[i] = load(p + i * CK_BLOCK + l), gradient[i] = load(g[i] + l);
    EACH(i, d) {
      pushed[i] = e[i * d] * momentum[0];
      for (int j = 1; j < d; j++)
        pushed[i] = multiply_add(e[i * d + j], momentum[j], pushed[i]);
      for (int j = 0; j < d; j++)
        pushed[i] = negate_multiply_add(a[i * d + j], gradient[j], pushed[i]);
      store(p + i * CK_BLOCK + l, pushed[i]);
    }
    EACH(i, d) {
      Vector q = load(m + i * CK_BLOCK + l);
      for (int j = 0; j < d; j++) q = multiply_add(w[i * d + j], pushed[j], q);
      store(m + i * CK_BLOCK + l, q);
    }
  }
}
