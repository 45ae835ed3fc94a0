/* Kicks, drifts, friction and noise of a splitting for a block, or for a part of its lanes. */

/* momentum - (h/2) g, `kicks` (1 or 2) times. */
INLINE Vector kicked(Vector momentum, Vector h, Vector g, int kicks) {
  momentum = negate_multiply_add(h, g, momentum);
  return kicks == 2 ? negate_multiply_add(h, g, momentum) : momentum;
}

/* Kicks, half drift, p = C p + N z, half drift, for coordinate i of diagonal matrices; without noise (null)
   instead of these a whole drift. The rows are those of the coordinate. */
INLINE void advance_coordinate(const ck_split_step *s, const int i, const int kicks, double *q, double *p,
                               const double *g, const double *z) {
  const intptr_t ii = (intptr_t)i * (s->dimension + 1);
  const Vector h = splat(s->half_step), w = splat(s->half_step * s->inverse_mass[ii]);
  const Vector c = splat(z ? s->decay[ii] : 1), b = splat(z ? s->noise[ii] : 0);
  GROUPS(int, l, s->lanes, CK_GROUP, {
    Vector m[CK_GROUP], x[CK_GROUP];
    EACH(u, n) m[u] = load(p + l + u * CK_WIDTH);
    EACH(u, n) m[u] = kicked(m[u], h, load(g + l + u * CK_WIDTH), kicks);
    EACH(u, n) x[u] = load(q + l + u * CK_WIDTH);
    if (z) {
      EACH(u, n) x[u] = multiply_add(w, m[u], x[u]);
      EACH(u, n) m[u] = multiply_add(b, load(z + l + u * CK_WIDTH), c * m[u]);
      EACH(u, n) x[u] = multiply_add(w, m[u], x[u]);
    } else {
      EACH(u, n) x[u] = multiply_add(2 * w, m[u], x[u]);
    }
    EACH(u, n) store(p + l + u * CK_WIDTH, m[u]);
    EACH(u, n) store(q + l + u * CK_WIDTH, x[u]);
  })
}

/* The same for all coordinates and full matrices of a small dimension, known at compile time. */
INLINE void advance_small(const int d, const ck_split_step *s, const int kicks, double *q, double *p,
                          const double *const *g, const double *z) {
  enum { largest = CK_SMALL };
  const Vector h = splat(s->half_step);
  Vector w[largest * largest], c[largest * largest], b[largest * largest];
  EACH(i, d * d) {
    w[i] = splat((z ? 1 : 2) * s->half_step * s->inverse_mass[i]);
    c[i] = splat(z ? s->decay[i] : 0), b[i] = splat(z ? s->noise[i] : 0);
  }
  for (int l = 0; l < s->lanes; l += CK_WIDTH) {
    Vector m[largest], x[largest], pushed[largest];
    EACH(i, d) m[i] = kicked(load(p + i * CK_BLOCK + l), h, load(g[i] + l), kicks);
    EACH(i, d) {
      x[i] = load(q + i * CK_BLOCK + l);
      for (int j = 0; j < d; j++) x[i] = multiply_add(w[i * d + j], m[j], x[i]);
    }
    if (!z) {
      EACH(i, d) store(p + i * CK_BLOCK + l, m[i]);
      EACH(i, d) store(q + i * CK_BLOCK + l, x[i]);
      continue;
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
