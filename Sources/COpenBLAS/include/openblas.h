/* LAPACK and thread control of OpenBLAS. Debian's OpenBLAS ships no LAPACKE, so the Fortran symbols
   are declared here; cblas comes from GSL's header, because the two cblas headers clash. */
#pragma once
#include <gsl/gsl_cblas.h>

void openblas_set_num_threads(int count);
