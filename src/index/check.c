/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c - read everything, and compare what must agree.
 *
 * Opening has proved the frames, hashes and section sizes, the deletions and
 * the vocabulary; the readers prove each posting as they decode it. What is
 * left, and done here: order and uniqueness of terms, keys and sequences,
 * lengths against postings, bounds against postings, sums against lengths,
 * columns, and records.
 */
#include "index/check.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "codec/bitpack.h"
#include "index/snapshot.h"

typedef struct checker {
    const suo_schema *schema;
    const suo_segment *segment;
    suo_check_report *report;
    uint32_t *lengths; /* [lane][text field][doc], counted from postings */
    suo_posting_block block;
    suo_positions positions;
} checker;

static suo_status check_fail(suo_error *error, const char *rule)
{
    return suo_error_set(error, SUO_CORRUPT, "%s", rule);
}

static uint32_t *check_length(const checker *c, uint32_t lane, uint32_t t,
                              uint32_t doc)
{
    size_t column = (size_t)lane * c->schema->text_count + t;
    return &c->lengths[column * c->segment->doc_count + doc];
}

/* ---- terms ---- */

/* Each posting is in a field, and under the bound of its block. */
static suo_status check_block(checker *c, const suo_postings *postings,
                              suo_error *error)
{
    const suo_posting_block *block = &c->block;
    suo_bound bounds[SUO_BLOCK_FIELDS];
    uint32_t lane = postings->entry.lane;
    suo_status status =
        suo_postings_bounds(postings, postings->block - 1, bounds, error);
    bool has_bounds = status == SUO_OK;
    if (status != SUO_OK && status != SUO_NOT_FOUND)
        return status;
    if (block->fields >> c->schema->text_count != 0)
        return check_fail(error, "a posting is in a field there is not");
    for (uint32_t i = 0; i < block->count; i++) {
        bool has_field = false;
        for (uint32_t t = 0; t < c->schema->text_count; t++) {
            uint32_t freq = block->fields >> t & 1 ? block->freqs[t][i] : 0;
            if (freq == 0)
                continue;
            has_field = true;
            uint32_t length =
                suo_lengths_get(&c->segment->lengths[t], lane, block->docs[i]);
            bool is_bounded = !has_bounds;
            for (uint32_t j = 0; has_bounds && j < bounds[t].count; j++)
                is_bounded |= bounds[t].freqs[j] >= freq &&
                              bounds[t].lengths[j] <= length;
            if (!is_bounded)
                return check_fail(error, "a posting exceeds its bound");
            *check_length(c, lane, t, block->docs[i]) += freq;
        }
        if (!has_field)
            return check_fail(error, "a posting is in no field");
    }
    return SUO_OK;
}

static suo_status check_list(checker *c, const suo_term_entry *entry,
                             suo_error *error)
{
    suo_postings postings;
    uint64_t docs = 0;
    suo_status status =
        suo_postings_open(&postings, entry, c->segment->doc_count, error);
    while (status == SUO_OK) {
        status = suo_postings_next(&postings, &c->block, error);
        if (status != SUO_OK || c->block.count == 0)
            break;
        docs += c->block.count;
        status = check_block(c, &postings, error);
        if (status == SUO_OK && entry->has_positions)
            status = suo_postings_positions(&postings, &c->block, &c->positions,
                                            error);
        c->report->position_count +=
            entry->has_positions ? c->positions.count : 0;
    }
    c->report->posting_count += docs;
    if (status == SUO_OK && docs != entry->doc_freq)
        return check_fail(error, "a list has another number of postings");
    return status;
}

