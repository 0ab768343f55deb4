/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overlay.h - the words of the user put between the tokens of a text.
 *
 * What the text was cut into stays as it is: a new word takes nothing away.
 */
#ifndef SUO_TEXT_OVERLAY_H
#define SUO_TEXT_OVERLAY_H

#include "text/batch.h"
#include "text/phrasebook.h"

/* Start with {0}; memory is kept from text to text. */
typedef struct suo_overlay {
    suo_book_reader reader;
    suo_token *tokens; /* of the last batch, with the user's words */
    size_t count;
    size_t cap;
} suo_overlay;

void suo_overlay_clear(suo_overlay *overlay);

/*
 * Fill 'tokens' with those of the next batch of the text 'overlay->reader'
 * was started with, and after each the words of the user that it completes.
 * Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_overlay_run(suo_overlay *overlay,
                                        const suo_batch *batch,
                                        suo_error *error);

#endif
