/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_phrase.c - phrases stand where the token stream has them.
 *
 * A world is an index and a model of it: the tokens of every document, field
 * by field, with their units. Texts are made of few words, so that phrases
 * taken from one document stand in others. The model finds a phrase by trying
 * it at each token of each document that is alive and visible.
 */
#define _POSIX_C_SOURCE 200809L

#include "support/effort.h"
#include "support/unit.h"

#include "query/phrase.h"
#include "support/corpus.h"
#include "support/oracle.h"
#include "write/inverter.h"

enum {
    TEXTS = 3, /* text fields of corpus_schema */
    STEPS_MAX = 6,
    ALL_FIELDS = (1 << TEXTS) - 1,
    PHRASES_WANTED = 20000
};

static const uint32_t TEXT_FIELDS[TEXTS] = {CORPUS_TITLE, CORPUS_BODY,
                                            CORPUS_EXTRA};

/* ---- the model ---- */

typedef struct model_document {
    oracle_tokens texts[TEXTS]; /* units count on over the values */
    uint32_t ends[TEXTS];       /* unit where the next value begins */
    const char *role;
    bool is_alive;
} model_document;

typedef struct world {
    char *folder;
    suo_schema *schema;
    suo_writer *writer;
    oracle *cutter;            /* no document is put into it */
    model_document *documents; /* number n has the key "n" */
    uint32_t count;
} world;

static world world_open(uint32_t count, uint64_t memory_bytes)
{
    world w = {.folder = corpus_folder_make(), .schema = corpus_schema()};
    w.writer = corpus_writer(w.folder, w.schema, memory_bytes);
    w.cutter = oracle_new(
        w.schema, (oracle_rules){.k1 = 1.2, .b = 0.75, .gram_weight = 0.3});
    w.documents = calloc(count, sizeof(*w.documents));
    w.count = count;
    assert_non_null(w.documents);
    return w;
}

static void model_clear(model_document *document)
{
    for (uint32_t t = 0; t < TEXTS; t++)
        free(document->texts[t].items);
    *document = (model_document){0};
}

static void world_close(world *w)
{
    for (uint32_t i = 0; i < w->count; i++)
        model_clear(&w->documents[i]);
    free(w->documents);
    suo_writer_close(w->writer);
    suo_schema_free(w->schema);
    oracle_free(w->cutter);
    corpus_folder_remove(w->folder);
}

/* A joined form that is the term of one of its own words is no token. */
static bool tokens_repeat(const oracle_tokens *tokens, uint32_t i)
{
    const oracle_token *own = &tokens->items[i];
    for (uint32_t j = 0; j < i && own->kind == SUO_TOKEN_WHOLE; j++)
        if (tokens->items[j].term == own->term &&
            tokens->items[j].unit >= own->unit)
            return true;
    return false;
}

static void model_add(world *w, model_document *document, uint32_t text,
                      const char *bytes, size_t len)
{
    oracle_tokens cut = {0};
    oracle_tokens *own = &document->texts[text];
    uint32_t end = 0;
    oracle_cut(w->cutter, bytes, len, &cut);
    own->items =
        realloc(own->items, (own->count + cut.count + 1) * sizeof(*own->items));
    assert_non_null(own->items);
    for (uint32_t i = 0; i < cut.count; i++) {
        oracle_token *token = &cut.items[i];
        if (token->unit + token->unit_count > end)
            end = token->unit + token->unit_count;
        if (tokens_repeat(&cut, i) ||
            (token->kind == SUO_TOKEN_WORD && token->flags & SUO_TOKEN_HAN))
            continue;
        own->items[own->count] = *token;
        own->items[own->count++].unit += document->ends[text];
    }
    document->ends[text] += end + SUO_VALUE_GAP;
    free(cut.items);
}

/* Put document 'number'; values are added to it and to the model. */
static void world_put(world *w, uint32_t number, const char *role,
                      corpus_document *document)
{
    model_document *model = &w->documents[number];
    model_clear(model);
    model->is_alive = true;
    model->role = role;
    snprintf(document->key, sizeof(document->key), "%u", (unsigned)number);
    document->roles[0] = role;
    document->role_count = 1;
    for (uint32_t t = 0; t < TEXTS; t++)
        for (uint32_t i = 0; i < document->value_count; i++)
            if (document->values[i].field == TEXT_FIELDS[t])
                model_add(w, model, t, document->values[i].text,
                          document->values[i].len);
    corpus_put(w->writer, document);
    corpus_document_clear(document);
}

