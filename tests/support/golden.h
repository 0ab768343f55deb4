/* SPDX-License-Identifier: Apache-2.0 */
/*
 * golden.h - the index files in tests/golden, and what they must answer.
 *
 * Each folder there is an index of the format's version in its name, beside a
 * text with its content and answers. This library made them once; every later
 * one must read them alike. Scores are not among the answers: ranking may get
 * better, documents may not get lost.
 */
#ifndef SUO_TESTS_GOLDEN_H
#define SUO_TESTS_GOLDEN_H

#include "base/bytes.h"
#include "support/memory_os.h"

/* Name of golden index 'i': its folder in tests/golden; NULL after the last. */
const char *golden_name(size_t i);

/* Its files, loaded into memory as folder 'as', and its expected answers, to
 * free with free(). */
memory_os *golden_load(size_t i, const char *as);
char *golden_expected(size_t i);

/* Make it anew in 'folder'. Any status of the writer. */
suo_status golden_make(size_t i, const suo_os *os, const char *folder);

/*
 * Content, check and hits of the index in 'folder', as text. Any status of
 * reading.
 */
suo_status golden_answers(const suo_os *os, const char *folder,
                          suo_buffer *answers);

#endif
