/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folder.h - a temporary folder, gone when the process ends.
 */
#ifndef BENCH_FOLDER_H
#define BENCH_FOLDER_H

#include <stdbool.h>

/*
 * Make the one folder of the process, below TMPDIR or /tmp. NULL with a
 * message if it cannot be made. It is removed by exit(), and by the signals
 * that end a program from a terminal.
 */
const char *bench_folder_make(void);

/* Remove the files in it. False: some are still there. */
bool bench_folder_clear(void);

#endif