static void world_delete(world *w, uint32_t number)
{
    char key[16];
    if (!w->documents[number].is_alive)
        return;
    snprintf(key, sizeof(key), "%u", (unsigned)number);
    corpus_delete(w->writer, key);
    model_clear(&w->documents[number]);
}

static bool step_matches(const world *w, const suo_phrase_step *step,
                         uint32_t term)
{
    const char *bytes = w->cutter->terms[term].bytes;
    uint32_t len = w->cutter->terms[term].len;
    if (step->is_prefix ? len < step->bytes.len : len != step->bytes.len)
        return false;
    return memcmp(bytes, step->bytes.bytes, step->bytes.len) == 0;
}

static bool text_has(const world *w, const oracle_tokens *text,
                     const suo_phrase_step *step, uint32_t unit)
{
    for (uint32_t i = 0; i < text->count; i++)
        if (text->items[i].unit == unit &&
            step_matches(w, step, text->items[i].term))
            return true;
    return false;
}

static bool occurrence_is(suo_occurrence a, suo_occurrence b)
{
    return a.doc == b.doc && a.field == b.field && a.unit == b.unit;
}

static void occurrences_add(suo_occurrences *list, suo_occurrence item)
{
    assert_int_equal(suo_grow(&list->items, &list->cap, list->count + 1,
                              sizeof(*list->items)),
                     SUO_OK);
    list->items[list->count++] = item;
}

/* All places by trying each token; documents by their number in the model. */
static void world_find(const world *w, const suo_phrase *phrase,
                       uint32_t fields, const char *role,
                       suo_occurrences *wanted)
{
    wanted->count = 0;
    for (uint32_t d = 0; d < w->count; d++)
        for (uint32_t t = 0; t < TEXTS; t++) {
            const model_document *document = &w->documents[d];
            const oracle_tokens *text = &document->texts[t];
            if (!document->is_alive || !(fields >> t & 1) ||
                (role != NULL && strcmp(role, document->role) != 0))
                continue;
            size_t first = wanted->count;
            for (uint32_t i = 0; i < text->count; i++) {
                const suo_occurrence place = {d, t, text->items[i].unit};
                bool stands =
                    step_matches(w, &phrase->steps[0], text->items[i].term);
                for (uint32_t s = 1; s < phrase->count && stands; s++)
                    stands = text_has(w, text, &phrase->steps[s],
                                      place.unit + phrase->steps[s].offset);
                for (size_t j = first; j < wanted->count; j++)
                    stands &= !occurrence_is(wanted->items[j], place);
                if (stands)
                    occurrences_add(wanted, place);
            }
        }
}

/* ---- the index ---- */

static int place_compare(const void *a, const void *b)
{
    const suo_occurrence *x = a;
    const suo_occurrence *y = b;
    uint64_t left = (uint64_t)x->doc << 32 | x->field << 28 | x->unit;
    uint64_t right = (uint64_t)y->doc << 32 | y->field << 28 | y->unit;
    return (left > right) - (left < right);
}

/* The documents of a segment's places become those of the model. */
static void places_translate(const suo_segment *segment,
                             suo_occurrences *places, size_t start)
{
    for (size_t i = start + 1; i < places->count; i++)
        assert_true(place_compare(&places->items[i - 1], &places->items[i]) <
                    0);
    for (size_t i = start; i < places->count; i++) {
        char text[16] = {0};
        suo_slice key;
        assert_true(suo_keys_get(&segment->keys, places->items[i].doc, &key));
        assert_true(key.len < sizeof(text));
        memcpy(text, key.bytes, key.len);
        places->items[i].doc = (uint32_t)strtoul(text, NULL, 10);
    }
}

/* Find the phrase in all segments of a view. */
static void view_find(const suo_view *view, const suo_phrase *phrase,
                      uint32_t fields, suo_phrase_scratch *scratch,
                      suo_occurrences *places)
{
    suo_error error = SUO_ERROR_EMPTY;
    places->count = 0;
    for (uint32_t i = 0; i < view->segment_count; i++) {
        size_t start = places->count;
        corpus_ok(suo_phrase_find(&view->segments[i], phrase, fields, scratch,
                                  places, &error),
                  &error);
        places_translate(view->segments[i].segment, places, start);
    }
    if (places->count > 0)
        qsort(places->items, places->count, sizeof(*places->items),
              place_compare);
}

static suo_phrase_step step_of(const world *w, uint32_t term, uint32_t offset)
{
    const uint8_t *bytes = (const uint8_t *)w->cutter->terms[term].bytes;
    return (suo_phrase_step){
        {bytes, w->cutter->terms[term].len}, offset, false};
}

/* A text as a phrase: its words, and its grams of two characters; of one
 * character, as a prefix, where it stands alone. Returns the steps. */
