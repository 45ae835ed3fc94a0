/* Choice of the instruction set at run time. */
#include "scratch.h"
#include "tables.h"
#include <stddef.h>

const ck_kernels *ck_kernels_for(ck_isa isa) {
  switch (isa) {
  case CK_ISA_BASELINE: return &ck_table_baseline;
#if defined(__x86_64__)
  case CK_ISA_AVX2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &ck_table_avx2 : NULL;
  case CK_ISA_AVX512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma")
               ? &ck_table_avx512
               : NULL;
#endif
  default: return NULL;
  }
}

const ck_network *ck_network_for(ck_isa isa, ck_real real) {
  const int is_float = real == CK_REAL_FLOAT;
  if (!ck_kernels_for(isa)) return NULL;
  switch (isa) {
  case CK_ISA_BASELINE: return is_float ? &ck_float_table_baseline : &ck_double_table_baseline;
#if defined(__x86_64__)
  case CK_ISA_AVX2: return is_float ? &ck_float_table_avx2 : &ck_double_table_avx2;
  case CK_ISA_AVX512: return is_float ? &ck_float_table_avx512 : &ck_double_table_avx512;
#endif
  default: return NULL;
  }
}

ck_isa ck_best_isa(void) {
  if (ck_kernels_for(CK_ISA_AVX512)) return CK_ISA_AVX512;
  if (ck_kernels_for(CK_ISA_AVX2)) return CK_ISA_AVX2;
  return CK_ISA_BASELINE;
}

const char *ck_isa_name(ck_isa isa) {
  switch (isa) {
#if defined(__aarch64__)
  case CK_ISA_BASELINE: return "NEON";
#elif defined(__x86_64__)
  case CK_ISA_BASELINE: return "SSE2";
#else
  case CK_ISA_BASELINE: return "baseline";
#endif
  case CK_ISA_AVX2: return "AVX2";
  case CK_ISA_AVX512: return "AVX-512";
  default: return "unknown";
  }
}

int64_t ck_scratch_size(const ck_field *field) {
  const int64_t d = field->dimension;
  const int64_t blocks = ck_scratch_registers(field) + 2 * d + ck_scratch_noise(field);
  return blocks * CK_BLOCK + (d + 7) / 8 * 8; /* pointers in whole cache lines */
}
