/* HDF5's macros do not import into Swift; these inline functions give them names that do. */
#pragma once
#include <hdf5.h>
