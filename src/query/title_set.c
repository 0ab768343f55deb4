/* SPDX-License-Identifier: Apache-2.0 */
/*
 * title_set.c - read the titles, join equal ones, put them in order.
 *
 * Titles that are spelt alike, with the same words and readings, are one: what
 * is typed cannot tell them apart. (wifi and Wi-Fi are two: only one has a
 * word that begins with fi.)
 * They are drafted in the order of the documents, with a hash of their units,
 * and sorted twice: equal ones together, then by rank.
 */
#include "query/title_set.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "text/utf8.h"

/* One value of one document. */
typedef struct title_draft {
    uint64_t hash; /* of its units */
    uint64_t sequence;
    uint32_t value; /* number of the value */
    uint32_t unit_at;
    uint32_t unit_count;
    suo_titled titled;
} title_draft;

/* A title: drafts [first, first + count), sorted. */
typedef struct title_group {
    int64_t use;
    uint64_t sequence;
    uint32_t unit_count;
    uint32_t value;
    uint32_t first;
    uint32_t count;
} title_group;

/* What is being read. */
typedef struct title_reading {
    title_draft *drafts;
    size_t draft_count, draft_cap;
    uint32_t *codes;
    size_t unit_count, code_cap;
    uint16_t *spelt;
    size_t spelt_cap;
    suo_buffer texts;
    suo_spelling spelling;
    suo_store_frame frame;
    title_group *groups;
    size_t group_count;
} title_reading;

static void reading_clear(title_reading *reading)
{
    suo_dealloc(reading->drafts);
    suo_dealloc(reading->codes);
    suo_dealloc(reading->spelt);
    suo_dealloc(reading->groups);
    suo_buffer_free(&reading->texts);
    suo_spelling_clear(&reading->spelling);
    suo_store_frame_clear(&reading->frame);
}

void suo_title_set_clear(suo_title_set *set)
{
    suo_dealloc(set->titles);
    suo_dealloc(set->docs);
    suo_dealloc(set->codes);
    suo_dealloc(set->spelt);
    suo_dealloc(set->hints);
    suo_dealloc(set->texts);
    *set = (suo_title_set){0};
}

uint32_t suo_title_find(const suo_title_set *set, uint32_t unit)
{
    uint32_t title = set->hints[unit / SUO_TITLE_HINT_UNITS];
    while (set->titles[title + 1].first_unit <= unit)
        title++;
    return title;
}

/* ---- reading ---- */

/* Bytes of a value that are taken: whole characters. */
static uint32_t title_bytes(suo_slice value)
{
    size_t len = value.len;
    if (len <= SUO_TITLE_BYTES_MAX)
        return (uint32_t)len;
    len = SUO_TITLE_BYTES_MAX;
    while (len > SUO_TITLE_BYTES_MAX - SUO_UTF8_MAX &&
           suo_utf8_is_tail(value.bytes[len]))
        len--;
    return (uint32_t)len;
}

/* Take the units that were spelt. */
static suo_status reading_add_units(title_reading *reading, suo_error *error)
{
    const suo_spelling *spelling = &reading->spelling;
    size_t count = reading->unit_count + spelling->count;
    if (count + reading->draft_count + 2 > UINT32_MAX) /* 0s come behind */
        return suo_error_set(error, SUO_LIMIT, "too many titles to complete");
    suo_status status = suo_grow(&reading->codes, &reading->code_cap, count,
                                 sizeof(*reading->codes));
    if (status == SUO_OK)
        status = suo_grow(&reading->spelt, &reading->spelt_cap, count,
                          sizeof(*reading->spelt));
    if (status != SUO_OK)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < spelling->count; i++) {
        const suo_spelt *unit = &spelling->units[i];
        size_t at = reading->unit_count + i;
        reading->codes[at] = unit->code;
        reading->spelt[at] =
            (uint16_t)(unit->syllable | unit->place << SUO_SPELT_SHIFT);
    }
    reading->unit_count = count;
    return SUO_OK;
}

