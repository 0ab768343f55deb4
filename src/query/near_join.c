/* SPDX-License-Identifier: Apache-2.0 */
/*
 * near_join.c - windows of a document that has all terms.
 *
 * The positions of the rarest term come first: of others none is read behind
 * the last window that one of these can be in. A word of several terms stands
 * where their positions are in a row.
 */
#include "query/phrase_join.h"

#include "base/memory.h"

void suo_joiner_begin_near(suo_joiner *joiner, const suo_phrase *phrase)
{
    suo_near_begin(&joiner->near, phrase);
    joiner->near_steps = phrase->steps;
}

/* The positions of all steps in a field: 'lists' by step. '*has_all' is false
 * if one is not there. */
static suo_status near_read(suo_joiner *j, uint32_t doc, uint32_t field,
                            suo_position_list *lists, bool *has_all,
                            suo_error *error)
{
    uint32_t last = UINT32_MAX;
    for (uint32_t i = 0; i < j->count; i++) {
        suo_position_list list;
        suo_status status =
            suo_joiner_list(j, i, doc, field, last, &list, error);
        *has_all = status == SUO_OK && list.count > 0;
        if (!*has_all)
            return status;
        if (i == 0)
            last = list.positions[list.count - 1] + j->near.window;
        lists[j->terms[i].step - j->near_steps] = list;
    }
    return SUO_OK;
}

/* Where a word of several steps stands, into 'units'; returns how often. */
static uint32_t near_join_word(const suo_joiner *j, const suo_near_word *word,
                               const suo_position_list *lists, uint32_t *units)
{
    const suo_phrase_step *steps = j->near_steps + word->first_step;
    const suo_position_list *own = lists + word->first_step;
    uint32_t at[SUO_JOIN_MAX] = {0};
    uint32_t count = 0;
    for (uint32_t n = 0; n < own->count; n++) {
        bool stands = true;
        for (uint32_t s = 1; s < word->step_count && stands; s++) {
            const uint32_t wanted = own->positions[n] + steps[s].offset;
            while (at[s] < own[s].count && own[s].positions[at[s]] < wanted)
                at[s]++;
            stands = at[s] < own[s].count && own[s].positions[at[s]] == wanted;
        }
        units[count] = own->positions[n];
        count += stands;
    }
    return count;
}

suo_status suo_joiner_find_near(suo_joiner *j, uint32_t doc, uint32_t field,
                                uint32_t *count, suo_error *error)
{
    suo_position_list lists[SUO_JOIN_MAX]; /* by step */
    suo_position_list words[SUO_JOIN_MAX];
    const suo_near *near = &j->near;
    bool has_all;
    *count = 0;
    suo_status status = near_read(j, doc, field, lists, &has_all, error);
    if (status != SUO_OK || !has_all)
        return status;
    size_t used = lists[near->words[0].first_step].count; /* by windows */
    size_t room = used;
    for (uint32_t w = 0; w < near->word_count; w++)
        if (near->words[w].step_count > 1)
            room += lists[near->words[w].first_step].count;
    if (suo_grow(&j->units, &j->unit_cap, room, sizeof(*j->units)) != SUO_OK)
        return suo_error_no_memory(error);
    for (uint32_t w = 0; w < near->word_count; w++) {
        const suo_near_word *word = &near->words[w];
        words[w] = lists[word->first_step];
        if (word->step_count == 1)
            continue;
        uint32_t *units = j->units + used;
        words[w] =
            (suo_position_list){units, near_join_word(j, word, lists, units)};
        used += words[w].count;
    }
    *count = suo_near_merge(&j->near, words, j->units);
    return SUO_OK;
}
