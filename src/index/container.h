/* SPDX-License-Identifier: Apache-2.0 */
/*
 * container.h - a segment file as a set of named sections (FORMAT.md 3).
 */
#ifndef SUO_INDEX_CONTAINER_H
#define SUO_INDEX_CONTAINER_H

#include "base/bytes.h"
#include "index/layout.h"
#include "index/pages.h"
#include "io/file.h"

typedef struct suo_section {
    uint32_t kind;
    uint32_t field;
    uint64_t offset;
    uint64_t len;
} suo_section;

/* ---- writing: one section after the other ---- */

typedef struct suo_container_writer suo_container_writer;

/*
 * Begin the file of segment 'number' at 'path' (copied). Statuses: SUO_FULL,
 * SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_container_create(const suo_os *os, const char *path,
                                             uint64_t number,
                                             suo_container_writer **writer,
                                             suo_error *error);

/* Begin a section; kinds and fields must ascend. */
void suo_container_begin(suo_container_writer *writer, suo_section_kind kind,
                         uint32_t field);

/* Add bytes to the section begun last. Failures keep until _finish. */
void suo_container_add(suo_container_writer *writer, const void *bytes,
                       size_t len);

/*
 * Complete and sync the file. 'size' and 'identity' receive what the manifest
 * records. On failure the file is removed. The writer is freed either way.
 * Statuses: SUO_FULL, SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_container_finish(suo_container_writer *writer,
                                             uint64_t *size, uint64_t *identity,
                                             suo_error *error);

/* Give up: remove the file and free the writer; NULL is fine. */
void suo_container_abandon(suo_container_writer *writer);

/* ---- reading ---- */

/* The sections of a mapped file; all lie inside it and before its tail. */
typedef struct suo_container {
    const uint8_t *bytes;
    suo_pages pages;
    uint64_t number;
    uint64_t identity;
    uint32_t section_count;
    suo_section sections[SUO_SECTIONS_MAX];
} suo_container;

/*
 * Check the frame of a file of 'len' bytes, borrowed, and all page hashes as
 * 'verify' (a suo_verify) says: now, by 'pages' of the container when they are
 * touched, or never. 'name' is for messages. Free with suo_container_clear,
 * after a failure too. Statuses: SUO_CORRUPT, SUO_VERSION, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_container_read(suo_container *container,
                                           const uint8_t *bytes, size_t len,
                                           int32_t verify, const char *name,
                                           suo_error *error);
void suo_container_clear(suo_container *container);

/* A section's bytes; false if the file has no such section. */
bool suo_container_find(const suo_container *container, suo_section_kind kind,
                        uint32_t field, suo_slice *section);

#endif
