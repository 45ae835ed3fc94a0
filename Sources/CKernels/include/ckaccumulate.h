/* Accumulators of the regressors: the normal equations of the force regression; histograms are among the
   kernels of each instruction set. Each takes lanes first ..< end of a block (component i of lane w at x[i * CK_BLOCK + w]) and adds them to
   memory that belongs to one cohort, so cohorts may be accumulated from different threads at once.
   Plain C without intrinsics; sums are taken in the order of the lanes. */
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Equal cells on [lower, upper]; `scale` is count / (upper - lower). The upper end belongs to the
   last cell. */
typedef struct {
  double lower, upper, scale;
  int32_t count;
  int32_t component; /* which component of the block lies along this axis */
} ck_acc_axis;

/* What became of the samples. A sample with a component that is not finite is only counted. */
typedef struct {
  double inside, outside, not_finite;
} ck_acc_totals;

/* The moments of the normal equations. In a knot cell cubic B-splines are polynomials of the local
   coordinate u in [-1/2, 1/2] (from the centre of the cell, in cell widths), so sums of powers of u
   hold all that the 4x4 (or 16x16) block of the cell needs, with far fewer numbers.

   1-D, CK_ACC_CELL_1 doubles per cell: sum u^a for a = 0...4, then sum g u^a for a = 0...2.
   2-D, CK_ACC_CELL_2 doubles per cell: sum u^a v^b at [a * 8 + b], a, b = 0...6 (b = 7 is unused),
   then sum gx u^a v^b at [56 + a * 4 + b], and sum gy u^a v^b at [72 + a * 4 + b], a, b = 0...3.

   `products` (dimension x dimension, row-major) receives the sums of g_i g_j over the samples inside. */
enum { CK_ACC_CELL_1 = 8, CK_ACC_CELL_2 = 88 };
void ck_acc_force_1(const ck_acc_axis *axes, const double *m, const double *g, int32_t first,
                    int32_t end, double *cells, double *products, ck_acc_totals *totals);
void ck_acc_force_2(const ck_acc_axis *axes, const double *m, const double *g, int32_t first,
                    int32_t end, double *cells, double *products, ck_acc_totals *totals);

#ifdef __cplusplus
}
#endif
