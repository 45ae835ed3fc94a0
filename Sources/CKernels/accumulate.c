#include "ckernels.h"

/* Finite exactly when x - x is zero. */
static inline int is_finite(double x) { return x - x == 0.0; }

/* The cell of x and its local coordinate in [-1/2, 1/2]; -1 outside. */
static inline int32_t locate(const ck_acc_axis *axis, double x, double *local) {
  if (!(x >= axis->lower && x <= axis->upper)) return -1;
  double position = (x - axis->lower) * axis->scale;
  int32_t cell = (int32_t)position;
  if (cell >= axis->count) cell = axis->count - 1;
  *local = position - cell - 0.5;
  return cell;
}

void ck_acc_force_1(const ck_acc_axis *axes, const double *m, const double *g, int32_t first,
                    int32_t end, double *cells, double *products, ck_acc_totals *totals) {
  const double *x = m + (int64_t)axes[0].component * CK_BLOCK;
  const double *gx = g + (int64_t)axes[0].component * CK_BLOCK;
  for (int32_t w = first; w < end; w++) {
    double f = gx[w], u;
    if (!is_finite(x[w]) || !is_finite(f)) {
      totals->not_finite += 1.0;
      continue;
    }
    int32_t i = locate(&axes[0], x[w], &u);
    if (i < 0) {
      totals->outside += 1.0;
      continue;
    }
    totals->inside += 1.0;
    products[0] += f * f;
    double *cell = cells + (int64_t)i * CK_ACC_CELL_1;
    double u2 = u * u;
    cell[0] += 1.0;
    cell[1] += u;
    cell[2] += u2;
    cell[3] += u2 * u;
    cell[4] += u2 * u2;
    cell[5] += f;
    cell[6] += f * u;
    cell[7] += f * u2;
  }
}

/* Adds one sample to its cell. Rows of eight and four keep the loops free of remainders for any
   vector width. */
static inline void add_to_cell(double *restrict cell, double u, double v, double fx, double fy) {
  double v2 = v * v;
  double powers[8] = {1.0, v, v2, v2 * v, v2 * v2, v2 * v2 * v, v2 * v2 * v2, 0.0};
  double scale = 1.0;
  for (int a = 0; a < 7; a++) {
    for (int b = 0; b < 8; b++) cell[a * 8 + b] += scale * powers[b];
    if (a < 4) {
      double sx = fx * scale, sy = fy * scale;
      for (int b = 0; b < 4; b++) cell[56 + a * 4 + b] += sx * powers[b];
      for (int b = 0; b < 4; b++) cell[72 + a * 4 + b] += sy * powers[b];
    }
    scale *= u;
  }
}

void ck_acc_force_2(const ck_acc_axis *axes, const double *m, const double *g, int32_t first,
                    int32_t end, double *cells, double *products, ck_acc_totals *totals) {
  const double *x = m + (int64_t)axes[0].component * CK_BLOCK;
  const double *y = m + (int64_t)axes[1].component * CK_BLOCK;
  const double *gx = g + (int64_t)axes[0].component * CK_BLOCK;
  const double *gy = g + (int64_t)axes[1].component * CK_BLOCK;
  /* All cells are found first: they are far apart in memory, and asking for them early hides the
     latency. */
  int64_t place[CK_BLOCK];
  double u[CK_BLOCK], v[CK_BLOCK];
  int32_t lane[CK_BLOCK], live = 0;
  for (int32_t w = first; w < end; w++) {
    if (!is_finite(x[w]) || !is_finite(y[w]) || !is_finite(gx[w]) || !is_finite(gy[w])) {
      totals->not_finite += 1.0;
      continue;
    }
    int32_t i = locate(&axes[0], x[w], &u[live]), j = locate(&axes[1], y[w], &v[live]);
    if (i < 0 || j < 0) {
      totals->outside += 1.0;
      continue;
    }
    lane[live] = w;
    place[live++] = ((int64_t)i * axes[1].count + j) * CK_ACC_CELL_2;
  }
  totals->inside += live;
  enum { AHEAD = 4, LINE = 8 };
  for (int32_t k = 0; k < live; k++) {
    if (k + AHEAD < live) {
      const double *next = cells + place[k + AHEAD];
      for (int32_t i = 0; i < CK_ACC_CELL_2; i += LINE) __builtin_prefetch(next + i, 1);
    }
    double fx = gx[lane[k]], fy = gy[lane[k]];
    products[0] += fx * fx;
    products[1] += fx * fy;
    products[2] += fx * fy;
    products[3] += fy * fy;
    add_to_cell(cells + place[k], u[k], v[k], fx, fy);
  }
}
