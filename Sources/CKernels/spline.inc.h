/* Value and gradient of a cubic B-spline of one or two coordinates. */

/* Where a coordinate lies along an axis: the cell, the four functions that are not zero there and
   their derivatives; outside of the box the functions continue linearly. */
typedef struct {
  Bits cell;
  Vector value[4], slope[4];
  Vector beyond; /* signed distance from the box */
} SplineAxis;

INLINE Vector clamp(Vector x, Vector lower, Vector upper) {
  x = x > lower ? x : lower; /* NaN becomes the lower end */
  return x < upper ? x : upper;
}

INLINE SplineAxis spline_axis(const ck_spline *s, const int axis, Vector q) {
  SplineAxis a;
  const Vector inverse = splat(s->inverse_spacing[axis]), cells = splat(s->cells[axis]);
  const Vector position = (q - s->lower[axis]) * inverse;
  const Vector inside = clamp(position, splat(0), cells), excess = position - inside;
  const Vector last = cells - 1, floor = __builtin_elementwise_floor(inside);
  const Vector cell = floor < last ? floor : last;
  const Vector t = inside - cell, r = 1 - t;
  a.beyond = q - clamp(q, splat(s->lower[axis]), splat(s->upper[axis]));
  a.cell = __builtin_convertvector(cell, Bits);
  a.slope[0] = -0.5 * (r * r);
  a.slope[3] = 0.5 * (t * t);
  a.slope[1] = (1.5 * t - 2) * t;
  a.slope[2] = (2 - 1.5 * r) * r;
  a.value[0] = r * r * r * (1.0 / 6);
  a.value[3] = t * t * t * (1.0 / 6);
  a.value[1] = (0.5 * t - 1) * (t * t) + 2.0 / 3;
  a.value[2] = (0.5 * r - 1) * (r * r) + 2.0 / 3;
  for (int i = 0; i < 4; i++) {
    a.value[i] = multiply_add(excess, a.slope[i], a.value[i]);
    a.slope[i] *= inverse;
  }
  return a;
}

INLINE Vector gather(const double *base, Bits index) {
  Vector v;
  for (int i = 0; i < CK_WIDTH; i++) v[i] = base[index[i]];
  return v;
}

/* sum of c[k] f[k] */
INLINE Vector spline_sum(const Vector *c, const Vector *f) {
  return multiply_add(c[3], f[3], multiply_add(c[2], f[2], multiply_add(c[1], f[1], c[0] * f[0])));
}

static void spline_line(const ck_spline *s, const double *q, double *value, double *gradient,
                        int32_t lanes) {
  const Vector confinement = splat(s->confinement);
  for (int l = 0; l < lanes; l += CK_WIDTH) {
    const SplineAxis x = spline_axis(s, 0, load(q + l));
    Vector c[4];
    for (int k = 0; k < 4; k++) c[k] = gather(s->coefficients + k, x.cell);
    const Vector force = confinement * x.beyond;
    if (value) store(value + l, multiply_add(0.5 * force, x.beyond, spline_sum(c, x.value)));
    if (gradient) store(gradient + l, spline_sum(c, x.slope) + force);
  }
}

static void spline_plane(const ck_spline *s, const double *q, double *value, double *gradient,
                         int32_t lanes) {
  const Vector confinement = splat(s->confinement);
  const int64_t stride = s->cells[1] + 3;
  for (int l = 0; l < lanes; l += CK_WIDTH) {
    const SplineAxis x = spline_axis(s, 0, load(q + l));
    const SplineAxis y = spline_axis(s, 1, load(q + CK_BLOCK + l));
    const Bits first = x.cell * stride + y.cell;
    Vector values[4], slopes[4];
    for (int j = 0; j < 4; j++) {
      Vector c[4];
      for (int k = 0; k < 4; k++) c[k] = gather(s->coefficients + j * stride + k, first);
      values[j] = spline_sum(c, y.value);
      slopes[j] = spline_sum(c, y.slope);
    }
    const Vector force_x = confinement * x.beyond, force_y = confinement * y.beyond;
    if (value) {
      const Vector wall = multiply_add(force_x, x.beyond, force_y * y.beyond);
      store(value + l, multiply_add(splat(0.5), wall, spline_sum(values, x.value)));
    }
    if (gradient) {
      store(gradient + l, spline_sum(values, x.slope) + force_x);
      store(gradient + CK_BLOCK + l, spline_sum(slopes, x.value) + force_y);
    }
  }
}

static void spline_evaluate(const ck_spline *s, const double *q, double *value, double *gradient,
                            int32_t lanes) {
  if (s->dimension == 1)
    spline_line(s, q, value, gradient, lanes);
  else
    spline_plane(s, q, value, gradient, lanes);
}
