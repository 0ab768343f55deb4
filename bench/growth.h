/* SPDX-License-Identifier: Apache-2.0 */
/*
 * growth.h - how one figure grows with another.
 */
#ifndef BENCH_GROWTH_H
#define BENCH_GROWTH_H

#include <stddef.h>

/*
 * The e of y = a x^e that fits 'count' points best: the slope of log y over
 * log x by least squares. 0 for fewer than two points, or any that is not
 * positive.
 */
double bench_growth(const double *x, const double *y, size_t count);

#endif
