/* Layer normalisation of jets, forwards and in reverse. With c the centred jet, means over units:

     v  = mean c^2 + epsilon      v' = 2 mean c c'               v'' = 2 mean (c'^2 + c c'')
     r  = v^(-1/2)                r' = -r^3 v' / 2               r'' = 3/4 r^5 v'^2 - r^3 v'' / 2
     x  = c r                     x' = c' r + c r'               x'' = c'' r + 2 c' r' + c r''
     n  = g x + b                 n' = g x'                      n'' = g x''

   The rows of `moments` are r, r', r'', v', v''. All statements act on the samples of one vector. */

#define MOMENT(n) (moments + (n) * (intptr_t)sheet.stride + s)

/* Subtracts the mean over units from a, after adding the bias if there is one. */
INLINE void NAME(centre)(const ck_sheet sheet, const intptr_t s, const REAL *bias, REAL *a) {
  RV mean = RSPLAT(0);
  EACH_UNIT mean += RLOAD(a + u * sheet.stride + s) + (bias ? RSPLAT(bias[u]) : RSPLAT(0));
  mean /= RSPLAT(sheet.units);
  EACH_UNIT {
    REAL *const at = a + u * sheet.stride + s;
    RSTORE(at, RLOAD(at) + (bias ? RSPLAT(bias[u]) : RSPLAT(0)) - mean);
  }
}

INLINE RV NAME(mean_product)(const ck_sheet sheet, const intptr_t s, const REAL *a, const REAL *b) {
  RV sum = RSPLAT(0);
  EACH_UNIT sum = RFMA(RLOAD(a + u * sheet.stride + s), RLOAD(b + u * sheet.stride + s), sum);
  return sum / RSPLAT(sheet.units);
}

static void NAME(normalise)(ck_sheet sheet, const void *bias, const void *g_, const void *b_,
                            double epsilon, void *a_, void *n_, void *moments_) {
  const REAL *const g = g_, *const b = b_;
  REAL *const a = a_, *const n = n_, *const moments = moments_;
  EACH_SAMPLE {
    NAME(centre)(sheet, s, bias, a);
    const RV v = NAME(mean_product)(sheet, s, a, a) + RSPLAT(epsilon);
    const RV r = RSPLAT(1) / __builtin_elementwise_sqrt(v);
    RSTORE(MOMENT(0), r);
    EACH_UNIT {
      const intptr_t i = u * sheet.stride + s;
      RSTORE(n + i, RFMA(RSPLAT(g[u]), RLOAD(a + i) * r, RSPLAT(b[u])));
    }
  }
}

static void NAME(normalise_push)(int32_t order, ck_sheet sheet, const void *g_, void *c_, void *n_,
                                 void *moments_) {
  const REAL *const g = g_;
  REAL *const c0 = c_, *const n = n_, *const moments = moments_;
  const intptr_t distance = (intptr_t)sheet.units * sheet.stride;
  REAL *const c1 = c0 + distance, *const c2 = c1 + distance;
  EACH_SAMPLE {
    const RV r = RLOAD(MOMENT(0)), cube = r * r * r;
    NAME(centre)(sheet, s, NULL, c1);
    const RV v1 = 2 * NAME(mean_product)(sheet, s, c0, c1), r1 = RSPLAT(-0.5) * cube * v1;
    RSTORE(MOMENT(1), r1);
    RSTORE(MOMENT(3), v1);
    RV r2 = RSPLAT(0);
    if (order > 1) {
      NAME(centre)(sheet, s, NULL, c2);
      const RV v2 =
          2 * (NAME(mean_product)(sheet, s, c1, c1) + NAME(mean_product)(sheet, s, c0, c2));
      r2 = RSPLAT(0.75) * cube * r * r * v1 * v1 - RSPLAT(0.5) * cube * v2;
      RSTORE(MOMENT(2), r2);
      RSTORE(MOMENT(4), v2);
    }
    EACH_UNIT {
      const intptr_t i = u * sheet.stride + s;
      const RV y0 = RLOAD(c0 + i), y1 = RLOAD(c1 + i), gain = RSPLAT(g[u]);
      RSTORE(n + distance + i, gain * RFMA(y1, r, y0 * r1));
      if (order > 1)
        RSTORE(n + 2 * distance + i,
               gain * RFMA(RLOAD(c2 + i), r, RFMA(2 * y1, r1, y0 * r2)));
    }
  }
}

