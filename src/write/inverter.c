/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inverter.c - tokenise documents and append each token to its term's stream.
 *
 * A term's stream is a row of events, one varint each, told apart by the two
 * low bits: another position in the same field (distance), a new field (then
 * its first position), a new document (then field and position). Words of Han
 * carry no positions: their events count only. segment_build.c reads it.
 */
#include "write/inverter.h"

#include <assert.h>

#include "base/hash.h"
#include "index/audiences.h"
#include "index/layout.h"
#include "index/store.h"
#include "write/events.h"

enum {
    BUCKETS_MIN = 1 << 12,
    AUDIENCE_PLACES_MIN = 16,
    TOKENS_AT_ONCE = 64,
    HAN_SURPLUS = 7,
    BUILD_SLOT_BYTES = 96, /* see suo_inverter_bytes */
    BUILD_TERM_BYTES = 16
};

suo_status suo_inverter_init(suo_inverter *inverter, const suo_schema *schema,
                             suo_error *error)
{
    suo_schema_language languages[SUO_TEXT_FIELDS_MAX];
    uint32_t count = suo_schema_list_languages(schema, languages);
    memset(inverter, 0, sizeof(*inverter));
    inverter->schema = schema;
    for (uint32_t i = 0; i < count; i++) {
        suo_analyzer analyzer = {suo_schema_cuts_by_icu(schema),
                                 languages[i].name};
        suo_status status =
            suo_tokenizer_make(&analyzer, &inverter->tokenizers[i], error);
        if (status != SUO_OK) {
            suo_inverter_clear(inverter);
            return status;
        }
        for (uint32_t t = 0; t < schema->text_count; t++)
            if (languages[i].fields >> t & 1)
                inverter->field_tokenizers[t] = inverter->tokenizers[i];
    }
    return SUO_OK;
}

void suo_inverter_clear(suo_inverter *inverter)
{
    for (uint32_t i = 0; i < SUO_TEXT_FIELDS_MAX; i++)
        suo_tokenizer_free(inverter->tokenizers[i]);
    for (uint32_t i = 0; i < SUO_TEXT_FIELDS_MAX; i++)
        suo_phrasebook_clear(&inverter->books[i]);
    suo_arena_clear(&inverter->arena);
    suo_pool_clear(&inverter->pool);
    suo_term_table_clear(&inverter->terms);
    suo_dealloc(inverter->slots);
    suo_dealloc(inverter->lengths);
    suo_dealloc(inverter->audiences);
    suo_dealloc(inverter->numbers);
    suo_dealloc(inverter->keywords);
    suo_dealloc(inverter->keys);
    suo_dealloc(inverter->audience_places);
    suo_buffer_free(&inverter->scratch);
    memset(inverter, 0, sizeof(*inverter));
}

/* Fill a book with the words, cut by 'tokenizer'. */
static suo_status inverter_load_book(suo_phrasebook *book,
                                     suo_tokenizer *tokenizer,
                                     const suo_vocabulary *vocabulary,
                                     suo_error *error)
{
    suo_status status = SUO_OK;
    suo_tokenizer_set_book(tokenizer, NULL);
    suo_phrasebook_clear(book);
    for (size_t i = 0; i < vocabulary->count && status == SUO_OK; i++) {
        const suo_vocabulary_word *word = &vocabulary->words[i];
        status = suo_phrasebook_add_word(book, tokenizer, word->text,
                                         word->weight, word->since, error);
    }
    if (status == SUO_OK && book->count > 0)
        suo_tokenizer_set_book(tokenizer, book);
    /* A writer has checked them: only a forged file fails here. */
    if (status == SUO_INVALID || status == SUO_LIMIT)
        status =
            suo_error_set(error, SUO_CORRUPT, "the index's words break a rule");
    return status;
}

suo_status suo_inverter_set_vocabulary(suo_inverter *inverter,
                                       const suo_vocabulary *vocabulary,
                                       suo_error *error)
{
    assert(inverter->slot_count == 0);
    suo_status status = SUO_OK;
    if (inverter->generation == vocabulary->generation)
        return SUO_OK;
    for (uint32_t i = 0; i < SUO_TEXT_FIELDS_MAX && status == SUO_OK; i++)
        if (inverter->tokenizers[i] != NULL)
            status =
                inverter_load_book(&inverter->books[i], inverter->tokenizers[i],
                                   vocabulary, error);
    inverter->generation = vocabulary->generation;
    return status;
}