static suo_status check_terms(checker *c, suo_error *error)
{
    const suo_dictionary *dictionary = &c->segment->dictionary;
    suo_dictionary_walk walk;
    uint8_t last[SUO_TERM_MAX + 1];
    size_t last_len = 0;
    uint64_t count = 0;
    bool found = true;
    suo_status status = suo_dictionary_seek(&walk, dictionary, "", 0, error);
    while (status == SUO_OK) {
        status = suo_dictionary_next(&walk, &found, error);
        if (status != SUO_OK || !found)
            break;
        suo_term_entry again;
        bool is_there;
        if (count > 0 &&
            suo_bytes_compare(last, last_len, walk.term, walk.term_len) >= 0)
            return check_fail(error, "the terms do not ascend");
        count++;
        memcpy(last, walk.term, walk.term_len);
        last_len = walk.term_len;
        status = suo_dictionary_find(dictionary, walk.term, walk.term_len,
                                     &again, &is_there, error);
        if (status == SUO_OK && !is_there)
            return check_fail(error, "a term cannot be found");
        if (status == SUO_OK)
            status = check_list(c, &walk.entry, error);
    }
    c->report->term_count += count;
    if (status == SUO_OK && count != dictionary->term_count)
        return check_fail(error, "the number of terms is wrong");
    return status;
}

/* ---- documents ---- */

/* A document is as long as its postings say; codes count beside their words,
 * so words may add up to more. */
static suo_status check_lengths(const checker *c, suo_error *error)
{
    for (uint32_t t = 0; t < c->schema->text_count; t++)
        for (uint32_t doc = 0; doc < c->segment->doc_count; doc++) {
            uint32_t grams =
                suo_lengths_get(&c->segment->lengths[t], SUO_LANE_GRAM, doc);
            uint32_t words =
                suo_lengths_get(&c->segment->lengths[t], SUO_LANE_WORD, doc);
            if (*check_length(c, SUO_LANE_GRAM, t, doc) != grams ||
                *check_length(c, SUO_LANE_WORD, t, doc) < words)
                return check_fail(error, "a length is not its postings'");
        }
    return SUO_OK;
}

static suo_status check_audiences(const checker *c, suo_error *error)
{
    uint32_t doc = 0;
    const suo_audience *last = NULL;
    for (uint32_t i = 0; i < c->segment->audience_count; i++) {
        const suo_audience *audience = &c->segment->audiences[i];
        suo_length_sum sums[SUO_LANES][SUO_TEXT_FIELDS_MAX] = {0};
        if (last != NULL &&
            suo_bytes_compare(last->roles.bytes, last->roles.len,
                              audience->roles.bytes, audience->roles.len) >= 0)
            return check_fail(error, "the audiences do not ascend");
        last = audience;
        for (; doc < audience->doc_end; doc++)
            for (uint32_t t = 0; t < c->schema->text_count; t++)
                for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
                    uint32_t length =
                        suo_lengths_get(&c->segment->lengths[t], lane, doc);
                    sums[lane][t].docs += length > 0;
                    sums[lane][t].total += length;
                }
        for (uint32_t t = 0; t < c->schema->text_count; t++)
            for (uint32_t lane = 0; lane < SUO_LANES; lane++)
                if (sums[lane][t].docs != audience->sums[lane][t].docs ||
                    sums[lane][t].total != audience->sums[lane][t].total)
                    return check_fail(error, "an audience's sums are wrong");
    }
    return SUO_OK;
}

static suo_status check_sequences(const checker *c, uint64_t next_sequence,
                                  suo_error *error)
{
    const suo_sequences *sequences = &c->segment->sequences;
    uint32_t doc = 0;
    for (uint32_t i = 0; i < c->segment->audience_count; i++) {
        uint64_t least = 0;
        for (; doc < c->segment->audiences[i].doc_end; doc++) {
            uint64_t own = suo_sequences_get(sequences, doc);
            if (own < least || own < sequences->least || own >= next_sequence)
                return check_fail(error, "the sequences do not ascend");
            least = own + 1;
        }
    }
    return SUO_OK;
}

static suo_status check_keys(const checker *c, suo_error *error)
{
    const suo_keys *keys = &c->segment->keys;
    uint64_t last = 0;
    for (uint32_t i = 0; i < c->segment->doc_count; i++) {
        uint64_t hash = suo_load_u64(keys->hashes + (size_t)i * 8);
        uint32_t doc = suo_keys_doc(keys, i);
        suo_slice key;
        if (hash < last || doc >= c->segment->doc_count ||
            !suo_keys_get(keys, doc, &key) ||
            suo_hash(key.bytes, key.len) != hash)
            return check_fail(error, "a key does not have its hash");
        last = hash;
    }
    return SUO_OK;
}