static uint32_t steps_of(const world *w, const char *text,
                         suo_phrase_step *steps)
{
    oracle_tokens cut = {0};
    uint32_t count = 0;
    bool is_inside = false;
    oracle_cut(w->cutter, text, strlen(text), &cut);
    for (uint32_t i = 0; i < cut.count; i++) {
        const oracle_token *token = &cut.items[i];
        bool is_gram = token->kind == SUO_TOKEN_GRAM;
        bool is_last = is_gram && token->unit_count == 1;
        bool is_left_out = is_gram ? is_last && is_inside
                                   : token->kind != SUO_TOKEN_WORD ||
                                         token->flags & SUO_TOKEN_HAN;
        if (is_gram)
            is_inside = !is_last;
        if (is_left_out)
            continue;
        assert_true(count < STEPS_MAX);
        steps[count] = step_of(w, token->term, token->unit);
        steps[count++].is_prefix = is_last;
    }
    free(cut.items);
    return count;
}

/* Places of a text in all of an index of one segment, as "doc.field.unit ". */
static const char *places_of(const world *w, const char *text)
{
    static char out[1000];
    suo_phrase_step steps[STEPS_MAX];
    const suo_phrase phrase = {steps, steps_of(w, text, steps), 0};
    suo_phrase_scratch scratch = {0};
    suo_occurrences places = {0};
    suo_view *view = corpus_view(w->folder, NULL);
    size_t len = 0;
    view_find(view, &phrase, ALL_FIELDS, &scratch, &places);
    out[0] = '\0';
    for (size_t i = 0; i < places.count; i++)
        len += (size_t)snprintf(out + len, sizeof(out) - len, "%u.%u.%u ",
                                (unsigned)places.items[i].doc,
                                (unsigned)places.items[i].field,
                                (unsigned)places.items[i].unit);
    suo_view_close(view);
    suo_occurrences_clear(&places);
    suo_phrase_scratch_clear(&scratch);
    return out;
}

/* Put a document whose body has the two values; the second may be NULL. */
static void world_put_text(world *w, uint32_t number, const char *one,
                           const char *two)
{
    corpus_document document = {0};
    corpus_document_add(&document, CORPUS_BODY, one, strlen(one));
    if (two != NULL)
        corpus_document_add(&document, CORPUS_BODY, two, strlen(two));
    world_put(w, number, "a", &document);
}

/* ---- random worlds ---- */

static void random_text(test_random *random, char *text, uint32_t words)
{
    static const char *const WORDS[] = {
        "退", "货",   "款",      "单", "退货",    "order", "card",
        "v3", "mono", "V3-MONO", "3",  "max_len", "cards", "or",
    };
    static const char *const JOINTS[] = {"", "", " ", " ", "，", "\n"};
    const uint64_t count = sizeof(WORDS) / sizeof(*WORDS);
    *text = '\0';
    for (; words > 0; words--) {
        text = stpcpy(text, WORDS[test_random_below(random, count)]);
        text = stpcpy(text, JOINTS[test_random_below(random, 6)]);
    }
}

static void world_put_random(world *w, test_random *random)
{
    static const char *const ROLES[] = {"a", "b", "c", "d"};
    char text[2000];
    corpus_document document = {0};
    for (uint32_t t = 0; t < TEXTS; t++)
        for (uint64_t values = test_random_below(random, 3); values > 0;
             values--) {
            uint64_t most = test_random_below(random, 30) == 0 ? 120 : 12;
            random_text(random, text,
                        (uint32_t)test_random_below(random, most));
            corpus_document_add(&document, TEXT_FIELDS[t], text, strlen(text));
        }
    world_put(w, (uint32_t)test_random_below(random, w->count),
              ROLES[test_random_below(random, 4)], &document);
}

static void world_fill(world *w, test_random *random)
{
    for (uint64_t commits = 1 + test_random_below(random, 3); commits > 0;
         commits--) {
        for (uint32_t i = 0; i < w->count; i++)
            if (test_random_below(random, 6) == 0)
                world_delete(w, (uint32_t)test_random_below(random, w->count));
            else
                world_put_random(w, random);
        corpus_commit(w->writer);
    }
}

/* Make a step loose: a gram's first character, or some first letters. */
static void step_loosen(test_random *random, suo_phrase_step *step)
{
    step->is_prefix = true;
    if (step->bytes.bytes[0] == 'g')
        step->bytes.len = 4;
    else
        step->bytes.len =
            2 + (size_t)test_random_below(random, step->bytes.len - 1);
}

