/* The inner loops of Macroscope: vector elementary functions, tape evaluation for a block of
   walkers, and step kernels. One C source is compiled for each instruction set; `ck_kernels_for`
   returns the table of the chosen one. Nothing here allocates. */
#pragma once
#include "ckaccumulate.h"
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Blocks -------------------------------------------------------------------------------------
   A block holds up to CK_BLOCK walkers in structure-of-arrays form: component i of walker w is at
   x[i * CK_BLOCK + w]. `lanes` says how many walkers are live; it is a multiple of CK_LANES (the
   caller pads with copies of a live walker). All arrays are 64-byte aligned. Results of a lane never
   depend on the other lanes. */
enum { CK_BLOCK = 128, CK_LANES = 8 };

/* ---- Tape ---------------------------------------------------------------------------------------
   Straight-line code over vector registers; register r of a block is scratch[r * CK_BLOCK ...].
   Operands below `inputs` are the inputs (the coordinates), read in place. */
typedef enum {
  CK_OP_CONSTANT, /* d = k0 */
  CK_OP_COPY, /* d = a */
  CK_OP_ADD, CK_OP_SUBTRACT, CK_OP_MULTIPLY, CK_OP_DIVIDE, /* d = a op b */
  CK_OP_NEGATE, /* d = -a */
  CK_OP_AFFINE, /* d = k0 * a + k1 */
  CK_OP_CONSTANT_DIVIDE, /* d = k0 / a */
  CK_OP_MULTIPLY_ADD, /* d = a * b + c */
  CK_OP_NEGATE_MULTIPLY_ADD, /* d = c - a * b */
  CK_OP_SCALED_ADD, /* d = k0 * a + b */
  CK_OP_SCALED_SUM, /* d = k0 * a + k1 * b */
  CK_OP_SQUARE, /* d = a * a */
  CK_OP_CUBE, /* d = a * a * a */
  CK_OP_SINE, /* d = sin(k0 * a + k1) */
  CK_OP_COSINE, /* d = cos(k0 * a + k1) */
  CK_OP_SINE_COSINE, /* d = sin(k0 * a + k1), e = cos(k0 * a + k1) */
  CK_OP_SINE_SCALED_ADD, /* d = b + k2 * sin(k0 * a + k1) */
  CK_OP_COSINE_SCALED_ADD, /* d = b + k2 * cos(k0 * a + k1) */
  CK_OP_EXP, /* d = exp(k0 * a + k1) */
  CK_OP_LOG, CK_OP_SQRT, CK_OP_ABS, CK_OP_SIGN, /* sign(0) = 0 */
  CK_OP_TAN, CK_OP_TANH, CK_OP_SINH, CK_OP_COSH, CK_OP_ATAN, /* d = fn(a) */
  CK_OP_POWER, /* d = pow(a, b) */
  CK_OP_POWER_INTEGER, /* d = a^n, n = (int)k0 of either sign, by repeated squaring */
  CK_OP_MINIMUM, CK_OP_MAXIMUM, /* d = min / max(a, b), NaN propagates */
  CK_OP_SELECT_LESS, /* d = a < b ? c : e  (e is a source here) */
  CK_OP_COUNT
} ck_opcode;

typedef struct {
  uint16_t op, d, a, b, c, e;
  double k0, k1, k2;
} ck_instruction;

typedef struct {
  const ck_instruction *code;
  int32_t count;
  int32_t inputs; /* registers 0 ..< inputs are the coordinates */
  int32_t registers; /* all registers, inputs included: scratch holds registers * CK_BLOCK doubles */
  int32_t outputs;
  const uint16_t *output; /* registers that hold the outputs afterwards (may be an input) */
} ck_tape;

/* ---- Spline -------------------------------------------------------------------------------------
   A cubic B-spline of one coordinate, or of two as a tensor product, on uniform knots: `cells` knot
   cells and thus cells + 3 functions along each axis, coefficients row-major. Outside of its box
   [lower, upper] it continues linearly along each axis, plus a harmonic wall,
   confinement / 2 * (distance from the box)^2, so that it stays continuously differentiable. */
typedef struct {
  int32_t dimension; /* 1 or 2 */
  int32_t cells[2];
  double lower[2], upper[2], inverse_spacing[2];
  double confinement;
  const double *coefficients;
} ck_spline;

/* A gradient field: a tape, or else a spline, or else a callback that fills g (d x CK_BLOCK) from q. */
typedef void (*ck_callback)(const void *context, const double *q, double *g, int32_t lanes);
typedef struct ck_native ck_native;
typedef struct ck_kernels ck_kernels;
typedef struct {
  int32_t dimension;
  const ck_tape *tape;
  const ck_spline *spline;
  ck_callback callback;
  const void *context;
  /* The tape as machine code, or null, and the kernels of the same instruction set, which it leaves
     the rare cases to. */
  const ck_native *native;
  const ck_kernels *kernels;
} ck_field;

