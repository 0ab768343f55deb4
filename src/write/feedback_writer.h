/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feedback_writer.h - the one writer of an index's feedback; the public
 * suo_feedback_writer.
 */
#ifndef SUO_WRITE_FEEDBACK_WRITER_H
#define SUO_WRITE_FEEDBACK_WRITER_H

#include "index/feedback.h"

/*
 * The calls of suo.h, with the operating system as a parameter. Statuses and
 * threads are as there; keys are 1 to SUO_KEY_MAX bytes.
 */
SUO_MUST_USE suo_status suo_feedback_writer_make(const suo_os *os,
                                                 const char *folder,
                                                 suo_feedback_writer **writer,
                                                 suo_error *error);
void suo_feedback_writer_free(suo_feedback_writer *writer);
SUO_MUST_USE suo_status suo_feedback_writer_count(suo_feedback_writer *writer,
                                                  suo_slice key,
                                                  suo_feedback_kind kind,
                                                  uint64_t count,
                                                  suo_error *error);
/* An empty successor: take it away. */
SUO_MUST_USE suo_status suo_feedback_writer_replace(suo_feedback_writer *writer,
                                                    suo_slice key,
                                                    suo_slice successor,
                                                    suo_error *error);
/* No keys: take the pin away. */
SUO_MUST_USE suo_status suo_feedback_writer_put_pin(suo_feedback_writer *writer,
                                                    suo_slice question,
                                                    const suo_slice *keys,
                                                    uint32_t key_count,
                                                    suo_error *error);
void suo_feedback_writer_multiply(suo_feedback_writer *writer, double share);
SUO_MUST_USE suo_status suo_feedback_writer_finish(suo_feedback_writer *writer,
                                                   suo_error *error);

#endif