/* A row of tokens of one text, at times with a fault. */
static uint32_t random_steps(const world *w, test_random *random,
                             suo_phrase_step *steps)
{
    const oracle_tokens *text = NULL;
    while (text == NULL || text->count == 0) {
        uint64_t d = test_random_below(random, w->count);
        text = &w->documents[d].texts[test_random_below(random, TEXTS)];
    }
    uint32_t count = 0;
    uint32_t first = 0;
    uint64_t length = 1 + test_random_below(random, STEPS_MAX - 1);
    for (uint64_t i = test_random_below(random, text->count);
         i < text->count && count < length;
         i += 1 + test_random_below(random, 3)) {
        const oracle_token *token = &text->items[i];
        if (count == 0)
            first = token->unit;
        else if (token->unit <= first + steps[count - 1].offset)
            continue;
        steps[count] = step_of(w, token->term, token->unit - first);
        if (test_random_below(random, 5) == 0)
            step_loosen(random, &steps[count]);
        count++;
    }
    if (test_random_below(random, 6) == 0)
        steps[count - 1].offset += count > 1;
    if (test_random_below(random, 6) == 0) {
        const oracle_token *other =
            &text->items[test_random_below(random, text->count)];
        suo_phrase_step *step = &steps[test_random_below(random, count)];
        *step = step_of(w, other->term, step->offset);
    }
    return count;
}

typedef struct tally {
    uint32_t phrases;
    uint32_t found; /* phrases of two steps or more that stand somewhere */
    uint32_t with_prefix;
    uint32_t across; /* of these: 'w' and 'g' */
} tally;

static void tally_add(tally *sums, const suo_phrase *phrase, bool is_found)
{
    bool has_prefix = false;
    bool is_across = false;
    for (uint32_t i = 0; i < phrase->count; i++) {
        has_prefix |= phrase->steps[i].is_prefix;
        is_across |=
            phrase->steps[i].bytes.bytes[0] != phrase->steps[0].bytes.bytes[0];
    }
    sums->phrases++;
    sums->found += is_found && phrase->count > 1;
    sums->with_prefix += is_found && phrase->count > 1 && has_prefix;
    sums->across += is_found && is_across;
}

static void world_ask(const world *w, test_random *random, uint32_t asks,
                      const char *role, tally *sums)
{
    suo_phrase_step steps[STEPS_MAX];
    suo_phrase_scratch scratch = {0};
    suo_occurrences wanted = {0};
    suo_occurrences places = {0};
    suo_view *view = corpus_view(w->folder, role);
    for (; asks > 0; asks--) {
        const suo_phrase phrase = {steps, random_steps(w, random, steps), 0};
        uint32_t fields = (uint32_t)test_random_below(random, ALL_FIELDS + 1);
        if (test_random_below(random, 2) == 0)
            fields = ALL_FIELDS;
        world_find(w, &phrase, fields, role, &wanted);
        view_find(view, &phrase, fields, &scratch, &places);
        assert_int_equal(places.count, wanted.count);
        if (wanted.count > 0)
            qsort(wanted.items, wanted.count, sizeof(*wanted.items),
                  place_compare);
        for (size_t i = 0; i < wanted.count; i++)
            assert_true(occurrence_is(places.items[i], wanted.items[i]));
        tally_add(sums, &phrase, wanted.count > 0);
    }
    suo_view_close(view);
    suo_occurrences_clear(&wanted);
    suo_occurrences_clear(&places);
    suo_phrase_scratch_clear(&scratch);
}

static void test_phrase__stands_where_the_tokens_do(void **state)
{
    static const uint64_t MEMORY[] = {0, 0, 1, 1170000};
    test_random random = test_random_begin(4711);
    tally sums = {0};
    (void)state;
    for (uint32_t round = 0; sums.phrases < effort_of(PHRASES_WANTED);
         round++) {
        /* Some are large enough for lists of many blocks. */
        uint32_t count = round % 10 == 0 ? 900 : 30;
        uint64_t memory = count > 30 ? 0 : MEMORY[round % 4];
        world w = world_open(count, memory);
        world_fill(&w, &random);
        world_ask(&w, &random, 100, NULL, &sums);
        world_ask(&w, &random, 100, round % 2 == 0 ? "b" : "c", &sums);
        world_close(&w);
    }
    print_message("%u phrases, found %u, with a prefix %u, Latin and Han %u\n",
                  sums.phrases, sums.found, sums.with_prefix, sums.across);
    assert_true(sums.found > effort_of(PHRASES_WANTED) / 5);
    assert_true(sums.with_prefix > effort_of(PHRASES_WANTED) / 10);
    assert_true(sums.across > effort_of(PHRASES_WANTED) / 10);
}

