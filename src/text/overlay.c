/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overlay.c - copy a batch, adding the words of the user.
 */
#include "text/overlay.h"

void suo_overlay_clear(suo_overlay *overlay)
{
    suo_book_reader_clear(&overlay->reader);
    suo_dealloc(overlay->tokens);
    *overlay = (suo_overlay){0};
}

/* A word of the user as a token. */
static suo_token overlay_token(const suo_phrasebook *book,
                               const suo_book_match *match)
{
    const suo_book_phrase *phrase = &book->phrases[match->phrase];
    return (suo_token){.term = (const char *)phrase->term.bytes + 1,
                       .term_len = (uint32_t)phrase->term.len - 1,
                       .start = match->start,
                       .end = match->end,
                       .unit = match->unit,
                       .unit_count = phrase->row.unit_count,
                       .kind = SUO_TOKEN_USER};
}

suo_status suo_overlay_run(suo_overlay *overlay, const suo_batch *batch,
                           suo_error *error)
{
    suo_book_reader *reader = &overlay->reader;
    overlay->count = 0;
    for (size_t i = 0; i < batch->count; i++) {
        if (suo_book_reader_take(reader, &batch->tokens[i]) != SUO_OK ||
            suo_grow(&overlay->tokens, &overlay->cap,
                     overlay->count + 1 + reader->match_count,
                     sizeof(*overlay->tokens)) != SUO_OK)
            return suo_error_no_memory(error);
        overlay->tokens[overlay->count++] = batch->tokens[i];
        for (size_t m = 0; m < reader->match_count; m++) {
            const suo_book_match *match = &reader->matches[m];
            if (reader->book->phrases[match->phrase].weight > 0)
                overlay->tokens[overlay->count++] =
                    overlay_token(reader->book, match);
        }
    }
    return SUO_OK;
}
