/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer.h - the one writer of an index; the public suo_writer.
 */
#ifndef SUO_WRITE_WRITER_H
#define SUO_WRITE_WRITER_H

#include "io/file.h"
#include "write/document.h"

/*
 * The calls of suo.h, with the operating system as a parameter. Statuses,
 * ownership and threads are as there.
 */
SUO_MUST_USE suo_status suo_writer_make(const suo_os *os, const char *folder,
                                        const suo_schema *schema,
                                        uint64_t memory_bytes,
                                        suo_writer **writer, suo_error *error);
void suo_writer_free(suo_writer *writer);
const suo_schema *suo_writer_get_schema(const suo_writer *writer);
SUO_MUST_USE suo_status suo_writer_add(suo_writer *writer,
                                       const suo_document *document,
                                       bool *replaced, suo_error *error);
SUO_MUST_USE suo_status suo_writer_remove(suo_writer *writer, suo_slice key,
                                          suo_error *error);
SUO_MUST_USE suo_status suo_writer_put_word(suo_writer *writer, suo_slice word,
                                            double weight, suo_error *error);
SUO_MUST_USE suo_status suo_writer_drop_word(suo_writer *writer, suo_slice word,
                                             suo_error *error);
SUO_MUST_USE suo_status suo_writer_put_synonyms(suo_writer *writer,
                                                suo_slice rules,
                                                suo_error *error);
SUO_MUST_USE suo_status suo_writer_finish(suo_writer *writer, suo_slice note,
                                          suo_error *error);
SUO_MUST_USE suo_status suo_writer_undo(suo_writer *writer, suo_error *error);

/* The filters' lengths of texts are known, and they are at most
 * SUO_FILTERS_MAX. */
SUO_MUST_USE suo_status suo_writer_remove_where(suo_writer *writer,
                                                const suo_filter *filters,
                                                uint32_t filter_count,
                                                uint64_t *removed,
                                                suo_error *error);

/* Documents made ready beside a writer; the public suo_bulk. */
SUO_MUST_USE suo_status suo_bulk_make(const suo_writer *writer, suo_bulk **bulk,
                                      suo_error *error);
SUO_MUST_USE suo_status suo_writer_add_bulk(suo_writer *writer, suo_bulk *bulk,
                                            uint64_t *replaced,
                                            suo_error *error);

/* How much a commit merges on its own: SUO_MERGE_SOME ... */
void suo_writer_set_merging(suo_writer *writer, uint32_t merging);
SUO_MUST_USE suo_status suo_writer_merge_due(suo_writer *writer, uint64_t work,
                                             bool *is_done, suo_error *error);
SUO_MUST_USE suo_status suo_writer_merge_whole(suo_writer *writer,
                                               suo_error *error);

#endif
