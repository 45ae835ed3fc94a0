/* One table of kernels per instruction set; those of other machines are absent. */
#pragma once
#include "ckernels.h"

extern const ck_kernels ck_table_baseline;
extern const ck_network ck_float_table_baseline, ck_double_table_baseline;
#if defined(__x86_64__)
extern const ck_kernels ck_table_avx2;
extern const ck_network ck_float_table_avx2, ck_double_table_avx2;
extern const ck_kernels ck_table_avx512;
extern const ck_network ck_float_table_avx512, ck_double_table_avx512;
#endif