void suo_inverter_reset(suo_inverter *inverter)
{
    suo_arena_reset(&inverter->arena);
    suo_pool_reset(&inverter->pool);
    suo_term_table_reset(&inverter->terms);
    inverter->slot_count = 0;
    inverter->audience_count = 0;
    inverter->number_count = 0;
    inverter->keyword_count = 0;
    if (inverter->audience_places != NULL)
        memset(inverter->audience_places, 0,
               inverter->audience_place_count *
                   sizeof(*inverter->audience_places));
    if (inverter->keys != NULL)
        memset(inverter->keys, 0,
               inverter->key_bucket_count * sizeof(*inverter->keys));
}

uint64_t suo_inverter_bytes(const suo_inverter *inverter)
{
    size_t per_slot = (size_t)inverter->schema->text_count * SUO_LANES;
    if (inverter->slot_count == 0)
        return 0;
    /* What is used, not what is held: arrays are kept from one segment to the
     * next, and must not make the next one small. And what writing them as a
     * segment will need besides: numbers, lengths, hashes and keys of each
     * document, a place to sort by of each term. */
    return inverter->arena.total_bytes +
           (uint64_t)inverter->pool.page_count * SUO_POOL_PAGE_BYTES +
           suo_term_table_bytes(&inverter->terms) +
           inverter->slot_count *
               (sizeof(*inverter->slots) + sizeof(*inverter->keys) * 2 +
                per_slot * sizeof(*inverter->lengths) * 2 + BUILD_SLOT_BYTES) +
           inverter->terms.count * BUILD_TERM_BYTES +
           inverter->audience_count * sizeof(*inverter->audiences) +
           inverter->number_count * sizeof(*inverter->numbers) +
           inverter->keyword_count * sizeof(*inverter->keywords);
}

/* Room for 'needed' items in an array of the inverter. */
#define INVERTER_GROW(items, cap, needed) \
    (suo_grow(&(items), &(cap), (needed), sizeof(*(items))) == SUO_OK)

/* ---- postings ---- */

/* Append a posting's event. A code can stem to the term of one of its own
 * words, which has been added: it adds nothing then. */
static bool inverter_add_posting(suo_inverter *inverter,
                                 suo_inverted_term *term, uint32_t slot,
                                 uint32_t field, uint32_t position)
{
    suo_pool *pool = &inverter->pool;
    bool is_new_field = true;
    if (!term->has_positions)
        position = 0;
    else if (term->slot == slot && term->field == field &&
             position < term->next)
        return true;
    if (term->slot != slot) {
        uint64_t gap = slot - (term->slot + 1u);
        if (!suo_stream_add(pool, &term->stream,
                            gap << SUO_EVENT_BITS | SUO_EVENT_DOC) ||
            !suo_stream_add(pool, &term->stream, field))
            return false;
    } else if (term->field != field) {
        uint64_t event = (uint64_t)field << SUO_EVENT_BITS | SUO_EVENT_FIELD;
        if (!suo_stream_add(pool, &term->stream, event))
            return false;
    } else {
        is_new_field = false;
    }
    uint64_t value = position;
    if (!is_new_field) {
        uint64_t distance = term->has_positions ? position - term->next : 0;
        value = distance << SUO_EVENT_BITS | SUO_EVENT_POSITION;
    }
    term->slot = slot;
    term->field = field;
    term->next = position + 1;
    return suo_stream_add(pool, &term->stream, value);
}

/* ---- documents ---- */

/* What was met of a field's tokens so far. */
typedef struct inverter_tally {
    uint32_t words;
    uint32_t han_words; /* among them */
    uint32_t grams;
} inverter_tally;

/* Stop words add nothing to a length: they are a third of English text, and
 * lengths should mean the same in all languages. */
static void inverter_count(const suo_token *token, inverter_tally *tally)
{
    if (token->kind == SUO_TOKEN_GRAM) {
        tally->grams++;
    } else if (token->kind == SUO_TOKEN_WORD &&
               !(token->flags & SUO_TOKEN_STOP)) {
        tally->words++;
        tally->han_words += (token->flags & SUO_TOKEN_HAN) != 0;
    }
}

/* Of seven words of Han one adds nothing, either: a text takes more of them
 * than its English translation has words (bench/README.md). */
static void inverter_measure(const inverter_tally *tally, uint32_t *lengths)
{
    lengths[SUO_LANE_WORD] = tally->words - tally->han_words / HAN_SURPLUS;
    lengths[SUO_LANE_GRAM] = tally->grams;
}

/*
 * Add up to TOKENS_AT_ONCE tokens, in rounds. Each round asks the memory for
 * what the next one needs, so that the waits of many tokens overlap.
 */
