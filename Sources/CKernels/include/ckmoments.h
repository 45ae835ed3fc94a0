/* Moment accumulators: plain loops over the lanes of a block, one sum per lane. */
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* sum[l] += a[l] */
void ck_add(int32_t lanes, const double *a, double *sum);
/* sum[l] += a[l] * b[l] */
void ck_add_product(int32_t lanes, const double *a, const double *b, double *sum);
/* sum[l] += a[l]^4 */
void ck_add_fourth_power(int32_t lanes, const double *a, double *sum);
/* lower[l] = min(lower[l], x[l]), upper[l] = max(upper[l], x[l]) */
void ck_update_range(int32_t lanes, const double *x, double *lower, double *upper);

#ifdef __cplusplus
}
#endif