/* The reverse. Missing orders are zeros, which the compiler removes: `order` is a constant. */
INLINE void NAME(normalise_pull_order)(const int order, const ck_sheet sheet, const REAL *g,
                                       const REAL *c, const REAL *moments, REAL *p, REAL *g_sum,
                                       REAL *b_sum, REAL *sum) {
  const intptr_t distance = (intptr_t)sheet.units * sheet.stride;
  const RV zero = RSPLAT(0);
#define AT(x, k) (order >= (k) ? RLOAD((x) + (k)*distance + i) : zero)
  /* Sums over samples, unit by unit, before p is overwritten. */
  if (g_sum || b_sum) {
    EACH_UNIT {
      RV scales = zero, shifts = zero;
      EACH_SAMPLE {
        const intptr_t i = u * sheet.stride + s;
        const RV r = RLOAD(MOMENT(0)), r1 = order > 0 ? RLOAD(MOMENT(1)) : zero;
        const RV r2 = order > 1 ? RLOAD(MOMENT(2)) : zero;
        const RV c0 = AT(c, 0), c1 = AT(c, 1), c2 = AT(c, 2), p0 = AT(p, 0);
        scales += p0 * c0 * r + AT(p, 1) * (c1 * r + c0 * r1) +
                  AT(p, 2) * (c2 * r + 2 * c1 * r1 + c0 * r2);
        shifts += p0;
      }
      if (g_sum) g_sum[u] += NAME(sum)(scales);
      if (b_sum) b_sum[u] += NAME(sum)(shifts);
    }
  }
  EACH_SAMPLE {
    const RV r = RLOAD(MOMENT(0)), r1 = order > 0 ? RLOAD(MOMENT(1)) : zero;
    const RV r2 = order > 1 ? RLOAD(MOMENT(2)) : zero, v1 = order > 0 ? RLOAD(MOMENT(3)) : zero;
    const RV v2 = order > 1 ? RLOAD(MOMENT(4)) : zero;
    /* Adjoints of r, r', r''. */
    RV R0 = zero, R1 = zero, R2 = zero;
    EACH_UNIT {
      const intptr_t i = u * sheet.stride + s;
      const RV gain = RSPLAT(g[u]);
      const RV x0 = gain * AT(p, 0), x1 = gain * AT(p, 1), x2 = gain * AT(p, 2);
      const RV c0 = AT(c, 0), c1 = AT(c, 1), c2 = AT(c, 2);
      R0 += x0 * c0 + x1 * c1 + x2 * c2;
      R1 += x1 * c0 + 2 * x2 * c1;
      R2 += x2 * c0;
    }
    /* Adjoints of v, v', v'', over the number of units. */
    const RV square = r * r, cube = square * r, scale = RSPLAT(1) / RSPLAT(sheet.units);
    R0 += RSPLAT(-1.5) * square * v1 * R1 +
          (RSPLAT(3.75) * square * square * v1 * v1 - RSPLAT(1.5) * square * v2) * R2;
    const RV V0 = RSPLAT(-0.5) * cube * R0 * scale;
    const RV V1 = (RSPLAT(1.5) * cube * square * v1 * R2 - RSPLAT(0.5) * cube * R1) * scale;
    const RV V2 = RSPLAT(-0.5) * cube * R2 * scale;
    RV mean0 = zero, mean1 = zero, mean2 = zero;
    EACH_UNIT {
      const intptr_t i = u * sheet.stride + s;
      const RV gain = RSPLAT(g[u]);
      const RV x0 = gain * AT(p, 0), x1 = gain * AT(p, 1), x2 = gain * AT(p, 2);
      const RV c0 = AT(c, 0), c1 = AT(c, 1), c2 = AT(c, 2);
      const RV p0 = x0 * r + x1 * r1 + x2 * r2 + 2 * (c0 * V0 + c1 * V1 + c2 * V2);
      RSTORE(p + i, p0);
      mean0 += p0;
      if (order > 0) {
        const RV p1 = x1 * r + 2 * x2 * r1 + 2 * c0 * V1 + 4 * c1 * V2;
        RSTORE(p + distance + i, p1);
        mean1 += p1;
      }
      if (order > 1) {
        const RV p2 = x2 * r + 2 * c0 * V2;
        RSTORE(p + 2 * distance + i, p2);
        mean2 += p2;
      }
    }
    EACH_UNIT {
      const intptr_t i = u * sheet.stride + s;
      RSTORE(p + i, RLOAD(p + i) - mean0 * scale);
      if (order > 0) RSTORE(p + distance + i, RLOAD(p + distance + i) - mean1 * scale);
      if (order > 1) RSTORE(p + 2 * distance + i, RLOAD(p + 2 * distance + i) - mean2 * scale);
    }
  }
#undef AT
  if (sum) NAME(add_rows)(sheet, p, sum);
}

static void NAME(normalise_pull)(int32_t order, ck_sheet sheet, const void *g, const void *c,
                                 const void *moments, void *p, void *g_sum, void *b_sum,
                                 void *sum) {
  if (order == 0) NAME(normalise_pull_order)(0, sheet, g, c, moments, p, g_sum, b_sum, sum);
  else if (order == 1) NAME(normalise_pull_order)(1, sheet, g, c, moments, p, g_sum, b_sum, sum);
  else NAME(normalise_pull_order)(2, sheet, g, c, moments, p, g_sum, b_sum, sum);
}
#undef MOMENT
