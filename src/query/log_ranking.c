/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_ranking.c - merge the sketches of several lists.
 *
 * A question came at least as often as the lists that follow it say, added up,
 * and at most as often as these say and as the floors of the others allow
 * (Agarwal et al., "Mergeable Summaries", PODS 2012). The ranking goes by what
 * is certain.
 */
#include "query/log_ranking.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

/* A place of a list. */
typedef struct ranked_place {
    uint64_t key;
    const suo_log_list *list;
    uint32_t place;
} ranked_place;

static int place_compare(const void *a, const void *b)
{
    uint64_t left = ((const ranked_place *)a)->key;
    uint64_t right = ((const ranked_place *)b)->key;
    return (left > right) - (left < right);
}

static int question_compare(const void *a, const void *b)
{
    const suo_report_question *left = a;
    const suo_report_question *right = b;
    if (left->least != right->least)
        return left->least < right->least ? 1 : -1;
    if (left->most != right->most)
        return left->most < right->most ? 1 : -1;
    return suo_bytes_compare(left->text, left->text_len, right->text,
                             right->text_len);
}

/* Should the text of a place be shown rather than 'shown' (may be NULL)? */
static bool place_is_shown(const ranked_place *own, const ranked_place *shown)
{
    const suo_log_question *question = &own->list->questions[own->place];
    if (question->text_len == 0 || shown == NULL)
        return question->text_len > 0;
    const suo_log_question *other = &shown->list->questions[shown->place];
    uint32_t count = own->list->heavy.items[own->place].count;
    uint32_t other_count = shown->list->heavy.items[shown->place].count;
    if (count != other_count)
        return count > other_count;
    return suo_bytes_compare(question->text, question->text_len, other->text,
                             other->text_len) < 0;
}

/*
 * Add up the places of one question. Its text is borrowed of the lists; NULL:
 * nobody may know it.
 */
static void question_make(suo_report_question *question,
                          const ranked_place *places, size_t count,
                          uint64_t floors)
{
    const ranked_place *shown = NULL;
    suo_log_counts sum = {0};
    uint32_t last_day = 0;
    *question = (suo_report_question){.most = floors};
    for (size_t i = 0; i < count; i++) {
        const suo_heavy *heavy = &places[i].list->heavy;
        const suo_heavy_item *item = &heavy->items[places[i].place];
        const suo_log_question *own =
            &places[i].list->questions[places[i].place];
        question->least += item->count - item->error;
        question->most += item->count;
        question->most -= suo_heavy_floor(heavy);
        suo_log_counts_add(&sum, &own->counts);
        last_day = own->last_day > last_day ? own->last_day : last_day;
        if (place_is_shown(&places[i], shown))
            shown = &places[i];
    }
    question->empty = sum.empty;
    question->low = sum.low;
    question->answerability =
        sum.measured == 0
            ? -1
            : (double)sum.answer_sum / SUO_LOG_ANSWER_ONE / sum.measured;
    question->last_day = (int64_t)last_day * SUO_LOG_DAY_SECONDS;
    if (shown == NULL)
        return;
    const suo_log_question *own = &shown->list->questions[shown->place];
    question->text = own->text;
    question->text_len = own->text_len;
}

static size_t lists_gather(const suo_log_lists *lists, ranked_place *places)
{
    size_t count = 0;
    for (uint32_t l = 0; l < lists->count; l++) {
        const suo_log_list *list = lists->items[l];
        for (uint32_t p = 0; p < list->heavy.count; p++)
            places[count++] = (ranked_place){list->heavy.items[p].key, list, p};
    }
    if (count > 0)
        qsort(places, count, sizeof(*places), place_compare);
    return count;
}

/* Keep the first 'k', with texts of their own. */
static suo_status questions_keep(suo_report_question *questions,
                                 uint64_t *count, uint32_t k, suo_arena *texts,
                                 suo_error *error)
{
    if (*count > 0)
        qsort(questions, *count, sizeof(*questions), question_compare);
    if (*count > k)
        *count = k;
    for (uint64_t i = 0; i < *count; i++) {
        questions[i].text =
            suo_arena_copy(texts, questions[i].text, questions[i].text_len);
        if (questions[i].text == NULL)
            return suo_error_no_memory(error);
    }
    return SUO_OK;
}

suo_status suo_log_rank(const suo_log_lists *lists, uint32_t k,
                        uint32_t times_min, suo_arena *texts,
                        suo_report_question **questions, uint64_t *count,
                        uint64_t *unlisted_most, suo_error *error)
{
    size_t all = 0;
    uint64_t floors = 0;
    for (uint32_t l = 0; l < lists->count; l++) {
        all += lists->items[l]->heavy.count;
        floors += suo_heavy_floor(&lists->items[l]->heavy);
    }
    ranked_place *places = suo_alloc(all, sizeof(*places));
    suo_report_question *made = suo_alloc(all, sizeof(*made));
    uint64_t kept = 0;
    suo_status status = SUO_OK;
    if (places == NULL || made == NULL)
        status = suo_error_no_memory(error);
    all = status == SUO_OK ? lists_gather(lists, places) : 0;
    for (size_t end, start = 0; start < all; start = end) {
        end = start + 1;
        while (end < all && places[end].key == places[start].key)
            end++;
        question_make(&made[kept], places + start, end - start, floors);
        kept += made[kept].text != NULL && made[kept].least >= times_min;
    }
    if (status == SUO_OK)
        status = questions_keep(made, &kept, k, texts, error);
    suo_dealloc(places);
    if (status != SUO_OK) {
        suo_dealloc(made);
        return status;
    }
    *questions = made;
    *count = kept;
    *unlisted_most = floors;
    return SUO_OK;
}