static bool inverter_add_tokens(suo_inverter *inverter, const suo_token *tokens,
                                size_t count, uint32_t slot, uint32_t field,
                                uint32_t unit, inverter_tally *tally)
{
    suo_term_table *table = &inverter->terms;
    uint32_t tags[TOKENS_AT_ONCE];
    uint32_t numbers[TOKENS_AT_ONCE];
    for (size_t i = 0; i < count; i++) {
        tags[i] = suo_term_table_tag(&tokens[i]);
        suo_term_table_prefetch_bucket(table, tags[i]);
    }
    for (size_t i = 0; i < count; i++)
        suo_term_table_prefetch_term(table, tags[i]);
    for (size_t i = 0; i < count; i++) {
        if (!suo_term_table_find(table, &inverter->arena, tags[i], &tokens[i],
                                 &numbers[i]))
            return false;
        const suo_stream *stream = &table->terms[numbers[i]].stream;
        if (stream->left > 0)
            SUO_PREFETCH(suo_pool_at(&inverter->pool, stream->next));
    }
    for (size_t i = 0; i < count; i++) {
        if (!inverter_add_posting(inverter, &table->terms[numbers[i]], slot,
                                  field, unit + tokens[i].unit))
            return false;
        inverter_count(&tokens[i], tally);
    }
    return true;
}

/*
 * Add the forms of up to TOKENS_AT_ONCE tokens that were stemmed, so that a
 * question's own form ranks above others. They add to no length.
 */
static bool inverter_add_forms(suo_inverter *inverter, suo_slice text,
                               const suo_token *tokens, size_t count,
                               uint32_t slot, uint32_t field)
{
    char bytes[TOKENS_AT_ONCE][SUO_FORM_BYTES_MAX];
    suo_token forms[TOKENS_AT_ONCE];
    size_t form_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(tokens[i].flags & SUO_TOKEN_STEMMED) ||
            tokens[i].flags & SUO_TOKEN_STOP)
            continue;
        char *form = bytes[form_count];
        size_t len = suo_token_form(&tokens[i], (const char *)text.bytes, form);
        if (len > 0)
            forms[form_count++] = (suo_token){.term = form,
                                              .term_len = (uint32_t)len,
                                              .kind = SUO_TOKEN_FORM};
    }
    inverter_tally tally = {0};
    return inverter_add_tokens(inverter, forms, form_count, slot, field, 0,
                               &tally);
}

/* One past the last unit of a batch: that of its last word or gram. */
static uint32_t tokens_end(const suo_token *tokens, uint64_t count)
{
    uint64_t i = count - 1;
    while (i > 0 && tokens[i].kind == SUO_TOKEN_USER)
        i--;
    return tokens[i].unit + tokens[i].unit_count;
}

/* Tokenise one value; 'unit' moves past it. */
static suo_status inverter_add_value(suo_inverter *inverter, suo_slice text,
                                     uint32_t slot, uint32_t field,
                                     uint32_t *unit, inverter_tally *tally,
                                     suo_error *error)
{
    suo_tokenizer *tokenizer = inverter->field_tokenizers[field];
    suo_status status = suo_tokenizer_start(tokenizer, (const char *)text.bytes,
                                            (int64_t)text.len, error);
    uint32_t end = 0;
    while (status == SUO_OK) {
        const suo_token *tokens;
        uint64_t count;
        status = suo_tokenizer_next(tokenizer, &tokens, &count, error);
        if (status != SUO_OK || count == 0)
            break;
        for (uint64_t i = 0; i < count; i += TOKENS_AT_ONCE) {
            size_t part = count - i < TOKENS_AT_ONCE ? (size_t)(count - i)
                                                     : TOKENS_AT_ONCE;
            if (!inverter_add_tokens(inverter, tokens + i, part, slot, field,
                                     *unit, tally) ||
                !inverter_add_forms(inverter, text, tokens + i, part, slot,
                                    field))
                return suo_error_no_memory(error);
        }
        end = tokens_end(tokens, count);
    }
    *unit += end + SUO_VALUE_GAP;
    return status;
}

/* All text values, field by field. */
static suo_status inverter_add_texts(suo_inverter *inverter,
                                     const suo_document *document,
                                     uint32_t slot, suo_error *error)
{
    const suo_schema *schema = inverter->schema;
    for (uint32_t t = 0; t < schema->text_count; t++) {
        uint32_t unit = 0;
        inverter_tally tally = {0};
        for (size_t i = 0; i < document->value_count; i++) {
            const suo_value *value = &document->values[i];
            if (value->field != schema->text_fields[t])
                continue;
            suo_status status = inverter_add_value(inverter, value->text, slot,
                                                   t, &unit, &tally, error);
            if (status != SUO_OK)
                return status;
        }
        inverter_measure(&tally, inverter->lengths +
                                     ((size_t)slot * schema->text_count + t) *
                                         SUO_LANES);
    }
    return SUO_OK;
}

