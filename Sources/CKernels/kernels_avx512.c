/* The kernels with AVX-512: the same source as the baseline, compiled for this instruction set by
   an attribute, so that no compiler flag is needed. */
#include "tables.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#define CK_TABLE ck_table_avx512
#define CK_FLOAT_TABLE ck_float_table_avx512
#define CK_DOUBLE_TABLE ck_double_table_avx512
#define CK_WIDTH 8
#define CK_FMA 1
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,fma"))), \
                             apply_to = function)
#include "kernels.inc.h"
#pragma clang attribute pop
#endif
