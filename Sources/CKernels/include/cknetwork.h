/* The inner loops of a network, in float and in double. Arrays are typeless because there is one table for
   each of the two types; `real` below is that type.

   A sheet holds one number per unit and sample: unit u of sample s at u * stride + s. Sheets of a stack
   follow each other at a distance of units * stride; a jet of order k is a stack of the value and the first
   k derivatives. Kernels work on samples 0 ..< samples of each unit, where `samples` is a multiple of
   CK_NETWORK_LANES; stride >= samples. Arrays need no more than the alignment of their type. Everything but
   sums over samples is elementwise; the order of a sum depends on `samples` and the instruction set only. */
#pragma once
#include "ckernels.h"
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { CK_NETWORK_LANES = 16 };

typedef struct {
  int32_t units, samples, stride;
} ck_sheet;

typedef enum {
  CK_ACTIVATION_TANH,
  CK_ACTIVATION_SILU,
  CK_ACTIVATION_GELU,
  CK_ACTIVATION_SOFTPLUS,
  CK_ACTIVATION_SINE,
  CK_ACTIVATION_RELU,
  CK_ACTIVATION_COUNT
} ck_activation;

typedef enum { CK_REAL_FLOAT, CK_REAL_DOUBLE } ck_real;

/* Optional arguments may be null. Accuracy in float: activations and their derivatives within
   5e-7 (1 + |x|) of the larger of one and their own magnitude; values relative to their own magnitude for
   |x| < 5. In double they are those of the C library, but for rounding. */
typedef struct {
  /* z = m s(a + b) + k, and the first `derivatives` (0 ... 3) derivatives m s', m s'', m s''' in the stack
     d. b: one number per unit; m (a dropout mask) and k (a skipped connection): sheets; all optional. */
  void (*activate)(ck_activation activation, int32_t derivatives, ck_sheet sheet, const void *a,
                   const void *b, const void *m, const void *k, void *z, void *d);
  /* The jet of z from that of a, order 1 or 2, beyond the value:
       z' = d1 a' + k',  z'' = d1 a'' + d2 a'^2 + k''
     a, k and z are jets whose values are not touched; k is optional. */
  void (*push)(int32_t order, ck_sheet sheet, const void *d, const void *a, const void *k, void *z);
  /* The reverse of activate (order 0) and push: p = dL/da from l = dL/dz, both jets,
       p = d1 l + d2 a' l' + (d2 a'' + d3 a'^2) l'',  p' = d1 l' + 2 d2 a' l'',  p'' = d1 l''
     sum (optional) receives sum over samples of p, added to what it holds, for each unit. p may be l. */
  void (*pull)(int32_t order, ck_sheet sheet, const void *d, const void *a, const void *l, void *p,
               void *sum);
  /* sum[u] += sum over samples of x. */
  void (*add_rows)(ck_sheet sheet, const void *x, void *sum);

  /* Layer normalisation n = g c r + b, c = a + bias - mean, r = (mean c^2 + epsilon)^(-1/2), means over
     units. `a` becomes c. `moments` holds CK_NORM_MOMENTS rows of `stride`. */
  void (*normalise)(ck_sheet sheet, const void *bias, const void *g, const void *b, double epsilon,
                    void *a, void *n, void *moments);
  /* Its jets beyond the value, order 1 or 2; derivatives of a become those of c. */
  void (*normalise_push)(int32_t order, ck_sheet sheet, const void *g, void *c, void *n,
                         void *moments);
  /* The reverse, in place: p = dL/dn becomes dL/da. Optional sums over samples: g_sum += dL/dg,
     b_sum += dL/db, sum += dL/dbias. */
  void (*normalise_pull)(int32_t order, ck_sheet sheet, const void *g, const void *c,
                         const void *moments, void *p, void *g_sum, void *b_sum, void *sum);

  /* Fourier features of the phases f (units = frequencies): the cosines, then the sines, a sheet of twice
     the units. */
  void (*waves)(ck_sheet sheet, const void *f, void *z);
  /* Their jets beyond the value, order 1 or 2, for phases that are linear (f'' = 0). */
  void (*waves_push)(int32_t order, ck_sheet sheet, const void *f, void *z);
  /* The reverse of the value: p = dL/df from l = dL/dz. */
  void (*waves_pull)(ck_sheet sheet, const void *z, const void *l, void *p);

  /* Dropout masks: 0 with probability threshold / 65536, else `keep`. The unit's number, first_unit + u, and
     the sample's row decide, by Philox4x32-10 with counter (row, unit / 8), whose 16-bit pieces serve 8
     units, the lowest first. first_unit is a multiple of 8. */
  void (*drop)(const uint32_t key[2], const int64_t *rows, int64_t first_unit, ck_sheet sheet,
               int32_t threshold, double keep, void *mask);
  /* out[s * out_stride + u] = x[u * stride + s]. */
  void (*transpose)(ck_sheet sheet, const void *x, void *out, int32_t out_stride);
  /* to[i] += from[i]. */
  void (*add)(int64_t count, const void *from, void *to);
} ck_network;

enum { CK_NORM_MOMENTS = 5 };

/* Tells the processor that a loop waits for another thread. */
static inline void ck_spin_hint(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Null when the machine lacks the instruction set. */
const ck_network *ck_network_for(ck_isa isa, ck_real real);

#ifdef __cplusplus
}
#endif