/* ---- claims ---- */

static void test_phrase__crosses_from_latin_to_han(void **state)
{
    world w = world_open(3, 0);
    (void)state;
    world_put_text(&w, 0, "买A股行情", NULL);
    world_put_text(&w, 1, "A、我的股票", NULL);
    world_put_text(&w, 2, "新A股", NULL);
    corpus_commit(w.writer);
    assert_string_equal(places_of(&w, "A股"), "0.1.1 2.1.1 ");
    assert_string_equal(places_of(&w, "A股行"), "0.1.1 ");
    assert_string_equal(places_of(&w, "股"), "0.1.2 1.1.3 2.1.2 ");
    world_close(&w);
}

static void test_phrase__spans_no_two_values(void **state)
{
    world w = world_open(1, 0);
    suo_phrase_step steps[STEPS_MAX];
    suo_phrase_scratch scratch = {0};
    suo_occurrences places = {0};
    (void)state;
    world_put_text(&w, 0, "return card", "order form");
    corpus_commit(w.writer);
    assert_string_equal(places_of(&w, "return card"), "0.1.0 ");
    assert_string_equal(places_of(&w, "card"), "0.1.1 ");
    assert_string_not_equal(places_of(&w, "order form"), "");
    suo_view *view = corpus_view(w.folder, NULL);
    const suo_phrase phrase = {steps, steps_of(&w, "card order", steps), 0};
    assert_int_equal(phrase.count, 2);
    for (; steps[1].offset <= SUO_VALUE_GAP; steps[1].offset++) {
        view_find(view, &phrase, ALL_FIELDS, &scratch, &places);
        assert_int_equal(places.count, 0);
    }
    view_find(view, &phrase, ALL_FIELDS, &scratch, &places);
    assert_int_equal(places.count, 1);
    steps[1].offset = UINT32_MAX;
    view_find(view, &phrase, ALL_FIELDS, &scratch, &places);
    assert_int_equal(places.count, 0);
    suo_view_close(view);
    suo_occurrences_clear(&places);
    suo_phrase_scratch_clear(&scratch);
    world_close(&w);
}

static void test_phrase__refuses_words_without_positions(void **state)
{
    static const uint8_t TERM[] = "w退货";
    const suo_phrase_step step = {{TERM, sizeof(TERM) - 1}, 0, false};
    const suo_phrase phrase = {&step, 1, 0};
    world w = world_open(1, 0);
    suo_phrase_scratch scratch = {0};
    suo_occurrences places = {0};
    suo_error error = SUO_ERROR_EMPTY;
    (void)state;
    world_put_text(&w, 0, "退货", NULL);
    corpus_commit(w.writer);
    suo_view *view = corpus_view(w.folder, NULL);
    assert_status(suo_phrase_find(&view->segments[0], &phrase, ALL_FIELDS,
                                  &scratch, &places, &error),
                  SUO_INVALID);
    assert_int_equal(error.status, SUO_INVALID);
    assert_int_equal(places.count, 0);
    suo_view_close(view);
    suo_occurrences_clear(&places);
    suo_phrase_scratch_clear(&scratch);
    world_close(&w);
}

static void test_occurrences__unite_from_a_number_on(void **state)
{
    test_random random = test_random_begin(5);
    suo_occurrences list = {0};
    (void)state;
    for (int round = 0; round < 200; round++) {
        bool is_there[64] = {false};
        list.count = 0;
        occurrences_add(&list, (suo_occurrence){9, 9, 9});
        for (uint64_t n = test_random_below(&random, 60); n > 0; n--) {
            uint32_t x = (uint32_t)test_random_below(&random, 64);
            is_there[x] = true;
            occurrences_add(&list, (suo_occurrence){x / 16, x / 4 % 4, x % 4});
        }
        suo_occurrences_unite(&list, 1);
        size_t at = 1;
        assert_int_equal(list.items[0].doc, 9);
        for (uint32_t x = 0; x < 64; x++)
            if (is_there[x])
                assert_true(
                    occurrence_is(list.items[at++],
                                  (suo_occurrence){x / 16, x / 4 % 4, x % 4}));
        assert_int_equal(list.count, at);
    }
    suo_occurrences_clear(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrase__stands_where_the_tokens_do),
        cmocka_unit_test(test_phrase__crosses_from_latin_to_han),
        cmocka_unit_test(test_phrase__spans_no_two_values),
        cmocka_unit_test(test_phrase__refuses_words_without_positions),
        cmocka_unit_test(test_occurrences__unite_from_a_number_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
