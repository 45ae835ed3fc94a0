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
  const double inverse = s->inverse_spacing[axis];
  const Vector cells = splat(s->cells[axis]), last = cells - 1;
  const Vector position = (q - s->lower[axis]) * inverse;
  const Vector inside = clamp(position, splat(0), cells);
  const Vector floor = __builtin_elementwise_floor(inside), cell = floor < last ? floor : last;
  const Vector t = inside - cell, r = 1 - t, tt = t * t, rr = r * r;
  a.cell = __builtin_convertvector(cell, Bits);
  a.beyond = (position - inside) * (1 / inverse);
  a.slope[0] = rr * (-0.5 * inverse);
  a.slope[1] = t * multiply_add(t, splat(1.5 * inverse), splat(-2 * inverse));
  a.slope[2] = r * negate_multiply_add(r, splat(1.5 * inverse), splat(2 * inverse));
  a.slope[3] = tt * (0.5 * inverse);
  a.value[0] = rr * (r * (1.0 / 6));
  a.value[1] = multiply_add(multiply_add(t, splat(0.5), splat(-1)), tt, splat(2.0 / 3));
  a.value[2] = multiply_add(multiply_add(r, splat(0.5), splat(-1)), rr, splat(2.0 / 3));
  a.value[3] = tt * (t * (1.0 / 6));
  EACH(k, 4) a.value[k] = multiply_add(a.beyond, a.slope[k], a.value[k]);
  return a;
}

/* Four coefficients that follow one another, one point's share of a row. */
typedef double Four __attribute__((ext_vector_type(4)));
typedef double UnalignedFour __attribute__((ext_vector_type(4), aligned(8), may_alias));
#define load_four(p) ((Four)*(const UnalignedFour *)(p))

#if CK_FMA
#define multiply_add_four(a, b, c) __builtin_elementwise_fma((Four)(a), b, c)
#else
#define multiply_add_four(a, b, c) ((Four)(a) * (b) + (c))
#endif

