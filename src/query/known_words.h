/* SPDX-License-Identifier: Apache-2.0 */
/*
 * known_words.h - the words of a segment by how they are spelt: read from its
 * dictionary when they are first asked for, kept with the segment.
 *
 * They are those of all its documents. Whoever takes one from here asks how
 * many documents of the view have it, and forgets it if none does.
 */
#ifndef SUO_QUERY_KNOWN_WORDS_H
#define SUO_QUERY_KNOWN_WORDS_H

#include "index/segment.h"
#include "query/han_words.h"
#include "query/letter_words.h"
#include "query/watch.h"

/* Immutable once it is kept. */
typedef struct suo_known_words {
    suo_attachment attachment; /* first: a segment keeps it */
    suo_letter_words terms;    /* as they are searched: stems */
    suo_letter_words forms;    /* as they are written, where that differs */
    suo_han_words han;
} suo_known_words;

/*
 * The words of a segment, borrowed while it is open. Any thread; two that ask
 * at once may both read them, and one is kept. Statuses: SUO_CORRUPT,
 * SUO_LIMIT, SUO_NO_MEMORY; those of the watch.
 */
SUO_MUST_USE suo_status suo_known_words_get(const suo_segment *segment,
                                            suo_watch *watch,
                                            const suo_known_words **words,
                                            suo_error *error);

#endif
