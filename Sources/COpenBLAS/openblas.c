#define _GNU_SOURCE
#include "openblas.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)

/* What OpenBLAS names a processor that it does not know, and the families from before AVX2. */
static int is_outdated(const char *name) {
  static const char *const outdated[] = {"Unknown", "Generic", "Katmai", "Coppermine", "Northwood",
                                         "Prescott", "Banias", "Atom", "Core2", "Penryn",
                                         "Dunnington", "Nehalem"};
  for (size_t n = 0; n < sizeof outdated / sizeof *outdated; n++)
    if (strcmp(name, outdated[n]) == 0) return 1;
  return 0;
}

/* The newest kernels of OpenBLAS 0.3 that this processor runs, or null. */
static const char *newest_core(void) {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma"))
    return "SKYLAKEX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "HASWELL";
  return NULL;
}

const char *openblas_select_core(void) {
  static const char variable[] = "OPENBLAS_CORETYPE";
  void (*quit)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "gotoblas_dynamic_quit");
  void (*init)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "gotoblas_dynamic_init");
  const char *core = newest_core();
  if (quit && init && core && !getenv(variable) && is_outdated(openblas_get_corename()) &&
      setenv(variable, core, 1) == 0) {
    quit();
    init();
    unsetenv(variable);
  }
  return openblas_get_corename();
}

#else

const char *openblas_select_core(void) { return openblas_get_corename(); }

#endif