static bool inverter_add_number(suo_inverter *inverter, uint32_t slot,
                                const suo_value *value)
{
    if (!INVERTER_GROW(inverter->numbers, inverter->number_cap,
                       inverter->number_count + 1))
        return false;
    inverter->numbers[inverter->number_count++] =
        (suo_slot_number){slot, value->field, value->integer};
    return true;
}

static bool inverter_add_keyword(suo_inverter *inverter, uint32_t slot,
                                 const suo_value *value)
{
    char *text =
        suo_arena_copy(&inverter->arena, value->text.bytes, value->text.len);
    if (text == NULL ||
        !INVERTER_GROW(inverter->keywords, inverter->keyword_cap,
                       inverter->keyword_count + 1))
        return false;
    inverter->keywords[inverter->keyword_count++] = (suo_slot_keyword){
        slot, value->field, {(const uint8_t *)text, value->text.len}};
    return true;
}

/* Key, columns, and the record that goes to the store. */
static bool inverter_add_stored(suo_inverter *inverter,
                                const suo_document *document, uint32_t slot)
{
    suo_buffer *scratch = &inverter->scratch;
    uint32_t stored = 0;
    for (size_t i = 0; i < document->value_count; i++) {
        const suo_value *value = &document->values[i];
        suo_field_kind kind = inverter->schema->fields[value->field].kind;
        bool is_number = kind == SUO_FIELD_INTEGER || kind == SUO_FIELD_TIME;
        stored += !is_number;
        if (is_number && !inverter_add_number(inverter, slot, value))
            return false;
        if (kind == SUO_FIELD_KEYWORD &&
            !inverter_add_keyword(inverter, slot, value))
            return false;
    }
    suo_buffer_reset(scratch);
    suo_record_begin(scratch, stored);
    for (size_t i = 0; i < document->value_count; i++) {
        const suo_value *value = &document->values[i];
        suo_field_kind kind = inverter->schema->fields[value->field].kind;
        if (kind != SUO_FIELD_INTEGER && kind != SUO_FIELD_TIME)
            suo_record_add(scratch, value->field, value->text);
    }
    if (scratch->failed)
        return false;
    char *record =
        suo_arena_copy(&inverter->arena, scratch->data, scratch->len);
    char *key = suo_arena_copy(&inverter->arena, document->key.bytes,
                               document->key.len);
    suo_slot *own = &inverter->slots[slot];
    own->record = (suo_slice){(const uint8_t *)record, scratch->len};
    own->key = (suo_slice){(const uint8_t *)key, document->key.len};
    return record != NULL && key != NULL;
}

static bool inverter_rehash_audiences(suo_inverter *inverter)
{
    size_t count = inverter->audience_place_count
                       ? inverter->audience_place_count * 2
                       : (size_t)AUDIENCE_PLACES_MIN;
    uint32_t *places = suo_alloc_zero(count, sizeof(*places));
    if (places == NULL)
        return false;
    for (size_t i = 0; i < inverter->audience_count; i++) {
        const suo_slice *set = &inverter->audiences[i];
        size_t at = suo_hash(set->bytes, set->len) & (count - 1);
        while (places[at] != 0)
            at = (at + 1) & (count - 1);
        places[at] = (uint32_t)(i + 1);
    }
    suo_dealloc(inverter->audience_places);
    inverter->audience_places = places;
    inverter->audience_place_count = count;
    return true;
}

/* The number of the document's audience, made when it is new. */
static bool inverter_find_audience(suo_inverter *inverter,
                                   const suo_document *document,
                                   uint32_t *audience)
{
    suo_buffer *scratch = &inverter->scratch;
    suo_slice names[SUO_ROLES_MAX];
    memcpy(names, document->roles,
           document->role_count * sizeof(*document->roles));
    suo_buffer_reset(scratch);
    suo_roles_encode(scratch, names, document->role_count);
    if (scratch->failed)
        return false;
    if (inverter->audience_count * 2 >= inverter->audience_place_count &&
        !inverter_rehash_audiences(inverter))
        return false;
    size_t mask = inverter->audience_place_count - 1;
    size_t at = suo_hash(scratch->data, scratch->len) & mask;
    for (; inverter->audience_places[at] != 0; at = (at + 1) & mask) {
        const suo_slice *known =
            &inverter->audiences[inverter->audience_places[at] - 1];
        if (suo_bytes_compare(known->bytes, known->len, scratch->data,
                              scratch->len) == 0) {
            *audience = inverter->audience_places[at] - 1;
            return true;
        }
    }
    char *copy = suo_arena_copy(&inverter->arena, scratch->data, scratch->len);
    if (copy == NULL ||
        !INVERTER_GROW(inverter->audiences, inverter->audience_cap,
                       inverter->audience_count + 1))
        return false;
    *audience = (uint32_t)inverter->audience_count;
    inverter->audiences[inverter->audience_count++] =
        (suo_slice){(const uint8_t *)copy, scratch->len};
    inverter->audience_places[at] = (uint32_t)inverter->audience_count;
    return true;
}

