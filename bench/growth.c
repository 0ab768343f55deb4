/* SPDX-License-Identifier: Apache-2.0 */
/*
 * growth.c - how one figure grows with another.
 */
#include "growth.h"

#include <math.h>

double bench_growth(const double *x, const double *y, size_t count)
{
    double x_mean = 0, y_mean = 0, products = 0, squares = 0;
    for (size_t at = 0; at < count; at++) {
        if (!(x[at] > 0) || !(y[at] > 0))
            return 0;
        x_mean += log(x[at]) / (double)count;
        y_mean += log(y[at]) / (double)count;
    }
    for (size_t at = 0; at < count; at++) {
        double offset = log(x[at]) - x_mean;
        products += offset * (log(y[at]) - y_mean);
        squares += offset * offset;
    }
    return squares > 0 ? products / squares : 0;
}