static suo_status check_records(const checker *c, suo_error *error)
{
    suo_store_frame frame = {0};
    suo_status status = SUO_OK;
    for (uint32_t doc = 0; doc < c->segment->doc_count && status == SUO_OK;
         doc++) {
        suo_record record;
        status =
            suo_store_read(&c->segment->store, doc, &frame, &record, error);
    }
    suo_store_frame_clear(&frame);
    return status;
}

static suo_status check_keyword_column(const checker *c, uint32_t field,
                                       suo_error *error)
{
    const suo_keywords *keywords = &c->segment->columns[field].keywords;
    uint32_t next = 0;
    for (uint32_t doc = 0; doc < c->segment->doc_count; doc++) {
        uint32_t start;
        uint32_t end;
        if (!suo_keywords_range(keywords, doc, &start, &end) || start != next)
            return check_fail(error, "a keyword column is damaged");
        next = end;
        suo_slice last = {0};
        for (uint32_t i = start; i < end; i++) {
            suo_slice text;
            if (!suo_keywords_get(keywords, i, &text) ||
                (i > start && suo_bytes_compare(last.bytes, last.len,
                                                text.bytes, text.len) >= 0))
                return check_fail(error, "a keyword column is damaged");
            last = text;
        }
    }
    if (next != keywords->total)
        return check_fail(error, "a keyword column is damaged");
    return SUO_OK;
}

/* The distinct values ascend, whoever has them. */
static suo_status check_keyword_order(const checker *c, uint32_t field,
                                      suo_error *error)
{
    const suo_keywords *keywords = &c->segment->columns[field].keywords;
    suo_slice last = {0};
    uint32_t start = suo_load_u32(keywords->offsets);
    if (start != 0)
        return check_fail(error, "a keyword column is damaged");
    for (uint32_t i = 0; i < keywords->distinct; i++) {
        uint32_t end = suo_load_u32(keywords->offsets + (size_t)i * 4 + 4);
        if (end < start || end > keywords->text.len)
            return check_fail(error, "a keyword column is damaged");
        const suo_slice own = {keywords->text.bytes + start, end - start};
        if (i > 0 &&
            suo_bytes_compare(last.bytes, last.len, own.bytes, own.len) >= 0)
            return check_fail(error, "the keywords do not ascend");
        last = own;
        start = end;
    }
    return SUO_OK;
}

/* Nothing above the largest number, nothing where there is none. */
static suo_status check_number_column(const checker *c, uint32_t field,
                                      suo_error *error)
{
    const suo_numbers *numbers = &c->segment->columns[field].numbers;
    uint32_t docs = c->segment->doc_count;
    uint64_t room = (uint64_t)INT64_MAX - (uint64_t)numbers->least;
    for (uint32_t doc = 0; doc < docs; doc++) {
        int64_t value;
        bool is_there = suo_numbers_get(numbers, doc, &value);
        uint64_t above = suo_column_get(numbers->values, numbers->width, doc);
        if (above > (is_there ? room : 0))
            return check_fail(error, "a number column is damaged");
    }
    for (uint64_t bit = docs; bit < ((uint64_t)docs + 63) / 64 * 64; bit++)
        if (numbers->present[bit / 8] >> (bit % 8) & 1)
            return check_fail(error, "a number column is damaged");
    return SUO_OK;
}

static suo_status check_columns(const checker *c, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t f = 0; f < c->schema->field_count && status == SUO_OK; f++) {
        suo_field_kind kind = c->schema->fields[f].kind;
        if (kind == SUO_FIELD_KEYWORD)
            status = check_keyword_order(c, f, error);
        if (kind == SUO_FIELD_KEYWORD && status == SUO_OK)
            status = check_keyword_column(c, f, error);
        if (kind == SUO_FIELD_INTEGER || kind == SUO_FIELD_TIME)
            status = check_number_column(c, f, error);
    }
    return status;
}

