/* LAPACK and thread control of OpenBLAS. Debian's OpenBLAS ships no LAPACKE, so the Fortran symbols
   are declared here; cblas comes from GSL's header, because the two cblas headers clash.
   Every CHARACTER argument carries a hidden length at the end of the argument list (gfortran's
   convention); leaving it out is undefined behaviour, so it is part of the declarations. */
#pragma once
#include <stddef.h>
#include <gsl/gsl_cblas.h>

void openblas_set_num_threads(int count);
char *openblas_get_corename(void);

/* Lets OpenBLAS use the vector instructions of a processor that is newer than itself, and returns the
   name of the kernels in use. A build for many processors (DYNAMIC_ARCH) knows them by their model
   numbers and falls back to SSE kernels for those that it does not: 0.3.21 does so on Sapphire Rapids,
   where its AVX-512 kernels are six times as fast. Where the kernels chosen are from before AVX2, the
   processor has AVX2 or AVX-512, and OPENBLAS_CORETYPE is not set, this makes OpenBLAS choose again.
   Does nothing for builds without that choice. Call it once, before any other thread uses BLAS or the
   environment. */
const char *openblas_select_core(void);

/* Eigenvalues and eigenvectors of a symmetric matrix. */
void dsyev_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
            double *work, const int *lwork, int *info, size_t jobz_length, size_t uplo_length);

/* Cholesky factorisation of a dense symmetric positive definite matrix, and its solve. */
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info,
             size_t uplo_length);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda,
             double *b, const int *ldb, int *info, size_t uplo_length);

/* Cholesky factorisation of a symmetric positive definite band matrix, and its solve. */
void dpbtrf_(const char *uplo, const int *n, const int *kd, double *ab, const int *ldab, int *info,
             size_t uplo_length);
void dpbtrs_(const char *uplo, const int *n, const int *kd, const int *nrhs, const double *ab,
             const int *ldab, double *b, const int *ldb, int *info, size_t uplo_length);

/* General linear systems by LU with partial pivoting, and the reciprocal condition number. */
void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *pivots, int *info);
void dgetrs_(const char *trans, const int *n, const int *nrhs, const double *a, const int *lda,
             const int *pivots, double *b, const int *ldb, int *info, size_t trans_length);

void dgecon_(const char *norm, const int *n, const double *a, const int *lda, const double *anorm,
             double *rcond, double *work, int *iwork, int *info, size_t norm_length);

/* QR factorisation, application of Qᵀ, and triangular condition number, inverse and solve. */
void dgeqrf_(const int *m, const int *n, double *a, const int *lda, double *tau, double *work,
             const int *lwork, int *info);
void dormqr_(const char *side, const char *trans, const int *m, const int *n, const int *k,
             const double *a, const int *lda, const double *tau, double *c, const int *ldc,
             double *work, const int *lwork, int *info, size_t side_length, size_t trans_length);
void dtrcon_(const char *norm, const char *uplo, const char *diag, const int *n, const double *a,
             const int *lda, double *rcond, double *work, int *iwork, int *info,
             size_t norm_length, size_t uplo_length, size_t diag_length);
void dtrtri_(const char *uplo, const char *diag, const int *n, double *a, const int *lda, int *info,
             size_t uplo_length, size_t diag_length);
