/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c - read everything, and compare what must agree.
 *
 * Opening has proved the frames, hashes and section sizes, the deletions and
 * the vocabulary; the readers prove each posting as they decode it;
 * check_layout.c proves padding. What is left, and done here: order and
 * uniqueness of terms, keys and sequences, kinds of terms, the dictionary's
 * index, lengths against postings, bounds against postings, sums against
 * lengths, columns, and records.
 */
#include "index/check.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "codec/bitpack.h"
#include "index/check_layout.h"
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

/* The masks of block and bounds tell the fields that occur, no others. */
static bool check_masks(const suo_posting_block *block, const suo_bound *bounds,
                        bool has_bounds)
{
    for (uint32_t t = 0; t < SUO_BLOCK_FIELDS; t++) {
        bool is_set = block->fields >> t & 1;
        bool occurs = !is_set;
        for (uint32_t i = 0; i < block->count && !occurs; i++)
            occurs = block->freqs[t][i] > 0;
        if (!occurs || (has_bounds && is_set != (bounds[t].count > 0)))
            return false;
    }
    return true;
}

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
    if (!check_masks(block, bounds, has_bounds))
        return check_fail(error, "a block has a field in no posting");
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

/* Lane and positions are those of the term's first letter (FORMAT.md 5). */
static bool check_term_kind(const suo_dictionary_walk *walk)
{
    const suo_term_entry *entry = &walk->entry;
    switch (walk->term[0]) {
    case 'w':
        return entry->lane == SUO_LANE_WORD;
    case 'g':
        return entry->lane == SUO_LANE_GRAM && entry->has_positions;
    case 'u':
        return entry->lane == SUO_LANE_WORD && entry->has_positions;
    case 'x':
        return entry->lane == SUO_LANE_WORD && !entry->has_positions;
    default:
        return false;
    }
}

/* The index has the first bytes of a block's first term, zeros after them,
 * and the block ends with its last term. */
static bool check_dictionary_place(const suo_dictionary *dictionary,
                                   const suo_dictionary_walk *walk,
                                   uint64_t number)
{
    const uint8_t *entry = dictionary->index.bytes + (size_t)walk->block * 16;
    if (walk->left == 0 && suo_reader_left(&walk->entries) > 0)
        return false;
    if (number % SUO_DICTIONARY_BLOCK != 0)
        return true;
    uint64_t prefix = suo_load_u64(entry);
    for (size_t i = 0; i < 8; i++) {
        uint8_t own = i < walk->term_len ? walk->term[i] : 0;
        if ((uint8_t)(prefix >> (56 - 8 * i)) != own)
            return false;
    }
    return number > 0 || suo_load_u64(entry + 8) == 0;
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
        if (!check_term_kind(&walk))
            return check_fail(error, "a term is of no known kind");
        if (!check_dictionary_place(dictionary, &walk, count))
            return check_fail(error, "the dictionary's index is wrong");
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
    uint8_t *is_met = suo_alloc_zero(c->segment->doc_count, 1);
    if (is_met == NULL)
        return suo_error_no_memory(error);
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < c->segment->doc_count && status == SUO_OK; i++) {
        uint64_t hash = suo_load_u64(keys->hashes + (size_t)i * 8);
        uint32_t doc = suo_keys_doc(keys, i);
        suo_slice key;
        if (hash < last || doc >= c->segment->doc_count || is_met[doc] != 0 ||
            !suo_keys_get(keys, doc, &key) ||
            suo_hash(key.bytes, key.len) != hash)
            status = check_fail(error, "a key does not have its hash");
        else
            is_met[doc] = 1;
        last = hash;
    }
    suo_dealloc(is_met);
    return status;
}

/* A record's values are of fields whose values are stored. */
static bool check_record(const checker *c, const suo_record *record)
{
    suo_reader reader =
        suo_reader_make(record->values.bytes, record->values.len);
    for (uint32_t i = 0; i < record->value_count; i++) {
        size_t len;
        uint64_t field = suo_read_varint(&reader);
        suo_read_text(&reader, &len);
        if (reader.bad || field >= c->schema->field_count)
            return false;
        suo_field_kind kind = c->schema->fields[field].kind;
        if (kind == SUO_FIELD_INTEGER || kind == SUO_FIELD_TIME)
            return false;
    }
    return true;
}

