/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index.h - a small index with a bit of everything, and all that it answers.
 *
 * Text, keyword, integer, time and stored fields; English and Han; audiences
 * that overlap, and documents without one; terms with more than 128 documents;
 * two segments; dead documents in the first; words and synonym rules of its own.
 */
#ifndef SUO_TESTS_INDEX_H
#define SUO_TESTS_INDEX_H

#include "base/bytes.h"
#include "index/segment.h"

enum { INDEX_DOCS = 300, INDEX_SECOND_DOCS = 30, INDEX_DEAD = 7 };

enum {
    INDEX_TITLE,
    INDEX_BODY,
    INDEX_TAGS,
    INDEX_VOTES,
    INDEX_UPDATED,
    INDEX_URL
};

/* The schema; free it with suo_schema_free. Statuses: SUO_NO_MEMORY. */
suo_status index_schema(suo_schema **schema);

/*
 * Fill 'document' with article 'number' in a version: the same numbers make
 * the same article. Statuses: SUO_NO_MEMORY.
 */
suo_status index_article(suo_document *document, uint32_t number,
                         uint32_t version);

/*
 * Add words, remove one, replace the rules; each version has others. Any
 * status of the writer.
 */
suo_status index_words(suo_writer *writer, uint32_t version);

/* Make the index in 'folder' by two commits. Any status of the writer. */
suo_status index_make(const suo_os *os, const char *folder);

/*
 * Open the newest commit, ask three questions through a view of some roles
 * and through the all-view, read every snippet, stored value and number of
 * the hits, and the words and rules; append all of it to 'answers' as text.
 * The first failure that is not SUO_NOT_FOUND ends it.
 */
suo_status index_answers(const suo_os *os, const char *folder,
                         suo_buffer *answers);

/* The same, read as 'reading' says. */
suo_status index_answers_as(const suo_os *os, const char *folder,
                            const suo_reading *reading, suo_buffer *answers);

/* index_answers, then suo_index_check, its report appended too. */
suo_status index_examine(const suo_os *os, const char *folder,
                         suo_buffer *answers);

/* Are the files in 'folder' those of its commit, and no others? */
bool index_is_tidy(const suo_os *os, const char *folder);

#endif
