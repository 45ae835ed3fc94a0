/* How the scratch of a step is divided: the tape's registers, new momenta, gradient (d blocks each),
   normal numbers, and d pointers to the gradient's components. */
#pragma once
#include "ckernels.h"

/* BAOAB's noises are drawn so many at a time: enough of them to pay for the call, few
   enough to stay in the cache, and whole blocks of four, so that none straddles two batches. */
static inline int32_t ck_noise_batch(int32_t dimension) {
  const int32_t whole = dimension % 4 == 0 ? 1 : dimension % 2 == 0 ? 2 : 4;
  return dimension * whole > 16 ? whole : 16 / (dimension * whole) * whole;
}

static inline int64_t ck_scratch_registers(const ck_field *field) {
  return field->tape ? field->tape->registers : 0;
}
static inline int64_t ck_scratch_noise(const ck_field *field) {
  return (int64_t)ck_noise_batch(field->dimension) * field->dimension;
}
