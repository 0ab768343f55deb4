/* SPDX-License-Identifier: Apache-2.0 */
/*
 * known_words.c - one walk over the words of a dictionary.
 */
#include "query/known_words.h"

#include "text/tokenizer.h"

enum { WATCH_TERMS = 1024 }; /* between two looks at the clock */

static void known_words_free(suo_attachment *attachment)
{
    suo_known_words *words = (suo_known_words *)(void *)attachment;
    suo_letter_words_clear(&words->terms);
    suo_letter_words_clear(&words->forms);
    suo_han_words_clear(&words->han);
    suo_dealloc(words);
}

/* Put a term behind its space into the words of its script. */
static suo_status known_words_add(suo_known_words *words, uint32_t kind,
                                  suo_slice term)
{
    if (kind == SUO_TOKEN_FORM)
        return suo_letter_words_add(&words->forms, term);
    suo_status status = suo_han_words_add(&words->han, term);
    return status == SUO_OK ? suo_letter_words_add(&words->terms, term)
                            : status;
}

/* Read all terms of a space. */
static suo_status known_words_read(suo_known_words *words,
                                   const suo_segment *segment, uint32_t kind,
                                   suo_watch *watch, suo_error *error)
{
    const uint8_t space = suo_token_space(kind);
    suo_dictionary_walk walk;
    bool found = true;
    suo_status status =
        suo_dictionary_seek(&walk, &segment->dictionary, &space, 1, error);
    for (uint32_t i = 1; status == SUO_OK; i++) {
        status = suo_dictionary_next(&walk, &found, error);
        if (status != SUO_OK || !found || walk.term[0] != space)
            break;
        status = known_words_add(words, kind,
                                 (suo_slice){walk.term + 1, walk.term_len - 1});
        if (status == SUO_NO_MEMORY)
            return suo_error_no_memory(error);
        if (status == SUO_LIMIT)
            return suo_error_set(error, status,
                                 "a segment has too many words to correct by");
        if (i % WATCH_TERMS == 0 && suo_watch_ends(watch, WATCH_TERMS))
            return watch->status;
    }
    return status;
}

suo_status suo_known_words_get(const suo_segment *segment, suo_watch *watch,
                               const suo_known_words **words, suo_error *error)
{
    suo_attachment_slot *slot = suo_segment_slot(segment, SUO_SLOT_WORDS);
    suo_attachment *kept = *slot;
    *words = (const suo_known_words *)(const void *)kept;
    if (kept != NULL)
        return SUO_OK;
    suo_known_words *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    made->attachment.free = known_words_free;
    suo_status status =
        known_words_read(made, segment, SUO_TOKEN_WORD, watch, error);
    if (status == SUO_OK)
        status = known_words_read(made, segment, SUO_TOKEN_FORM, watch, error);
    if (status != SUO_OK) {
        known_words_free(&made->attachment);
        return status;
    }
    suo_letter_words_end(&made->terms);
    suo_letter_words_end(&made->forms);
    suo_han_words_end(&made->han);
    kept = suo_attachment_keep(slot, &made->attachment);
    *words = (const suo_known_words *)(const void *)kept;
    return SUO_OK;
}