/* Take one value, unless it has nothing that can be typed. */
static suo_status reading_add(title_reading *reading, suo_slice value,
                              const title_draft *like, suo_error *error)
{
    uint32_t len = title_bytes(value);
    title_draft draft = *like;
    draft.unit_at = (uint32_t)reading->unit_count;
    draft.titled.text_at = reading->texts.len;
    draft.titled.text_len = len;
    suo_status status = suo_spelling_read(
        &reading->spelling, (const char *)value.bytes, len, error);
    if (status != SUO_OK || reading->spelling.count == 0)
        return status;
    status = reading_add_units(reading, error);
    if (status != SUO_OK)
        return status;
    draft.unit_count = (uint32_t)reading->spelling.count;
    /* Multiplied, so that the two cannot take each other away. */
    draft.hash = suo_hash(reading->codes + draft.unit_at,
                          draft.unit_count * sizeof(*reading->codes)) *
                     UINT64_C(0x9E3779B97F4A7C15) +
                 suo_hash(reading->spelt + draft.unit_at,
                          draft.unit_count * sizeof(*reading->spelt));
    suo_buffer_add(&reading->texts, value.bytes, len);
    status = suo_grow(&reading->drafts, &reading->draft_cap,
                      reading->draft_count + 1, sizeof(*reading->drafts));
    if (status != SUO_OK)
        return suo_error_no_memory(error);
    reading->drafts[reading->draft_count++] = draft;
    return suo_buffer_status(&reading->texts, error);
}

/* How much a document's titles are used. */
static int64_t reading_use(const suo_segment *segment, uint32_t doc,
                           uint32_t use_field)
{
    int64_t use;
    if (use_field == SUO_NO_FIELD ||
        !suo_numbers_get(&segment->columns[use_field].numbers, doc, &use) ||
        use < 0)
        return 0;
    return use;
}

static suo_status reading_read(title_reading *reading,
                               const suo_segment *segment,
                               const suo_title_source *source, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t doc = source->start; doc < source->end && status == SUO_OK;
         doc++) {
        suo_record record;
        suo_slice value;
        title_draft draft = {
            .sequence = suo_sequences_get(&segment->sequences, doc),
            .titled = {.doc = doc,
                       .use = reading_use(segment, doc, source->use_field)}};
        status = suo_store_read(&segment->store, doc, &reading->frame, &record,
                                error);
        while (status == SUO_OK &&
               suo_record_find(&record, source->field, draft.value, &value)) {
            status = reading_add(reading, value, &draft, error);
            draft.value++;
        }
    }
    return status;
}

/* ---- order ---- */

static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Of equal titles, the one to be shown first comes first. */
static int compare_drafts(const void *left, const void *right)
{
    const title_draft *a = left;
    const title_draft *b = right;
    if (a->hash != b->hash)
        return order(a->hash, b->hash);
    if (a->titled.use != b->titled.use)
        return a->titled.use > b->titled.use ? -1 : 1;
    if (a->sequence != b->sequence)
        return order(a->sequence, b->sequence);
    return order(a->value, b->value);
}

static int compare_groups(const void *left, const void *right)
{
    const title_group *a = left;
    const title_group *b = right;
    if (a->use != b->use)
        return a->use > b->use ? -1 : 1;
    if (a->unit_count != b->unit_count)
        return order(a->unit_count, b->unit_count);
    if (a->sequence != b->sequence)
        return order(a->sequence, b->sequence);
    return order(a->value, b->value);
}

static bool drafts_equal(const title_reading *reading, const title_draft *a,
                         const title_draft *b)
{
    return a->hash == b->hash && a->unit_count == b->unit_count &&
           memcmp(reading->codes + a->unit_at, reading->codes + b->unit_at,
                  a->unit_count * sizeof(*reading->codes)) == 0 &&
           memcmp(reading->spelt + a->unit_at, reading->spelt + b->unit_at,
                  a->unit_count * sizeof(*reading->spelt)) == 0;
}

