/* The sources that a kernel compiled at run time includes (native.inc.h), as text in the program. */
#include "cknative.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char ckaccumulate[] = {
#embed "include/ckaccumulate.h"
    , 0};
static const char cknative[] = {
#embed "include/cknative.h"
    , 0};
static const char cknetwork[] = {
#embed "include/cknetwork.h"
    , 0};
static const char ckernels[] = {
#embed "include/ckernels.h"
    , 0};
static const char scratch[] = {
#embed "scratch.h"
    , 0};
static const char huge_angles[] = {
#embed "huge_angles.h"
    , 0};
static const char vector[] = {
#embed "vector.inc.h"
    , 0};
static const char trigonometric[] = {
#embed "trigonometric.inc.h"
    , 0};
static const char sine_sums[] = {
#embed "sine_sums.inc.h"
    , 0};
static const char exponential[] = {
#embed "exponential.inc.h"
    , 0};
static const char logarithm[] = {
#embed "logarithm.inc.h"
    , 0};
static const char tape_functions[] = {
#embed "tape_functions.inc.h"
    , 0};
static const char kick_and_drift[] = {
#embed "kick_and_drift.inc.h"
    , 0};
static const char split_step[] = {
#embed "split_step.inc.h"
    , 0};
static const char native_prelude[] = {
#embed "native_prelude.inc.h"
    , 0};
static const char native[] = {
#embed "native.inc.h"
    , 0};

static const ck_source sources[] = {
    {"ckaccumulate.h", ckaccumulate},
    {"cknative.h", cknative},
    {"cknetwork.h", cknetwork},
    {"ckernels.h", ckernels},
    {"scratch.h", scratch},
    {"huge_angles.h", huge_angles},
    {"vector.inc.h", vector},
    {"trigonometric.inc.h", trigonometric},
    {"sine_sums.inc.h", sine_sums},
    {"exponential.inc.h", exponential},
    {"logarithm.inc.h", logarithm},
    {"tape_functions.inc.h", tape_functions},
    {"kick_and_drift.inc.h", kick_and_drift},
    {"split_step.inc.h", split_step},
    {"native_prelude.inc.h", native_prelude},
    {"native.inc.h", native},
};

const ck_source *ck_native_source(int32_t index) {
  return index >= 0 && index < (int32_t)(sizeof sources / sizeof *sources) ? sources + index : 0;
}
