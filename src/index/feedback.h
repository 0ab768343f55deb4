/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feedback.h - what users said of documents, beside an index (FORMAT.md 13).
 *
 * It goes by keys, so that it outlives segments and re-indexing, and says
 * nothing of who may see what.
 */
#ifndef SUO_INDEX_FEEDBACK_H
#define SUO_INDEX_FEEDBACK_H

#include <stdatomic.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "io/file.h"

enum {
    SUO_FEEDBACK_KINDS = 5,           /* suo_feedback_kind, from 1 */
    SUO_FEEDBACK_DOCS_MAX = 1 << 24,  /* of a file */
    SUO_FEEDBACK_BYTES_MAX = 1 << 30, /* likewise */
};

#define SUO_FEEDBACK_COUNT_MAX 1e15 /* what a count grows to at most */

/* What is known of one document. */
typedef struct suo_feedback_entry {
    suo_slice key;
    double counts[SUO_FEEDBACK_KINDS]; /* by suo_feedback_kind less 1 */
    suo_slice successor;               /* key; empty: there is none */
} suo_feedback_entry;

#define SUO_NO_LINK UINT32_MAX

/* A document that another takes the place of. */
typedef struct suo_feedback_link {
    const suo_feedback_entry *entry;
    uint32_t next; /* the link of the successor; SUO_NO_LINK: it stays */
} suo_feedback_link;

/* What is pinned to a question. */
typedef struct suo_feedback_pin {
    suo_slice question;    /* as it was given */
    const suo_slice *keys; /* each once */
    uint32_t key_count;    /* 1..SUO_PINNED_MAX */
} suo_feedback_pin;

/* The public suo_feedback. Immutable but for its counter. */
struct suo_feedback {
    _Atomic uint32_t references;
    const suo_os *os;
    char *folder;                /* owned */
    uint64_t number;             /* of writes; 0: there is no file */
    uint64_t hash;               /* of the file */
    suo_feedback_entry *entries; /* owned; keys ascend strictly */
    size_t entry_count;
    suo_feedback_link *links; /* owned; what is next comes before */
    size_t link_count;
    suo_feedback_pin *pins; /* owned; in the order of pinning */
    size_t pin_count;
    suo_arena arena; /* keys of pins */
    uint8_t *bytes;  /* the file, owned; all slices lie in it */
};

/*
 * Read the newest file of 'folder'; without one, there is nothing in it. The
 * caller owns one reference. Statuses: SUO_CORRUPT, SUO_VERSION, SUO_IO,
 * SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_feedback_load(const suo_os *os, const char *folder,
                                          suo_feedback **feedback,
                                          suo_error *error);

/*
 * Is this still the newest file? Statuses: SUO_IO, SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_feedback_is_newest(const suo_feedback *feedback,
                                               bool *is_newest,
                                               suo_error *error);

/*
 * Make 'entries', which are in order, the newest file of 'folder': write
 * beside, sync, rename over, sync the folder. Statuses: SUO_LIMIT, SUO_FULL,
 * SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_feedback_write(const suo_feedback *feedback,
                                           suo_error *error);

/* Is each of a pin's keys there once? */
bool suo_keys_are_distinct(const suo_slice *keys, uint32_t count);

/* What is known of a key; NULL: nothing. */
const suo_feedback_entry *suo_feedback_find(const suo_feedback *feedback,
                                            suo_slice key);

/* Have the links of all entries (successors.c), which were read. Statuses:
 * SUO_CORRUPT (they run in a circle), SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_feedback_link_all(suo_feedback *feedback);

/* Take and give back a reference; the last one frees it. Any thread. */
void suo_feedback_retain(const suo_feedback *feedback);
void suo_feedback_release(const suo_feedback *feedback);

/* What speaks for a document, and what against it, as suo.h says of
 * SUO_BOOST_VOTES. */
void suo_feedback_weigh(const suo_feedback_entry *entry, double *good,
                        double *bad);

#endif