/* column[c][i] = row[i][c] for i < CK_WIDTH, c < 4. */
INLINE void transpose(const Four *row, Vector *column) {
#if CK_WIDTH == 8
  Vector both[4], even[2], odd[2];
  EACH(i, 4) both[i] = __builtin_shufflevector(row[i], row[i + 4], 0, 1, 2, 3, 4, 5, 6, 7);
  EACH(i, 2) {
    even[i] = __builtin_shufflevector(both[2 * i], both[2 * i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    odd[i] = __builtin_shufflevector(both[2 * i], both[2 * i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  column[0] = __builtin_shufflevector(even[0], even[1], 0, 1, 8, 9, 4, 5, 12, 13);
  column[1] = __builtin_shufflevector(odd[0], odd[1], 0, 1, 8, 9, 4, 5, 12, 13);
  column[2] = __builtin_shufflevector(even[0], even[1], 2, 3, 10, 11, 6, 7, 14, 15);
  column[3] = __builtin_shufflevector(odd[0], odd[1], 2, 3, 10, 11, 6, 7, 14, 15);
#elif CK_WIDTH == 4
  Vector even[2], odd[2];
  EACH(i, 2) {
    even[i] = __builtin_shufflevector(row[2 * i], row[2 * i + 1], 0, 4, 2, 6);
    odd[i] = __builtin_shufflevector(row[2 * i], row[2 * i + 1], 1, 5, 3, 7);
  }
  column[0] = __builtin_shufflevector(even[0], even[1], 0, 1, 4, 5);
  column[1] = __builtin_shufflevector(odd[0], odd[1], 0, 1, 4, 5);
  column[2] = __builtin_shufflevector(even[0], even[1], 2, 3, 6, 7);
  column[3] = __builtin_shufflevector(odd[0], odd[1], 2, 3, 6, 7);
#else
  EACH(c, 4) column[c] = (Vector){row[0][c], row[1][c]};
#endif
}

/* sum of c[k] f[k] */
INLINE Vector spline_sum(const Vector *c, const Vector *f) {
  return multiply_add(c[3], f[3], multiply_add(c[2], f[2], multiply_add(c[1], f[1], c[0] * f[0])));
}

/* The four coefficients of each point's cell: gathered with AVX-512, elsewhere loaded together. */
INLINE void cell_coefficients(const double *coefficients, Bits cell, Vector *c) {
#if CK_WIDTH == 8
  EACH(k, 4) c[k] = (Vector)_mm512_i64gather_pd((__m512i)cell, coefficients + k, 8);
#else
  Four row[CK_WIDTH];
  EACH(i, CK_WIDTH) row[i] = load_four(coefficients + cell[i]);
  transpose(row, c);
#endif
}

static void spline_line(const ck_spline *s, const double *q, double *value, double *gradient,
                        int32_t lanes) {
  const Vector confinement = splat(s->confinement);
  for (int l = 0; l < lanes; l += CK_WIDTH) {
    const SplineAxis x = spline_axis(s, 0, load(q + l));
    const Vector force = confinement * x.beyond;
    Vector c[4];
    cell_coefficients(s->coefficients, x.cell, c);
    if (value) store(value + l, multiply_add(0.5 * force, x.beyond, spline_sum(c, x.value)));
    if (gradient) store(gradient + l, spline_sum(c, x.slope) + force);
  }
}

/* Points that go through the stages below together, so that no stage waits for the one before. */
enum { SPLINE_CHUNK = 32 };

typedef struct {
  double value[4][SPLINE_CHUNK], slope[4][SPLINE_CHUNK], force[SPLINE_CHUNK], wall[SPLINE_CHUNK];
} SplineFactors;

INLINE Bits store_factors(const ck_spline *s, const int axis, const double *q, int l,
                          SplineFactors *f) {
  const SplineAxis a = spline_axis(s, axis, load(q + l));
  const Vector force = s->confinement * a.beyond;
  EACH(k, 4) {
    store(f->value[k] + l, a.value[k]);
    store(f->slope[k] + l, a.slope[k]);
  }
  store(f->force + l, force);
  store(f->wall + l, 0.5 * force * a.beyond);
  return a.cell;
}

/* Point by point, four rows of four coefficients are summed over the first coordinate, once with its
   functions and once with their slopes; the sums over the second coordinate are those of vectors
   of points again. */
static void spline_plane(const ck_spline *s, const double *q, double *value, double *gradient,
                         int32_t lanes) {
  const int64_t stride = s->cells[1] + 3;
  SplineFactors x, y;
  Four values[SPLINE_CHUNK], slopes[SPLINE_CHUNK];
  int64_t first[SPLINE_CHUNK];
  for (int from = 0; from < lanes; from += SPLINE_CHUNK) {
    const int count = lanes - from < SPLINE_CHUNK ? lanes - from : SPLINE_CHUNK;
    for (int l = 0; l < count; l += CK_WIDTH) {
      const Bits i = store_factors(s, 0, q + from, l, &x);
      const Bits j = store_factors(s, 1, q + CK_BLOCK + from, l, &y);
      store((double *)(first + l), vector(i * stride + j));
    }
    for (int i = 0; i < count; i++) {
      const double *const c = s->coefficients + first[i];
      Four v = (Four)x.value[0][i] * load_four(c), d = (Four)x.slope[0][i] * load_four(c);
      EACH(k, 4) {
        if (k == 0) continue;
        const Four row = load_four(c + k * stride);
        v = multiply_add_four((Four)x.value[k][i], row, v);
        d = multiply_add_four((Four)x.slope[k][i], row, d);
      }
      values[i] = v, slopes[i] = d;
    }
    for (int l = 0; l < count; l += CK_WIDTH) {
      Vector v[4], d[4], functions[4], derivatives[4];
      EACH(k, 4) functions[k] = load(y.value[k] + l), derivatives[k] = load(y.slope[k] + l);
      transpose(values + l, v);
      if (value)
        store(value + from + l, spline_sum(v, functions) + load(x.wall + l) + load(y.wall + l));
      if (gradient) {
        double *const g = gradient + from + l;
        transpose(slopes + l, d);
        store(g, spline_sum(d, functions) + load(x.force + l));
        store(g + CK_BLOCK, spline_sum(v, derivatives) + load(y.force + l));
      }
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
