/* All kernels, for the instruction set that the including file has chosen. */
#include "vector.inc.h"

#include "trigonometric.inc.h"

#include "sine_sums.inc.h"

#include "exponential.inc.h"

#include "tape.inc.h"

#include "steps.inc.h"

#include "table.inc.h"
