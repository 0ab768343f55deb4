/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spelt_lines.h - the lines of a file, as they would be typed.
 */
#ifndef BENCH_SPELT_LINES_H
#define BENCH_SPELT_LINES_H

#include <stdbool.h>

#include "options.h"
#include "text/spelling.h"

/* Take a line, which has something to spell; false if it is of no use. Both are
 * borrowed until it returns. */
typedef bool bench_take_line(void *own, const char *line,
                             const suo_spelling *spelling);

/*
 * Give the lines of the file at 'path' ("-": stdin) to 'take', until it took
 * 'most' or there are no more. Returns an exit code; that none was taken is an
 * error.
 */
int bench_spelt_lines(const cli_usage *usage, const char *path, size_t most,
                      bench_take_line *take, void *own, suo_error *error);

#endif
