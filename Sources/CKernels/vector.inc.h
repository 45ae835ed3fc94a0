/* Vectors of CK_WIDTH doubles and the few operations that the kernels are written in. Included by
   one translation unit per instruction set, which defines CK_WIDTH and CK_FMA first. Everything is
   elementwise, hence a lane's result never depends on the other lanes, and contraction is explicit
   (multiply_add), hence each instruction set has one well-defined rounding. */
#include "ckernels.h"
#include "huge_angles.h"
#include "scratch.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))
#define COLD static __attribute__((noinline, cold))
/* Runs the statement for each vector of a group. The groups are small constants after inlining, and
   a group advances stage by stage so that independent chains hide the latency of one another. */
#define EACH(u, n) _Pragma("clang loop unroll(full)") for (int u = 0; u < (n); u++)

typedef double Vector __attribute__((ext_vector_type(CK_WIDTH)));
typedef int64_t Bits __attribute__((ext_vector_type(CK_WIDTH)));
typedef uint64_t Words __attribute__((ext_vector_type(CK_WIDTH)));
typedef double UnalignedVector
    __attribute__((ext_vector_type(CK_WIDTH), aligned(8), may_alias));

/* Vectors that advance together: enough to cover a fused multiply-add's latency on two ports
   without spilling the register file (32 registers with AVX-512 and NEON, 16 otherwise). */
#ifndef CK_GROUP
#define CK_GROUP 4
#endif
/* The same for loops that keep few registers per vector. */
#ifndef CK_WIDE_GROUP
#define CK_WIDE_GROUP (CK_WIDTH == 8 ? 8 : CK_GROUP)
#endif

#define SIGN_BIT ((int64_t)INT64_MIN)

INLINE Vector load(const double *p) { return *(const UnalignedVector *)p; }
INLINE void store(double *p, Vector v) { *(UnalignedVector *)p = v; }
INLINE Vector splat(double x) { return (Vector)x; }
INLINE Bits bits(Vector v) { return (Bits)v; }
INLINE Vector vector(Bits b) { return (Vector)b; }

/* a * b + c: fused where the instruction set has it, otherwise rounded twice. */
INLINE Vector multiply_add(Vector a, Vector b, Vector c) {
#if CK_FMA
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

/* c - a * b */
INLINE Vector negate_multiply_add(Vector a, Vector b, Vector c) {
#if CK_FMA
  return __builtin_elementwise_fma(-a, b, c);
#else
  return c - a * b;
#endif
}

INLINE Vector with_sign_of(Vector magnitude, Vector sign) {
  return vector((bits(magnitude) & ~SIGN_BIT) | (bits(sign) & SIGN_BIT));
}

INLINE int any(Bits b) { return __builtin_reduce_or(b) != 0; }

/* For i below count: groups of n = size vectors, then single ones. */
#define GROUPS(type, i, count, size, ...)                                                          \
  {                                                                                                \
    type i = 0;                                                                                    \
    for (; i + (size)*CK_WIDTH <= count; i += (size)*CK_WIDTH) {                                   \
      enum { n = (size) };                                                                         \
      __VA_ARGS__                                                                                  \
    }                                                                                              \
    for (; i < count; i += CK_WIDTH) {                                                             \
      enum { n = 1 };                                                                              \
      __VA_ARGS__                                                                                  \
    }                                                                                              \
  }
