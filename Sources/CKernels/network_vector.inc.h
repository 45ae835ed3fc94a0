/* Vectors of the numbers that a network computes with: of float where CK_REAL_BITS is 32, of double where
   it is 64. Included once for each; NAME makes the names of the two apart. A vector of float has as many bits
   as one of double, so whole vectors make up CK_NETWORK_LANES in either. */
#undef REAL
#undef REALS
#undef NAME
#undef REAL_FUNCTION
#if CK_REAL_BITS == 32
#define REAL float
#define REALS (2 * CK_WIDTH)
#define NAME(name) name##_float
#define REAL_FUNCTION(name) float_##name
typedef int32_t NAME(RealBits) __attribute__((ext_vector_type(REALS)));
#else
#define REAL double
#define REALS CK_WIDTH
#define NAME(name) name##_double
#define REAL_FUNCTION(name) double_##name
typedef int64_t NAME(RealBits) __attribute__((ext_vector_type(REALS)));
#endif

typedef REAL NAME(Reals) __attribute__((ext_vector_type(REALS)));
typedef REAL NAME(UnalignedReals)
    __attribute__((ext_vector_type(REALS), aligned(sizeof(REAL)), may_alias));

#ifndef RV
/* The types and functions of the current REAL. */
#define RV NAME(Reals)
#define RLOAD(p) (*(const NAME(UnalignedReals) *)(p))
#define RSTORE(p, v) (*(NAME(UnalignedReals) *)(p) = (v))
#define RSPLAT(x) ((RV)(REAL)(x))
/* a * b + c and c - a * b: fused where the instruction set has it. */
#if CK_FMA
#define RFMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#define RFNMA(a, b, c) __builtin_elementwise_fma(-(a), b, c)
#else
#define RFMA(a, b, c) ((a) * (b) + (c))
#define RFNMA(a, b, c) ((c) - (a) * (b))
#endif
/* For each vector s of samples of a sheet; for each unit u. */
#define EACH_UNIT for (intptr_t u = 0; u < sheet.units; u++)
#define EACH_SAMPLE for (intptr_t s = 0; s < sheet.samples; s += REALS)
#endif

/* The sum of a vector's lanes, by halves. */
INLINE REAL NAME(sum)(RV v) {
  REAL x[REALS];
  memcpy(x, &v, sizeof x);
  _Pragma("clang loop unroll(full)") for (int half = REALS / 2; half; half /= 2) {
    _Pragma("clang loop unroll(full)") for (int i = 0; i < half; i++) x[i] += x[i + half];
  }
  return x[0];
}