/* Join equal drafts. */
static suo_status reading_group(title_reading *reading, suo_error *error)
{
    reading->groups =
        suo_alloc_zero(reading->draft_count + 1, sizeof(*reading->groups));
    if (reading->groups == NULL)
        return suo_error_no_memory(error);
    if (reading->draft_count > 0)
        qsort(reading->drafts, reading->draft_count, sizeof(*reading->drafts),
              compare_drafts);
    for (size_t i = 0; i < reading->draft_count; i++) {
        const title_draft *draft = &reading->drafts[i];
        if (i == 0 || !drafts_equal(reading, draft - 1, draft))
            reading->groups[reading->group_count++] =
                (title_group){.use = draft->titled.use,
                              .sequence = draft->sequence,
                              .unit_count = draft->unit_count,
                              .value = draft->value,
                              .first = (uint32_t)i};
        reading->groups[reading->group_count - 1].count++;
    }
    if (reading->group_count > 0)
        qsort(reading->groups, reading->group_count, sizeof(*reading->groups),
              compare_groups);
    return SUO_OK;
}

/* ---- the set ---- */

static bool set_reserve(suo_title_set *set, const title_reading *reading)
{
    size_t units = 1;
    for (size_t i = 0; i < reading->group_count; i++)
        units += reading->groups[i].unit_count + 1;
    set->titles = suo_alloc(reading->group_count + 1, sizeof(*set->titles));
    set->docs = suo_alloc(reading->draft_count, sizeof(*set->docs));
    set->codes = suo_alloc_zero(units, sizeof(*set->codes));
    set->spelt = suo_alloc_zero(units, sizeof(*set->spelt));
    set->hints =
        suo_alloc(units / SUO_TITLE_HINT_UNITS + 1, sizeof(*set->hints));
    set->texts = suo_alloc(reading->texts.len, 1);
    return set->titles != NULL && set->docs != NULL && set->codes != NULL &&
           set->spelt != NULL && set->hints != NULL && set->texts != NULL;
}

static void set_add(suo_title_set *set, const title_reading *reading,
                    const title_group *group)
{
    const title_draft *drafts = reading->drafts + group->first;
    uint32_t at = set->unit_count;
    set->titles[set->title_count] = (suo_title){at, set->doc_count};
    memcpy(set->codes + at, reading->codes + drafts->unit_at,
           group->unit_count * sizeof(*set->codes));
    memcpy(set->spelt + at, reading->spelt + drafts->unit_at,
           group->unit_count * sizeof(*set->spelt));
    set->unit_count += group->unit_count + 1;
    for (uint32_t i = 0; i < group->count; i++)
        set->docs[set->doc_count++] = drafts[i].titled;
    for (uint32_t hint = (at + SUO_TITLE_HINT_UNITS - 1) / SUO_TITLE_HINT_UNITS;
         hint * SUO_TITLE_HINT_UNITS < set->unit_count; hint++)
        set->hints[hint] = set->title_count;
    set->title_count++;
}

suo_status suo_title_set_make(suo_title_set *set, const suo_segment *segment,
                              const suo_title_source *source, suo_error *error)
{
    title_reading reading = {0};
    *set = (suo_title_set){0};
    suo_status status = reading_read(&reading, segment, source, error);
    if (status == SUO_OK)
        status = reading_group(&reading, error);
    if (status == SUO_OK && !set_reserve(set, &reading))
        status = suo_error_no_memory(error);
    if (status == SUO_OK) {
        for (size_t i = 0; i < reading.group_count; i++)
            set_add(set, &reading, &reading.groups[i]);
        set->titles[set->title_count] =
            (suo_title){set->unit_count, set->doc_count};
        if (reading.texts.len > 0)
            memcpy(set->texts, reading.texts.data, reading.texts.len);
    } else {
        suo_title_set_clear(set);
    }
    reading_clear(&reading);
    return status;
}