/* ---- keys ---- */

static bool inverter_rehash_keys(suo_inverter *inverter)
{
    size_t count = inverter->key_bucket_count ? inverter->key_bucket_count * 2
                                              : (size_t)BUCKETS_MIN;
    uint32_t *keys = suo_alloc_zero(count, sizeof(*keys));
    if (keys == NULL)
        return false;
    for (size_t i = 0; i < inverter->slot_count; i++) {
        size_t at = inverter->slots[i].key_hash & (count - 1);
        while (keys[at] != 0)
            at = (at + 1) & (count - 1);
        keys[at] = (uint32_t)(i + 1);
    }
    suo_dealloc(inverter->keys);
    inverter->keys = keys;
    inverter->key_bucket_count = count;
    return true;
}

static void inverter_enter_key(suo_inverter *inverter, uint32_t slot)
{
    size_t mask = inverter->key_bucket_count - 1;
    size_t at = inverter->slots[slot].key_hash & mask;
    while (inverter->keys[at] != 0)
        at = (at + 1) & mask;
    inverter->keys[at] = slot + 1;
}

int64_t suo_inverter_find(const suo_inverter *inverter, suo_slice key)
{
    if (inverter->slot_count == 0)
        return -1;
    uint64_t hash = suo_hash(key.bytes, key.len);
    size_t mask = inverter->key_bucket_count - 1;
    for (size_t at = hash & mask; inverter->keys[at] != 0;
         at = (at + 1) & mask) {
        uint32_t number = inverter->keys[at] - 1;
        const suo_slot *slot = &inverter->slots[number];
        if (slot->key_hash != hash || slot->is_dead)
            continue;
        if (suo_bytes_compare(slot->key.bytes, slot->key.len, key.bytes,
                              key.len) == 0)
            return number;
    }
    return -1;
}

suo_status suo_inverter_accepts(const suo_inverter *inverter,
                                const suo_document *document, suo_error *error)
{
    const suo_schema *schema = inverter->schema;
    bool fits = document->field_count == schema->field_count;
    if (document->key.len == 0)
        return suo_error_set(error, SUO_INVALID, "the document has no key");
    for (uint32_t i = 0; fits && i < schema->field_count; i++)
        fits = document->kinds[i] == schema->fields[i].kind;
    if (!fits)
        return suo_error_set(error, SUO_INVALID,
                             "the document was made for another schema");
    /* Positions count units and gaps between values; they end there too. */
    if (document->text_bytes + (uint64_t)document->value_count * SUO_VALUE_GAP >
        SUO_TEXT_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "the document has too many values");
    return SUO_OK;
}

suo_status suo_inverter_add(suo_inverter *inverter,
                            const suo_document *document, uint64_t sequence,
                            suo_error *error)
{
    const suo_schema *schema = inverter->schema;
    size_t per_slot = (size_t)schema->text_count * SUO_LANES;
    size_t count = inverter->slot_count + 1;
    if (count > SUO_DOCS_MAX)
        return suo_error_set(error, SUO_LIMIT, "too many documents at once");
    if (!INVERTER_GROW(inverter->slots, inverter->slot_cap, count) ||
        !INVERTER_GROW(inverter->lengths, inverter->length_cap,
                       count * per_slot) ||
        (count * 2 > inverter->key_bucket_count &&
         !inverter_rehash_keys(inverter)))
        return suo_error_no_memory(error);
    uint32_t number = (uint32_t)inverter->slot_count;
    suo_slot *slot = &inverter->slots[number];
    *slot = (suo_slot){.sequence = sequence};
    slot->key_hash = suo_hash(document->key.bytes, document->key.len);
    if (per_slot > 0)
        memset(inverter->lengths + number * per_slot, 0,
               per_slot * sizeof(*inverter->lengths));
    if (!inverter_find_audience(inverter, document, &slot->audience) ||
        !inverter_add_stored(inverter, document, number))
        return suo_error_no_memory(error);
    inverter->slot_count++;
    inverter_enter_key(inverter, number);
    return inverter_add_texts(inverter, document, number, error);
}