/* ---- Damped Störmer-Verlet (position form, exponential friction) ---------------------------------
     m  = q + (h/2) W p          W = M^-1
     p' = E p - A grad f(m)
     q' = m + (h/2) W p'
   Matrices are d x d, row-major. */
typedef struct {
  int32_t dimension;
  double half_step;
  const double *inverse_mass;
  const double *decay;
  const double *kick;
} ck_damped_verlet;

/* What a recorded step leaves behind, each d x CK_BLOCK: the momentum before the last step, its
   gradient point m and the gradient there. */
typedef struct {
  double *previous_momentum;
  double *midpoint;
  double *gradient;
} ck_step_record;

/* ---- Gradient descent ---------------------------------------------------------------------------
     x' = x - R grad f(x)          R = learning rate times preconditioner, d x d, row-major */
typedef struct {
  int32_t dimension;
  const double *rate;
} ck_gradient_descent;

/* What the last step leaves behind beside its gradient, each d x CK_BLOCK: the point where that
   gradient was taken, and the gradient of the step before. */
typedef struct {
  double *point;
  double *previous_gradient;
} ck_descent_record;

/* ---- Velocity Verlet and BAOAB ------------------------------------------------------------------
   Velocity Verlet, for Hamiltonian dynamics:
     p -= (h/2) grad f(q),  q += h W p,  p -= (h/2) grad f(q)
   BAOAB, for kinetic Langevin dynamics (Leimkuhler & Matthews 2013): the drift is cut in two halves
   with p = C p + N z between them, z standard normal; C and N are d x d, row-major. That is done, for
   the n-th time, in step n k + k / 2 alone, k = noise_interval; in the others the drift is whole.
   Normal number m = n d + i of a walker is element m mod 4 of block m / 4 of `normals` below, thus
   the noise is a function of key, walker and step alone.
   With a `slow` field the potential is the sum of this and of the field of the steps, and the slow
   forces act at the ends of the steps n k to n k + k - 1 alone (multiple time steps, Tuckerman, Berne &
   Martyna 1992): before and after these p -= (k h/2) grad slow(q). */
typedef struct {
  int32_t dimension;
  double step;
  const double *inverse_mass;
} ck_velocity_verlet;

typedef struct {
  int32_t dimension;
  double step;
  const double *inverse_mass;
  const double *decay; /* C */
  const double *noise; /* N, lower triangular */
  int64_t noise_interval; /* k >= 1 */
  uint32_t key[2];
  const ck_field *slow; /* or null */
} ck_baoab;

/* ---- Native fields ------------------------------------------------------------------------------
   What a tape's gradient becomes when it is compiled at run time (native.inc.h): the gradient, and the
   inner parts of the steps with the gradient in them, in one pass over the lanes. To the bit the
   results of the tape. Matrices are diagonal or, in up to CK_SMALL dimensions, full. */
enum { CK_SMALL = 3 };

/* m += drift W p and p' = E p - A g, with the matrices of ckernels.h's damped map. */
typedef struct {
  int32_t dimension, diagonal_mass;
  double drift; /* times W */
  const double *decay, *kick, *inverse_mass;
} ck_step_matrices;

/* The matrices of BAOAB, C and N null for velocity Verlet. */
typedef struct {
  int32_t dimension, lanes;
  double half_step;
  const double *inverse_mass, *decay, *noise;
} ck_split_step;

struct ck_native {
  /* As ck_kernels.gradient. */
  void (*gradient)(const ck_field *field, int32_t lanes, const double *q, double *g, double *scratch);
  /* `steps` times: g at m, p = E p - A g, m += drift W p. The last g is kept, unless there is no place
     for it. */
  void (*kick_and_drift)(const ck_step_matrices *matrices, int32_t diagonal, const ck_field *field,
                         int32_t lanes, int64_t steps, double *m, double *p, double *kept,
                         double *scratch);
  /* `steps` times: g at q, two half kicks by it, drifts with friction and noise z between them. Without z (null)
     there is no friction either. */
  void (*split_steps)(const ck_split_step *step, int32_t diagonal, const ck_field *field, int64_t steps,
                      double *q, double *p, const double *z, double *scratch);
};

