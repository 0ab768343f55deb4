/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segment.h - one immutable file of documents, open for reading.
 */
#ifndef SUO_INDEX_SEGMENT_H
#define SUO_INDEX_SEGMENT_H

#include "base/attachment.h"
#include "index/audiences.h"
#include "index/columns.h"
#include "index/container.h"
#include "index/dictionary.h"
#include "index/keys.h"
#include "index/schema.h"
#include "index/store.h"
#include "io/file.h"

/* The column of a field, by its kind. */
typedef union suo_column {
    suo_numbers numbers;
    suo_keywords keywords;
} suo_column;

/* How a segment is read; {0}: as suo_snapshot_open does. */
typedef struct suo_reading {
    int32_t verify; /* a suo_verify */
    bool copies;    /* into memory, instead of a mapping */
} suo_reading;

/* What higher layers keep with a segment. */
typedef enum suo_slot_use {
    SUO_SLOT_LISTS,  /* what postings are worth */
    SUO_SLOT_STARTS, /* what lists of words that begin alike are united to */
    SUO_SLOT_TITLES, /* in order */
    SUO_SLOT_WORDS,  /* by how they are spelt */
    SUO_SEGMENT_SLOTS
} suo_slot_use;

typedef struct suo_segment {
    _Atomic uint32_t references; /* the last one closes it */
    suo_mapping mapping;
    suo_container container;
    uint64_t fingerprint; /* analyzer its texts were cut with */
    uint64_t generation;  /* of the vocabulary they were cut with */
    uint32_t doc_count;
    uint32_t audience_count;
    suo_audience *audiences; /* owned */
    suo_dictionary dictionary;
    suo_lengths lengths[SUO_TEXT_FIELDS_MAX];
    suo_sequences sequences;
    suo_column columns[SUO_FIELDS_MAX];
    suo_store store;
    suo_keys keys;
    suo_attachment_slot attachments[SUO_SEGMENT_SLOTS]; /* owned */
} suo_segment;

/*
 * Map and check the file at 'path'. 'schema' says which sections there must
 * be. The caller owns one reference. Statuses: SUO_NOT_FOUND, SUO_CORRUPT,
 * SUO_VERSION, SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_segment_open(const suo_os *os, const char *path,
                                         const suo_schema *schema,
                                         suo_segment **segment,
                                         suo_error *error);

/* The same, read as 'reading' says. */
SUO_MUST_USE suo_status suo_segment_open_as(const suo_os *os, const char *path,
                                            const suo_schema *schema,
                                            const suo_reading *reading,
                                            suo_segment **segment,
                                            suo_error *error);

/* Take and give back a reference; NULL can be given back. Any thread. */
suo_segment *suo_segment_retain(suo_segment *segment);
void suo_segment_close(suo_segment *segment);

/* Where a higher layer keeps something with the segment. */
static inline suo_attachment_slot *suo_segment_slot(const suo_segment *segment,
                                                    suo_slot_use use)
{
    return &((suo_segment *)(uintptr_t)segment)->attachments[use];
}

/*
 * Find the document with a key among those 'dead' (a suo_deletions bit map,
 * may be NULL) leaves alive. 'found' says whether there is one. Statuses:
 * SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_segment_find_key(const suo_segment *segment,
                                             suo_slice key, const uint8_t *dead,
                                             uint32_t *doc, bool *found,
                                             suo_error *error);

/* The name of a segment's file in 'folder'; free with suo_dealloc. NULL if
 * memory ran out. */
char *suo_segment_path(const char *folder, uint64_t number);

/* The name of its deletion file as of a commit; likewise. */
char *suo_deletions_path(const char *folder, uint64_t number, uint64_t commit);

/* The name of the vocabulary's file as of a commit; likewise. */
char *suo_vocabulary_path(const char *folder, uint64_t commit);

/* 'folder', a slash and 'name'; likewise. */
char *suo_index_path(const char *folder, const char *name);

#endif
