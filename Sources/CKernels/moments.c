#include "ckmoments.h"

void ck_add(int32_t lanes, const double *restrict a, double *restrict sum) {
  for (int32_t l = 0; l < lanes; l++) sum[l] += a[l];
}

void ck_add_product(int32_t lanes, const double *a, const double *b, double *restrict sum) {
  for (int32_t l = 0; l < lanes; l++) sum[l] += a[l] * b[l];
}

void ck_add_fourth_power(int32_t lanes, const double *restrict a, double *restrict sum) {
  for (int32_t l = 0; l < lanes; l++) {
    double s = a[l] * a[l];
    sum[l] += s * s;
  }
}

void ck_update_range(int32_t lanes, const double *restrict x, double *restrict lower,
                     double *restrict upper) {
  for (int32_t l = 0; l < lanes; l++) {
    lower[l] = x[l] < lower[l] ? x[l] : lower[l];
    upper[l] = x[l] > upper[l] ? x[l] : upper[l];
  }
}
