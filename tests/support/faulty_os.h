/* SPDX-License-Identifier: Apache-2.0 */
/*
 * faulty_os.h - a suo_os that counts, records, and fails on request.
 *
 * It wraps another one. Each operation has a number, from 0; the one chosen
 * (and those after it, if it fails for good) returns an errno value and does
 * nothing; but a close always closes.
 */
#ifndef SUO_TESTS_FAULTY_OS_H
#define SUO_TESTS_FAULTY_OS_H

#include "io/file.h"

enum { FAULTY_LOG_MAX = 512, FAULTY_FILES_MAX = 1024 };

typedef struct faulty_os {
    suo_os table; /* give this to the library */
    const suo_os *inner;
    long count;       /* operations so far */
    long fail_at;     /* number of the one that fails; below 0: none */
    int code;         /* with this errno value */
    bool for_good;    /* and all after it */
    size_t write_max; /* most bytes a write takes; 0: all */
    bool interrupts;  /* each open, read, write and lock: once, then it runs */
    bool was_interrupted;
    size_t log_count;
    char log[FAULTY_LOG_MAX][160]; /* "write f/manifest.new" ... */
    char paths[FAULTY_FILES_MAX][128];
} faulty_os;

/* Wrap 'inner', failing nothing. */
void faulty_os_init(faulty_os *faulty, const suo_os *inner);

/* Count from 0 again; fail operation 'fail_at' with 'code'. */
void faulty_os_arm(faulty_os *faulty, long fail_at, int code, bool for_good);

/* Entries of the log that begin with 'what'. */
size_t faulty_os_count(const faulty_os *faulty, const char *what);

#endif