/* Frames follow each other, and hold their records and nothing else. */
static suo_status check_records(const checker *c, suo_error *error)
{
    const suo_store *store = &c->segment->store;
    suo_store_frame frame = {0};
    suo_status status = SUO_OK;
    uint32_t frames = 0;
    uint64_t packed = 0; /* where the next frame has to begin */
    for (uint32_t doc = 0; doc < store->doc_count && status == SUO_OK; doc++) {
        suo_record record;
        status = suo_store_read(store, doc, &frame, &record, error);
        if (status != SUO_OK)
            break;
        const uint8_t *entry = store->index.bytes + (size_t)frame.number * 16;
        const uint8_t *end = record.values.bytes + record.values.len;
        if (doc == frame.doc_start) {
            if (frame.number != frames++ || suo_load_u64(entry + 8) < packed ||
                (doc == 0 && suo_load_u64(entry + 8) != 0))
                status = check_fail(error, "the store's index is wrong");
            packed = suo_load_u64(entry + 16 + 8);
        }
        if (!check_record(c, &record) ||
            (doc + 1 == frame.doc_end && end != frame.bytes + frame.len))
            status = check_fail(error, "a stored record is wrong");
    }
    suo_store_frame_clear(&frame);
    if (status == SUO_OK && frames != store->frame_count)
        status = check_fail(error, "the store's index is wrong");
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
        status = suo_check_layout(c->segment, c->schema, error);
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

/* Documents of all segments, the dead included. */
static size_t check_doc_count(const suo_snapshot *snapshot)
{
    size_t total = 0;
    for (uint32_t i = 0; i < snapshot->segment_count; i++)
        total += snapshot->segments[i]->doc_count;
    return total;
}

/* A living document by its key's hash. */
typedef struct key_place {
    uint64_t hash;
    uint32_t segment;
    uint32_t doc;
} key_place;

static int key_place_compare(const void *a, const void *b)
{
    const key_place *x = a;
    const key_place *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

static bool check_same_key(const suo_snapshot *snapshot, const key_place *a,
                           const key_place *b)
{
    suo_slice x;
    suo_slice y;
    return a->hash == b->hash &&
           suo_keys_get(&snapshot->segments[a->segment]->keys, a->doc, &x) &&
           suo_keys_get(&snapshot->segments[b->segment]->keys, b->doc, &y) &&
           suo_bytes_compare(x.bytes, x.len, y.bytes, y.len) == 0;
}

/* No two living documents of the index have one key. Equal ones lie together
 * when they are sorted by hash. */
static suo_status check_unique_keys(const suo_snapshot *snapshot,
                                    suo_error *error)
{
    size_t total = check_doc_count(snapshot);
    size_t count = 0;
    key_place *all = suo_alloc(total, sizeof(*all));
    if (all == NULL)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < snapshot->segment_count; i++)
        for (uint32_t e = 0; e < snapshot->segments[i]->doc_count; e++) {
            const suo_keys *keys = &snapshot->segments[i]->keys;
            uint32_t doc = suo_keys_doc(keys, e);
            if (doc < keys->doc_count &&
                !suo_deletions_has(&snapshot->deletions[i], doc))
                all[count++] = (key_place){
                    suo_load_u64(keys->hashes + (size_t)e * 8), i, doc};
        }
    if (count > 0)
        qsort(all, count, sizeof(*all), key_place_compare);
    bool is_unique = true;
    for (size_t i = 1; i < count && is_unique; i++)
        for (size_t j = i; j > 0 && all[j - 1].hash == all[i].hash; j--)
            is_unique &= !check_same_key(snapshot, &all[j - 1], &all[i]);
    suo_dealloc(all);
    return is_unique ? SUO_OK
                     : check_fail(error, "two living documents have one key");
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
    size_t total = check_doc_count(snapshot);
    size_t count = 0;
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
        if (status == SUO_CORRUPT)
            suo_error_prefix(
                error, "%s/s-%016llx.suo", folder,
                (unsigned long long)snapshot->manifest.segments[i].number);
    }
    if (status == SUO_OK)
        status = check_unique_keys(snapshot, error);
    if (status == SUO_OK)
        status = check_unique_sequences(snapshot, error);
    suo_snapshot_release(snapshot);
    return status;
}
