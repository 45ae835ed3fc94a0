/* The kernels with AVX2: the same source as the baseline, compiled for this instruction set by an
   attribute, so that no compiler flag is needed. */
#include "tables.h"

#if defined(__x86_64__)
#include <math.h>
#include <string.h>

#define CK_TABLE ck_table_avx2
#define CK_FLOAT_TABLE ck_float_table_avx2
#define CK_DOUBLE_TABLE ck_double_table_avx2
#define CK_WIDTH 4
#define CK_FMA 1
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "kernels.inc.h"
#pragma clang attribute pop
#endif
