/* The tape interpreter: one tight loop over the block's lanes for each instruction, so that the
   dispatch is paid once per block. Every loop reads its operands before it writes, vector by vector
   (or group by group), hence a destination may be one of the sources. */

/* For each vector of lanes: the operands are A, B, C, the result goes to register d. */
#define A load(a + i)
#define B load(b + i)
#define C load(c + i)
#define VECTORS(expression)                                                                        \
  GROUPS(int, first, lanes, CK_WIDE_GROUP, {                                                       \
    Vector result[CK_WIDE_GROUP];                                                                  \
    EACH(u, n) {                                                                                   \
      const int i = first + u * CK_WIDTH;                                                          \
      (void)i;                                                                                     \
      result[u] = (expression);                                                                    \
    }                                                                                              \
    EACH(u, n) store(d + first + u * CK_WIDTH, result[u]);                                         \
  })                                                                                               \
  break

/* For each lane, where there is no vector form. */
#define LANES(expression)                                                                          \
  for (int i = 0; i < lanes; i++) d[i] = (expression);                                             \
  break

/* x = k0 * a + k1 for a group */
#define ARGUMENT                                                                                   \
  Vector x[CK_WIDE_GROUP], y[CK_WIDE_GROUP];                                                       \
  EACH(u, n) x[u] = multiply_add(k0, load(a + i + u * CK_WIDTH), k1);
#define RESULT(expression) EACH(u, n) store(d + i + u * CK_WIDTH, (expression));

/* Runs the tape on `in`; the registers are left in scratch. */
static void run_tape(const ck_tape *tape, const double *in, double *scratch, const int lanes) {
  const int inputs = tape->inputs;
#define REGISTER(r) (((r) < inputs ? in : (const double *)scratch) + (intptr_t)(r)*CK_BLOCK)
  const ck_instruction *const end = tape->code + tape->count;
  for (const ck_instruction *code = tape->code; code < end; code++) {
    double *const d = scratch + (intptr_t)code->d * CK_BLOCK;
    const double *const a = REGISTER(code->a), *const b = REGISTER(code->b);
    const double *const c = REGISTER(code->c);
    const Vector k0 = splat(code->k0), k1 = splat(code->k1), k2 = splat(code->k2);
    switch ((ck_opcode)code->op) {
    case CK_OP_CONSTANT: VECTORS(k0);
    case CK_OP_COPY: VECTORS(A);
    case CK_OP_ADD: VECTORS(A + B);
    case CK_OP_SUBTRACT: VECTORS(A - B);
    case CK_OP_MULTIPLY: VECTORS(A * B);
    case CK_OP_DIVIDE: VECTORS(A / B);
    case CK_OP_NEGATE: VECTORS(-A);
    case CK_OP_AFFINE: VECTORS(multiply_add(k0, A, k1));
    case CK_OP_CONSTANT_DIVIDE: VECTORS(k0 / A);
    case CK_OP_MULTIPLY_ADD: VECTORS(multiply_add(A, B, C));
    case CK_OP_NEGATE_MULTIPLY_ADD: VECTORS(negate_multiply_add(A, B, C));
    case CK_OP_SCALED_ADD: VECTORS(multiply_add(k0, A, B));
    case CK_OP_SCALED_SUM: VECTORS(multiply_add(k0, A, k1 * B));
    case CK_OP_SQUARE: VECTORS(A * A);
    case CK_OP_CUBE: VECTORS(A * A * A);
    case CK_OP_SINE:
      GROUPS(int, i, lanes, CK_GROUP, { ARGUMENT sine_group(n, x, y); RESULT(y[u]) })
      break;
    case CK_OP_COSINE:
      GROUPS(int, i, lanes, CK_GROUP, { ARGUMENT cosine_group(n, x, y); RESULT(y[u]) })
      break;
    case CK_OP_SINE_COSINE: {
      double *const e = scratch + (intptr_t)code->e * CK_BLOCK;
      GROUPS(int, i, lanes, CK_WIDE_GROUP, {
        ARGUMENT
        Vector z[CK_WIDE_GROUP];
        sine_cosine_group(n, x, y, z);
        RESULT(y[u])
        EACH(u, n) store(e + i + u * CK_WIDTH, z[u]);
      })
      break;
    }
    case CK_OP_SINE_SCALED_ADD: {
#if CK_FMA
      if (code->k1 == 0) {
        const SineOfMultiple multiple = sine_of_multiple(code->k0, code->k2);
        GROUPS(int, i, lanes, CK_GROUP, {
          Vector x[CK_WIDE_GROUP], y[CK_WIDE_GROUP], sum[CK_WIDE_GROUP];
          EACH(u, n) x[u] = load(a + i + u * CK_WIDTH);
          EACH(u, n) sum[u] = load(b + i + u * CK_WIDTH);
          sine_of_multiple_group(n, multiple, x, sum, y);
          RESULT(y[u])
        })
        break;
      }
#endif
      const Vector table = alternating(code->k2);
      GROUPS(int, i, lanes, CK_GROUP, {
        ARGUMENT
        Vector sum[CK_WIDE_GROUP];
        EACH(u, n) sum[u] = load(b + i + u * CK_WIDTH);
        sine_scaled_add_group(n, table, x, sum, y);
        RESULT(y[u])
      })
      break;
    }
    case CK_OP_COSINE_SCALED_ADD:
      GROUPS(int, i, lanes, CK_GROUP, {
        ARGUMENT cosine_group(n, x, y);
        RESULT(multiply_add(k2, y[u], load(b + i + u * CK_WIDTH)))
      })
      break;
    case CK_OP_EXP:
      GROUPS(int, i, lanes, CK_WIDE_GROUP, { ARGUMENT exponential_group(n, x, y); RESULT(y[u]) })
      break;
    case CK_OP_LOG:
      GROUPS(int, i, lanes, CK_GROUP, {
        Vector x[CK_WIDE_GROUP], y[CK_WIDE_GROUP];
        EACH(u, n) x[u] = load(a + i + u * CK_WIDTH);
        logarithm_group(n, x, y);
        RESULT(y[u])
      })
      break;
    case CK_OP_SQRT: VECTORS(__builtin_elementwise_sqrt(A));
    case CK_OP_ABS: VECTORS(__builtin_elementwise_abs(A));
    case CK_OP_SIGN: VECTORS(sign_of(A));
    case CK_OP_TAN: LANES(tan(a[i]));
    case CK_OP_TANH: LANES(tanh(a[i]));
    case CK_OP_SINH: LANES(sinh(a[i]));
    case CK_OP_COSH: LANES(cosh(a[i]));
    case CK_OP_ATAN: LANES(atan(a[i]));
    case CK_OP_POWER: LANES(pow(a[i], b[i]));
    case CK_OP_POWER_INTEGER: VECTORS(power_integer(A, (int)code->k0));
    case CK_OP_MINIMUM: VECTORS(minimum(A, B));
    case CK_OP_MAXIMUM: VECTORS(maximum(A, B));
    case CK_OP_SELECT_LESS: {
      const double *const e = REGISTER(code->e);
      VECTORS(A < B ? C : load(e + i));
    }
    case CK_OP_COUNT: break;
    }
  }
}

static void tape_evaluate(const ck_tape *tape, const double *in, double *out, double *scratch,
                          int32_t lanes) {
  run_tape(tape, in, scratch, lanes);
  for (int o = 0; o < tape->outputs; o++) {
    const int inputs = tape->inputs;
    const double *from = REGISTER(tape->output[o]);
    for (int i = 0; i < lanes; i += CK_WIDTH) store(out + o * CK_BLOCK + i, load(from + i));
  }
}
