/* Reduction modulo pi/2 after M. Payne and R. Hanek, "Radian reduction for trigonometric
   functions", ACM SIGNUM Newsletter 18 (1983) 19: of the product x * 2/pi only the bits between the
   quadrant and the precision wanted are formed. libm does the same with fewer bits: glibc's error
   exceeds 30 ulp at the arguments closest to multiples of pi/2. */
#include "huge_angles.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

/* The bits of 2/pi after a word of zeros: the bit worth 2^-i is number i + 63 from the left. */
static const uint64_t two_over_pi[] = {
    0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0,
    0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
    0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
    0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b,
    0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea,
    0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
    0xa9e391615ee61b08,
};

typedef struct {
  double value, low; /* in -pi/4 ... pi/4, as an unevaluated sum */
  unsigned quadrant;
} Reduced;

/* For 2^-20 < x < inf. */
static Reduced reduce_exactly(double x) {
  uint64_t mantissa;
  memcpy(&mantissa, &x, sizeof x);
  const int exponent = (int)(mantissa >> 52) - 1075; /* x = mantissa * 2^exponent */
  mantissa = (mantissa & ((UINT64_C(1) << 52) - 1)) | (UINT64_C(1) << 52);

  /* 192 bits of 2/pi from the bit on whose product with 2^exponent is worth 2: the ones before give
     whole turns, the ones after at most 2^-137 of a quadrant, and x is never closer than 2^-62 to a
     multiple of pi/2. */
  const int first = exponent - 1 + 63, word = first / 64, shift = first % 64;
  uint64_t window[3];
  for (int i = 0; i < 3; i++)
    window[i] = shift ? two_over_pi[word + i] << shift | two_over_pi[word + i + 1] >> (64 - shift)
                      : two_over_pi[word + i];

  /* The product modulo four quadrants, in units of 2^-190 quadrants. */
  unsigned __int128 sum = 0;
  uint64_t product[3];
  for (int i = 2; i >= 0; i--) {
    sum += (unsigned __int128)mantissa * window[i];
    product[i] = (uint64_t)sum;
    sum >>= 64;
  }
  Reduced result = {.quadrant = (unsigned)(product[0] >> 62)};
  uint64_t rest = product[2] << 2;
  unsigned __int128 fraction = ((unsigned __int128)product[0] << 64 | product[1]) << 2;
  fraction |= product[2] >> 62;
  double sign = 1;
  if (fraction >> 127) { /* nearer to the next quadrant */
    result.quadrant++;
    sign = -1;
    rest = 0 - rest;
    fraction = ~fraction + (rest == 0);
  }

  /* Normalise, split into two doubles and multiply by pi/2. */
  const uint64_t high_word = (uint64_t)(fraction >> 64);
  const int zeros = high_word ? __builtin_clzll(high_word) : 63;
  fraction = zeros ? fraction << zeros | rest >> (64 - zeros) : fraction;
  const double high = ldexp((double)(uint64_t)(fraction >> 75), -53 - zeros);
  const double low = ldexp((double)(fraction & (((unsigned __int128)1 << 75) - 1)), -128 - zeros);
  const double half_pi = 0x1.921fb54442d18p+0, half_pi_low = 0x1.1a62633145c07p-54;
  const double turned = high * half_pi;
  const double error = fma(high, half_pi, -turned) + (high * half_pi_low + low * half_pi);
  const double value = turned + error;
  result.value = sign * value;
  result.low = sign * (error - (value - turned));
  return result;
}

/* sin(r + quadrant * pi/2) */
static double sine_of(Reduced r) {
  const double value = r.quadrant & 1 ? cos(r.value) - r.low * sin(r.value)
                                      : sin(r.value) + r.low * cos(r.value);
  return r.quadrant & 2 ? -value : value;
}

double ck_sine_of_huge(double x) {
  if (!isfinite(x)) return NAN;
  const double value = sine_of(reduce_exactly(fabs(x)));
  return x < 0 ? -value : value;
}

double ck_cosine_of_huge(double x) {
  if (!isfinite(x)) return NAN;
  Reduced r = reduce_exactly(fabs(x));
  r.quadrant++;
  return sine_of(r);
}
