/* The kernels with what every machine of the architecture has: SSE2 on x86-64 (no fused
   multiply-add), NEON on arm64. */
#include "tables.h"

#define CK_TABLE ck_table_baseline
#define CK_FLOAT_TABLE ck_float_table_baseline
#define CK_DOUBLE_TABLE ck_double_table_baseline
#define CK_WIDTH 2
#if defined(__aarch64__)
#define CK_FMA 1
#else
#define CK_FMA 0
#endif
#include "kernels.inc.h"
