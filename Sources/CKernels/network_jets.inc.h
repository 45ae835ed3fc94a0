/* Jets through a layer's activation, forwards and in reverse. The activation itself does not show: its
   derivatives, with a dropout mask in them, were left by the sweep over the values. */

static void NAME(push)(int32_t order, ck_sheet sheet, const void *d_, const void *a_, const void *k_,
                       void *z_) {
  const REAL *const d = d_, *const a = a_, *const k = k_;
  REAL *const z = z_;
  const intptr_t distance = (intptr_t)sheet.units * sheet.stride;
  EACH_UNIT EACH_SAMPLE {
    const intptr_t i0 = u * sheet.stride + s, i1 = i0 + distance, i2 = i1 + distance;
    const RV d1 = RLOAD(d + i0), a1 = RLOAD(a + i1);
    const RV z1 = d1 * a1;
    RSTORE(z + i1, k ? z1 + RLOAD(k + i1) : z1);
    if (order > 1) {
      const RV z2 = RFMA(RLOAD(d + i1) * a1, a1, d1 * RLOAD(a + i2));
      RSTORE(z + i2, k ? z2 + RLOAD(k + i2) : z2);
    }
  }
}

/* `order` is a constant after inlining. All of l is read before p is written, vector by vector. */
INLINE void NAME(pull_order)(const int order, const ck_sheet sheet, const REAL *d, const REAL *a,
                             const REAL *l, REAL *p, REAL *sum) {
  const intptr_t distance = (intptr_t)sheet.units * sheet.stride;
  EACH_UNIT {
    RV total = RSPLAT(0);
    EACH_SAMPLE {
      const intptr_t i0 = u * sheet.stride + s, i1 = i0 + distance, i2 = i1 + distance;
      const RV d1 = RLOAD(d + i0);
      RV p0 = d1 * RLOAD(l + i0);
      if (order > 0) {
        const RV d2 = RLOAD(d + i1), a1 = RLOAD(a + i1), l1 = RLOAD(l + i1);
        const RV d2a1 = d2 * a1;
        RV p1 = d1 * l1;
        p0 = RFMA(d2a1, l1, p0);
        if (order > 1) {
          const RV d3 = RLOAD(d + i2), a2 = RLOAD(a + i2), l2 = RLOAD(l + i2);
          p0 = RFMA(RFMA(d3 * a1, a1, d2 * a2), l2, p0);
          p1 = RFMA(2 * d2a1, l2, p1);
          RSTORE(p + i2, d1 * l2);
        }
        RSTORE(p + i1, p1);
      }
      RSTORE(p + i0, p0);
      total += p0;
    }
    if (sum) sum[u] += NAME(sum)(total);
  }
}

static void NAME(pull)(int32_t order, ck_sheet sheet, const void *d, const void *a, const void *l,
                       void *p, void *sum) {
  if (order == 0) NAME(pull_order)(0, sheet, d, a, l, p, sum);
  else if (order == 1) NAME(pull_order)(1, sheet, d, a, l, p, sum);
  else NAME(pull_order)(2, sheet, d, a, l, p, sum);
}

static void NAME(add_rows)(ck_sheet sheet, const void *x_, void *sum_) {
  const REAL *const x = x_;
  REAL *const sum = sum_;
  EACH_UNIT {
    RV total = RSPLAT(0);
    EACH_SAMPLE total += RLOAD(x + u * sheet.stride + s);
    sum[u] += NAME(sum)(total);
  }
}

static void NAME(add)(int64_t count, const void *from_, void *to_) {
  const REAL *const from = from_;
  REAL *const to = to_;
  int64_t i = 0;
  for (; i + REALS <= count; i += REALS) RSTORE(to + i, RLOAD(to + i) + RLOAD(from + i));
  for (; i < count; i++) to[i] += from[i];
}
