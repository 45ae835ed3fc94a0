/* Sine and cosine of arguments beyond the vector kernels' fast range. */
#pragma once

/* Within 1.1 ulp for every finite x; NaN for the others. */
double ck_sine_of_huge(double x);
double ck_cosine_of_huge(double x);
