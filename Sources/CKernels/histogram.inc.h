/* Counts per bin. The bins of all lanes are found first, vector by vector; then each takes its one. */

/* The bin of x along an axis; -1 outside. */
INLINE Bits locate_bin(const ck_acc_axis *axis, Vector x) {
  const Bits inside = (x >= axis->lower) & (x <= axis->upper);
  const Vector position = inside ? (x - axis->lower) * axis->scale : splat(0);
  const Bits bin = __builtin_convertvector(position, Bits);
  return inside ? (bin < axis->count ? bin : axis->count - 1) : (Bits)(-1);
}

/* Whether a number is finite: exactly then x - x is zero. */
INLINE Bits is_finite(Vector x) { return x - x == 0; }

static void histogram(const ck_acc_axis *axes, int32_t dimension, const double *q, int32_t first,
                      int32_t end, double *counts, ck_acc_totals *totals) {
  const double *const x = q + (int64_t)axes[0].component * CK_BLOCK;
  const double *const y = q + (int64_t)axes[dimension - 1].component * CK_BLOCK;
  int64_t bins[CK_BLOCK];
  /* Whole vectors, of which lanes outside first ..< end are not counted. */
  for (int w = first / CK_WIDTH * CK_WIDTH; w < end; w += CK_WIDTH) {
    const Vector a = load(x + w), b = load(y + w);
    Bits bin = locate_bin(&axes[0], a);
    if (dimension == 2) {
      const Bits other = locate_bin(&axes[1], b);
      bin = ((bin < 0) | (other < 0)) ? (Bits)(-1) : bin * axes[1].count + other;
    }
    bin = is_finite(a) & is_finite(b) ? bin : (Bits)(-2);
    memcpy(bins + w, &bin, sizeof bin);
  }
  int64_t inside = 0, outside = 0;
  for (int w = first; w < end; w++) {
    if (bins[w] >= 0) {
      inside++;
      counts[bins[w]]++;
    } else if (bins[w] == -1) {
      outside++;
    }
  }
  totals->inside += (double)inside;
  totals->outside += (double)outside;
  totals->not_finite += (double)(end - first - inside - outside);
}
