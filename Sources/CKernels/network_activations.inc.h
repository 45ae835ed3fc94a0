/* Activations over a sheet: one pass that adds the bias and leaves the value and as many derivatives as
   wanted. */
#if CK_REAL_BITS == 32
#include "activation_float.inc.h"
#else
#include "activation_double.inc.h"
#endif

INLINE NAME(ActivationJet) REAL_FUNCTION(relu)(RV x) {
  const RV zero = RSPLAT(0);
  return (NAME(ActivationJet)){x < zero ? zero : x, x > zero ? RSPLAT(1) : zero, zero, zero};
}

INLINE NAME(ActivationJet) NAME(activation)(const ck_activation activation, RV x) {
  switch (activation) {
  case CK_ACTIVATION_SILU: return REAL_FUNCTION(silu)(x);
  case CK_ACTIVATION_GELU: return REAL_FUNCTION(gelu)(x);
  case CK_ACTIVATION_SOFTPLUS: return REAL_FUNCTION(softplus)(x);
  case CK_ACTIVATION_SINE: return REAL_FUNCTION(sine)(x);
  case CK_ACTIVATION_RELU: return REAL_FUNCTION(relu)(x);
  default: return REAL_FUNCTION(tanh)(x);
  }
}

/* The sweep, for an activation and a number of derivatives that are constants after inlining. */
INLINE void NAME(sweep)(const ck_activation activation, const int derivatives, const ck_sheet sheet,
                        const REAL *a, const REAL *b, const REAL *m, const REAL *k, REAL *z,
                        REAL *d) {
  const intptr_t distance = (intptr_t)sheet.units * sheet.stride;
  EACH_UNIT {
    const RV bias = b ? RSPLAT(b[u]) : RSPLAT(0);
    EACH_SAMPLE {
      const intptr_t i = u * sheet.stride + s;
      NAME(ActivationJet) jet = NAME(activation)(activation, RLOAD(a + i) + bias);
      if (m) {
        const RV mask = RLOAD(m + i);
        jet.value *= mask, jet.first *= mask, jet.second *= mask, jet.third *= mask;
      }
      RSTORE(z + i, k ? jet.value + RLOAD(k + i) : jet.value);
      if (derivatives > 0) RSTORE(d + i, jet.first);
      if (derivatives > 1) RSTORE(d + distance + i, jet.second);
      if (derivatives > 2) RSTORE(d + 2 * distance + i, jet.third);
    }
  }
}

/* Masks and skipped connections are rare: they share a loop in which all is optional. */
#define SWEEPS(activation)                                                                         \
  case activation:                                                                                 \
    if (m || k) NAME(sweep)(activation, derivatives, sheet, a, b, m, k, z, d);                     \
    else if (derivatives == 0) NAME(sweep)(activation, 0, sheet, a, b, NULL, NULL, z, d);          \
    else if (derivatives == 1) NAME(sweep)(activation, 1, sheet, a, b, NULL, NULL, z, d);          \
    else if (derivatives == 2) NAME(sweep)(activation, 2, sheet, a, b, NULL, NULL, z, d);          \
    else NAME(sweep)(activation, 3, sheet, a, b, NULL, NULL, z, d);                                \
    break;

static void NAME(activate)(ck_activation activation, int32_t derivatives, ck_sheet sheet,
                           const void *a, const void *b, const void *m, const void *k, void *z,
                           void *d) {
  switch (activation) {
    SWEEPS(CK_ACTIVATION_TANH)
    SWEEPS(CK_ACTIVATION_SILU)
    SWEEPS(CK_ACTIVATION_GELU)
    SWEEPS(CK_ACTIVATION_SOFTPLUS)
    SWEEPS(CK_ACTIVATION_SINE)
    SWEEPS(CK_ACTIVATION_RELU)
  case CK_ACTIVATION_COUNT: break;
  }
}
#undef SWEEPS
