/* Choice of the instruction set at run time. */
#include "scratch.h"
#include "tables.h"
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <strings.h>

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

/* The instruction set that the user asks for; CK_ISA_COUNT when that is none of this machine's. */
static ck_isa requested(const char *name) {
  for (ck_isa isa = 0; isa < CK_ISA_COUNT; ++isa)
    if (!strcasecmp(name, ck_isa_name(isa)) && ck_kernels_for(isa)) return isa;
  return CK_ISA_COUNT;
}

int ck_isa_request_is_valid(void) {
  const char *name = getenv(CK_ISA_VARIABLE);
  return !name || !*name || requested(name) != CK_ISA_COUNT;
}

ck_isa ck_best_isa(void) {
  /* Looked up once: a run must not change its arithmetic on the way. */
  static _Atomic int chosen = -1;
  int isa = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (isa >= 0) return (ck_isa)isa;
  const char *name = getenv(CK_ISA_VARIABLE);
  isa = name && *name ? (int)requested(name) : CK_ISA_COUNT;
  if (isa == CK_ISA_COUNT)
    isa = ck_kernels_for(CK_ISA_AVX512) ? CK_ISA_AVX512
          : ck_kernels_for(CK_ISA_AVX2) ? CK_ISA_AVX2
                                        : CK_ISA_BASELINE;
  atomic_store_explicit(&chosen, isa, memory_order_relaxed);
  return (ck_isa)isa;
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
