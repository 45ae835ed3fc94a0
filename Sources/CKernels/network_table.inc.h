/* The kernels of a network for one of the two types of number, as a table. */
#include "network_vector.inc.h"

#include "network_activations.inc.h"

#include "network_jets.inc.h"

#include "network_norm.inc.h"

#include "network_features.inc.h"

#if CK_REAL_BITS == 32
const ck_network CK_FLOAT_TABLE = {
#else
const ck_network CK_DOUBLE_TABLE = {
#endif
    .activate = NAME(activate),
    .push = NAME(push),
    .pull = NAME(pull),
    .add_rows = NAME(add_rows),
    .normalise = NAME(normalise),
    .normalise_push = NAME(normalise_push),
    .normalise_pull = NAME(normalise_pull),
    .waves = NAME(waves),
    .waves_push = NAME(waves_push),
    .waves_pull = NAME(waves_pull),
    .drop = NAME(drop),
    .transpose = NAME(transpose),
    .add = NAME(add),
};
