/* Fourier features, dropout masks and transposition. */

static void NAME(waves)(ck_sheet sheet, const void *f_, void *z_) {
  const REAL *const f = f_;
  REAL *const z = z_;
  const intptr_t distance = (intptr_t)sheet.units * sheet.stride;
  EACH_UNIT EACH_SAMPLE {
    const intptr_t i = u * sheet.stride + s;
    RV sine, cosine;
    REAL_FUNCTION(sine_cosine)(RLOAD(f + i), &sine, &cosine);
    RSTORE(z + i, cosine);
    RSTORE(z + distance + i, sine);
  }
}

static void NAME(waves_push)(int32_t order, ck_sheet sheet, const void *f_, void *z_) {
  const REAL *const f = f_;
  REAL *const z = z_;
  const intptr_t distance = (intptr_t)sheet.units * sheet.stride;
  EACH_UNIT EACH_SAMPLE {
    const intptr_t i = u * sheet.stride + s;
    const RV f1 = RLOAD(f + distance + i), c = RLOAD(z + i), n = RLOAD(z + distance + i);
    const RV c1 = -n * f1, n1 = c * f1;
    RSTORE(z + 2 * distance + i, c1);
    RSTORE(z + 3 * distance + i, n1);
    if (order > 1) {
      RSTORE(z + 4 * distance + i, -n1 * f1);
      RSTORE(z + 5 * distance + i, c1 * f1);
    }
  }
}

static void NAME(waves_pull)(ck_sheet sheet, const void *z_, const void *l_, void *p_) {
  const REAL *const z = z_, *const l = l_;
  REAL *const p = p_;
  const intptr_t distance = (intptr_t)sheet.units * sheet.stride;
  EACH_UNIT EACH_SAMPLE {
    const intptr_t i = u * sheet.stride + s;
    const RV c = RLOAD(z + i), n = RLOAD(z + distance + i);
    RSTORE(p + i, RFNMA(n, RLOAD(l + i), c * RLOAD(l + distance + i)));
  }
}

static void NAME(drop)(const uint32_t key[2], const int64_t *rows, int64_t first_unit,
                       ck_sheet sheet, int32_t threshold, double keep, void *mask_) {
  typedef REAL Part __attribute__((ext_vector_type(CK_WIDTH)));
  typedef REAL UnalignedPart
      __attribute__((ext_vector_type(CK_WIDTH), aligned(sizeof(REAL)), may_alias));
  typedef int64_t UnalignedWords
      __attribute__((ext_vector_type(CK_WIDTH), aligned(8), may_alias));
  REAL *const mask = mask_;
  const PhiloxKeys keys = philox_keys(key);
  for (int32_t u = 0; u < sheet.units; u += 8) {
    for (intptr_t s = 0; s < sheet.samples; s += CK_WIDTH) {
      const Words row = (Words) * (const UnalignedWords *)(rows + s);
      Words pieces[2];
      philox_group(1, &keys, &row, (uint64_t)(first_unit + u) / 8, &pieces[0], &pieces[1]);
      for (int32_t n = 0; n < 8 && u + n < sheet.units; n++) {
        const Bits piece = (Bits)((pieces[n / 4] >> (16 * (n % 4))) & 0xffff);
        const Vector kept = piece < (int64_t)threshold ? splat(0) : splat(keep);
        *(UnalignedPart *)(mask + (intptr_t)(u + n) * sheet.stride + s) =
            __builtin_convertvector(kept, Part);
      }
    }
  }
}

/* A square of REALS x REALS: interleaving the halves of the rows log2(REALS) times transposes. */
#define LOW(n) n, n + REALS
#define HIGH(n) n + REALS / 2, n + REALS / 2 + REALS
#if REALS == 16
#define PAIRS(p) p(0), p(1), p(2), p(3), p(4), p(5), p(6), p(7)
#elif REALS == 8
#define PAIRS(p) p(0), p(1), p(2), p(3)
#elif REALS == 4
#define PAIRS(p) p(0), p(1)
#else
#define PAIRS(p) p(0)
#endif

INLINE void NAME(transpose_square)(const REAL *x, intptr_t stride, REAL *out, intptr_t out_stride) {
  RV rows[REALS], next[REALS];
  EACH(n, REALS) rows[n] = RLOAD(x + n * stride);
  _Pragma("clang loop unroll(full)") for (int size = 1; size < REALS; size *= 2) {
    EACH(n, REALS / 2) {
      next[2 * n] = __builtin_shufflevector(rows[n], rows[n + REALS / 2], PAIRS(LOW));
      next[2 * n + 1] = __builtin_shufflevector(rows[n], rows[n + REALS / 2], PAIRS(HIGH));
    }
    EACH(n, REALS) rows[n] = next[n];
  }
  EACH(n, REALS) RSTORE(out + n * out_stride, rows[n]);
}
#undef LOW
#undef HIGH
#undef PAIRS

static void NAME(transpose)(ck_sheet sheet, const void *x_, void *out_, int32_t out_stride) {
  const REAL *const x = x_;
  REAL *const out = out_;
  const intptr_t whole = sheet.units / REALS * REALS;
  EACH_SAMPLE {
    for (intptr_t u = 0; u < whole; u += REALS)
      NAME(transpose_square)(x + u * sheet.stride + s, sheet.stride, out + s * out_stride + u,
                             out_stride);
    for (intptr_t u = whole; u < sheet.units; u++)
      for (intptr_t i = s; i < s + REALS; i++) out[i * out_stride + u] = x[u * sheet.stride + i];
  }
}
