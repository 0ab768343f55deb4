/* SPDX-License-Identifier: Apache-2.0 */
/*
 * damping.c - let what only a correction finds come behind all else.
 *
 * A document that has something of the question as it was typed scores what it
 * has of both questions; any other, so little that no document of the first kind
 * can be below it. Bounds need not know: they are those of the undamped score.
 */
#include "query/evaluation.h"

bool suo_evaluation_is_typed(const suo_evaluation *e, uint32_t doc)
{
    const suo_plan *plan = e->plan;
    for (size_t i = 0; i < plan->term_count; i++) {
        suo_cursor *cursor = e->cursor_of[i];
        /* A form is only there where its word is. */
        if (plan->terms[i].weight > 0 && cursor != NULL &&
            !plan->question->terms[i].is_corrected &&
            plan->question->terms[i].kind != SUO_ASKED_FORM &&
            suo_cursor_seek(cursor, doc) == doc)
            return true;
    }
    return false;
}