static suo_status check_segment(checker *c, uint64_t next_sequence,
                                suo_error *error)
{
    size_t columns = (size_t)c->schema->text_count * SUO_LANES;
    c->lengths =
        suo_alloc_zero(columns * c->segment->doc_count, sizeof(*c->lengths));
    suo_status status =
        c->lengths == NULL ? suo_error_no_memory(error) : SUO_OK;
    if (status == SUO_OK)
        status = check_terms(c, error);
    if (status == SUO_OK)
        status = check_lengths(c, error);
    if (status == SUO_OK)
        status = check_audiences(c, error);
    if (status == SUO_OK)
        status = check_sequences(c, next_sequence, error);
    if (status == SUO_OK)
        status = check_keys(c, error);
    if (status == SUO_OK)
        status = check_columns(c, error);
    if (status == SUO_OK)
        status = check_records(c, error);
    suo_dealloc(c->lengths);
    suo_positions_clear(&c->positions);
    c->report->segment_count++;
    c->report->doc_count += c->segment->doc_count;
    return status;
}

/* No two living documents of the index have one key. */
static suo_status check_unique_keys(const suo_snapshot *snapshot,
                                    uint32_t number, suo_error *error)
{
    const suo_segment *segment = snapshot->segments[number];
    for (uint32_t doc = 0; doc < segment->doc_count; doc++) {
        suo_slice key;
        if (suo_deletions_has(&snapshot->deletions[number], doc) ||
            !suo_keys_get(&segment->keys, doc, &key))
            continue;
        for (uint32_t i = 0; i <= number; i++) {
            uint32_t other;
            bool found;
            suo_status status = suo_segment_find_key(
                snapshot->segments[i], key, snapshot->deletions[i].bits, &other,
                &found, error);
            if (status != SUO_OK)
                return status;
            if (found && (i != number || other != doc))
                return check_fail(error, "two living documents have one key");
        }
    }
    return SUO_OK;
}

static int sequence_compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* No two documents of the index have one sequence. */
static suo_status check_unique_sequences(const suo_snapshot *snapshot,
                                         suo_error *error)
{
    size_t total = 0;
    size_t count = 0;
    for (uint32_t i = 0; i < snapshot->segment_count; i++)
        total += snapshot->segments[i]->doc_count;
    uint64_t *all = suo_alloc(total, sizeof(*all));
    if (all == NULL)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < snapshot->segment_count; i++)
        for (uint32_t d = 0; d < snapshot->segments[i]->doc_count; d++)
            all[count++] =
                suo_sequences_get(&snapshot->segments[i]->sequences, d);
    if (total > 0)
        qsort(all, total, sizeof(*all), sequence_compare);
    suo_status status = SUO_OK;
    for (size_t i = 1; i < total && status == SUO_OK; i++)
        if (all[i] == all[i - 1])
            status = check_fail(error, "two documents have one sequence");
    suo_dealloc(all);
    return status;
}

suo_status suo_index_check(const suo_os *os, const char *folder,
                           suo_check_report *report, suo_error *error)
{
    suo_snapshot *snapshot;
    suo_status status = suo_snapshot_load(os, folder, &snapshot, error);
    if (status != SUO_OK)
        return status;
    for (uint32_t i = 0; i < snapshot->segment_count && status == SUO_OK; i++) {
        checker c = {.schema = snapshot->manifest.schema,
                     .segment = snapshot->segments[i],
                     .report = report};
        status = check_segment(&c, snapshot->manifest.next_sequence, error);
        if (status == SUO_OK)
            status = check_unique_keys(snapshot, i, error);
        if (status == SUO_CORRUPT)
            suo_error_prefix(
                error, "%s/s-%016llx.suo", folder,
                (unsigned long long)snapshot->manifest.segments[i].number);
    }
    if (status == SUO_OK)
        status = check_unique_sequences(snapshot, error);
    suo_snapshot_release(snapshot);
    return status;
}
