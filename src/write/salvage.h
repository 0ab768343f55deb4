/* SPDX-License-Identifier: Apache-2.0 */
/*
 * salvage.h - put what can still be read of a damaged index into a new one.
 */
#ifndef SUO_WRITE_SALVAGE_H
#define SUO_WRITE_SALVAGE_H

#include "io/file.h"

/* As suo_salvage of suo.h, on any operating system. */
SUO_MUST_USE suo_status suo_salvage_run(const suo_os *os, const char *from,
                                        const char *to,
                                        suo_salvage_report *report,
                                        suo_error *error);

#endif
