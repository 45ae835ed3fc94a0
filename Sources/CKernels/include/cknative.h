/* What a kernel that is compiled at run time is made of (native.inc.h). */
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  const char *name, *text;
} ck_source;

/* The file number `index` of those that such a kernel includes; null beyond the last. */
const ck_source *ck_native_source(int32_t index);

#ifdef __cplusplus
}
#endif
