/* All kernels, for the instruction set that the including file has chosen. */
#include "vector.inc.h"

#include "trigonometric.inc.h"

#include "sine_sums.inc.h"

#include "exponential.inc.h"

#include "logarithm.inc.h"

#include "philox.inc.h"

#include "box_muller.inc.h"

#include "normals.inc.h"

#include "spline.inc.h"

#include "tape_functions.inc.h"

#include "tape.inc.h"

#include "field.inc.h"

#include "kick_and_drift.inc.h"

#include "steps.inc.h"

#include "descent.inc.h"

#include "split_step.inc.h"

#include "langevin.inc.h"

#include "moments.inc.h"

#include "histogram.inc.h"

#include "multiply_adds.inc.h"

#include "table.inc.h"

#define CK_REAL_BITS 32
#include "network_table.inc.h"
#undef CK_REAL_BITS

#define CK_REAL_BITS 64
#include "network_table.inc.h"
#undef CK_REAL_BITS