struct ck_kernels {
  void (*sine)(const double *x, double *y, int64_t count);
  void (*cosine)(const double *x, double *y, int64_t count);
  void (*exponential)(const double *x, double *y, int64_t count);
  /* Evaluates the tape; outputs are copied to out (outputs x CK_BLOCK). */
  void (*tape_evaluate)(const ck_tape *tape, const double *in, double *out, double *scratch,
                        int32_t lanes);
  /* Takes `steps` >= 1 steps in place on q, p (d x CK_BLOCK). `scratch` holds
     ck_scratch_size(field) doubles. */
  void (*damped_verlet)(const ck_damped_verlet *map, const ck_field *field, int32_t lanes,
                        int64_t steps, double *q, double *p, const ck_step_record *record,
                        double *scratch);
  /* Natural logarithm. */
  void (*logarithm)(const double *x, double *y, int64_t count);
  /* Standard normal numbers by Box & Muller from Philox4x32-10 blocks with counter (walker, block),
     walker = first_walker + lane: for k < blocks, cosine and sine of the two pairs of block
     first_block + k go to rows 4k to 4k + 3 of out (rows of CK_BLOCK). */
  void (*normals)(const uint32_t key[2], uint64_t first_walker, uint64_t first_block,
                  int32_t blocks, int32_t lanes, double *out);
  /* Value (CK_BLOCK) and gradient (d x CK_BLOCK) of a spline; either may be null. */
  void (*spline_evaluate)(const ck_spline *spline, const double *q, double *value, double *gradient,
                          int32_t lanes);
  /* The gradient of a field; `scratch` as for the steps. */
  void (*gradient)(const ck_field *field, int32_t lanes, const double *q, double *g,
                   double *scratch);
  /* Take `steps` >= 1 steps in place on q, p; g (d x CK_BLOCK) holds the gradient at q before and
     after, of the field. The first step taken is number `first_step` of its run, counted from 0. The
     scratch of baoab is that of the field, followed by that of a slow one. */
  void (*velocity_verlet)(const ck_velocity_verlet *map, const ck_field *field, int32_t lanes,
                          int64_t steps, double *q, double *p, double *g, double *scratch);
  void (*baoab)(const ck_baoab *map, const ck_field *field, int32_t lanes, uint64_t first_walker,
                int64_t first_step, int64_t steps, double *q, double *p, double *g,
                double *scratch);
  /* Takes `steps` >= 1 steps in place on x; g (d x CK_BLOCK) holds the gradient that the step before
     took, before and after. `record` and its members may be null. */
  void (*gradient_descent)(const ck_gradient_descent *map, const ck_field *field, int32_t lanes,
                           int64_t steps, double *x, double *g, const ck_descent_record *record,
                           double *scratch);
  /* Adds the moments of a block's walkers to their sums, rows of CK_BLOCK: q_i, q_i^2, p_i, p_i^4 for all i each;
     p_i p_j for j <= i; p_i times the previous p_j for all j. The sums are the same for all instruction sets. */
  void (*add_moments)(int32_t dimension, int32_t lanes, const double *q, const double *p,
                      const double *previous, double *sums);
  /* lower = min(lower, x), upper = max(upper, x) */
  void (*update_range)(int32_t lanes, const double *x, double *lower, double *upper);
  /* Adds lanes first ..< end of a block to counts per bin, row-major over `dimension` (1 or 2) axes. */
  void (*histogram)(const ck_acc_axis *axes, int32_t dimension, const double *q, int32_t first,
                    int32_t end, double *counts, ck_acc_totals *totals);
  /* Does nothing but multiply-adds, for the limit of the machine: `turns` times as many as it returns.
     One vector of out is written, so that they cannot be left out. */
  int64_t (*multiply_adds)(int64_t turns, double *out);
};

typedef enum { CK_ISA_BASELINE, CK_ISA_AVX2, CK_ISA_AVX512, CK_ISA_COUNT } ck_isa;

/* Accuracy. sine, cosine, exponential and the tape's SINE, COSINE, SINE_COSINE and EXP of a finite
   argument are within 2 ulp, subnormal results and huge arguments included (beyond |x| = 2.6e7 the
   sine and cosine are slow). In SINE_SCALED_ADD the sine is within 2 ulp or 2^-80, whichever is larger,
   and where k1 = 0 it may be the sine of the exact product k0 a instead of the rounded one. Multiply-
   adds round once where the instruction set has them fused, otherwise twice; thus each instruction set
   has results of its own, the same in every run. logarithm and LOG are within 1 ulp. TAN, TANH, SINH,
   COSH, ATAN and POWER are libm's. The members of a pair of normals are within 2^-38 times their
   common radius, which is at most 8.6. Where a coordinate is not finite, a spline has neither a finite
   value nor a finite derivative along it.

   damped_verlet adds up the two half drifts between kicks, hence cutting a run into several calls
   changes its results by rounding. velocity_verlet, baoab and gradient_descent give the same bits for
   any cutting. */

/* The environment variable that asks for an instruction set by its name, to get the results of a lesser machine to the
   bit, or to test one. */
#define CK_ISA_VARIABLE "MACROSCOPE_INSTRUCTION_SET"
/* The widest instruction set that this machine runs, or the one asked for; the same at every call. */
ck_isa ck_best_isa(void);
/* Whether nothing is asked for, or something that this machine runs. */
int ck_isa_request_is_valid(void);
/* Null when the machine lacks the instruction set. */
const ck_kernels *ck_kernels_for(ck_isa isa);
const char *ck_isa_name(ck_isa isa);
/* Doubles of scratch that a step on this field needs. */
int64_t ck_scratch_size(const ck_field *field);

#ifdef __cplusplus
}
#endif

#include "cknative.h"
#include "cknetwork.h"
