/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.h - prove the rules of FORMAT.md on the newest commit of an index.
 */
#ifndef SUO_INDEX_CHECK_H
#define SUO_INDEX_CHECK_H

#include "io/file.h"

/* As suo_check of suo.h. */
SUO_MUST_USE suo_status suo_index_check(const suo_os *os, const char *folder,
                                        suo_check_report *report,
                                        suo_error *error);

#endif
