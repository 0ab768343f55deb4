/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_facets.c - counts beside those made from the values of all hits.
 *
 * Random documents with paths and numbers, in several segments, some dead,
 * some hidden: each facet is compared with what a search for all hits shows,
 * hit by hit, whichever way totals are counted.
 */
#include "support/corpus.h"
#include "support/memory_trial.h"

enum { DOCS = 900, QUESTIONS = 150, FOUND_MAX = 4000 };

static const char *const PARTS[] = {"售后", "售后!", "a", "ab", "", "b c"};

/* ---- what is asked of ---- */

static size_t random_path(test_random *random, char *path)
{
    size_t len = 0;
    for (uint64_t left = 1 + test_random_below(random, 4); left > 0; left--)
        len += (size_t)sprintf(path + len, "%s%s", len > 0 ? "/" : "",
                               PARTS[test_random_below(random, 6)]);
    return len;
}

static void put_random(suo_writer *writer, test_random *random, uint32_t number)
{
    static const char *const WORDS[] = {"card", "lost", "return", "退货"};
    char text[100];
    corpus_document document = {0};
    snprintf(document.key, sizeof(document.key), "%u", number);
    size_t len = 0;
    for (int i = 0; i < 3; i++)
        len += (size_t)sprintf(text + len, "%s ",
                               WORDS[test_random_below(random, 4)]);
    corpus_document_add(&document, CORPUS_TITLE, text, len);
    for (uint64_t left = test_random_below(random, 4); left > 0; left--) {
        len = random_path(random, text);
        corpus_document_add(&document, CORPUS_TAG, text, len);
    }
    document.votes = (int64_t)test_random_below(random, 60) - 30;
    if (test_random_below(random, 40) == 0)
        document.votes = INT64_MIN + (int64_t)test_random_below(random, 9);
    if (test_random_below(random, 40) == 0)
        document.votes = INT64_MAX - (int64_t)test_random_below(random, 9);
    document.roles[document.role_count++] = number % 3 == 0 ? "a" : "b";
    corpus_put(writer, &document);
    corpus_document_clear(&document);
}

static char *world_make(test_random *random)
{
    suo_schema *schema = corpus_schema();
    char *folder = corpus_folder_random(schema, put_random, random, DOCS, 400);
    suo_schema_free(schema);
    return folder;
}

/* ---- counting by hand ---- */

typedef struct found {
    char text[100];
    int64_t min;
    uint64_t count;
    uint32_t last; /* hit */
} found;

static found all[FOUND_MAX];
static uint32_t all_count;

static void found_add(const char *text, size_t len, int64_t min, uint32_t hit)
{
    uint32_t i = 0;
    for (; i < all_count; i++)
        if (all[i].min == min && strlen(all[i].text) == len &&
            memcmp(all[i].text, text, len) == 0)
            break;
    if (i == all_count) {
        assert_true(all_count++ < FOUND_MAX);
        all[i] = (found){.min = min, .last = UINT32_MAX};
        memcpy(all[i].text, text, len);
    }
    all[i].count += all[i].last != hit;
    all[i].last = hit;
}

/* The part of a value right below a path; 0: it is not there. */
static size_t child_len(const char *value, size_t len, const char *path)
{
    size_t start = strlen(path);
    if (start > 0 && (len < start + 2 || memcmp(value, path, start) != 0 ||
                      value[start] != '/'))
        return 0;
    start += start > 0;
    for (size_t end = start + 1; end < len; end++)
        if (value[end] == '/')
            return end;
    return len;
}

static void count_hit(suo_hits *hits, uint32_t hit, const suo_facet *facet)
{
    const char *text;
    uint64_t len;
    int64_t value;
    if (facet->kind == SUO_FACET_STEPS || facet->kind == SUO_FACET_RANGES) {
        if (suo_hits_integer(hits, hit, facet->field, &value, NULL) != SUO_OK)
            return;
        for (uint32_t i = 0; i < facet->range_count; i++)
            if (facet->kind == SUO_FACET_RANGES &&
                value >= facet->ranges[i].min && value <= facet->ranges[i].max)
                found_add("", 0, i, hit);
        if (facet->kind == SUO_FACET_RANGES)
            return;
        __int128 above = (__int128)value - facet->origin;
        __int128 below = (above % facet->step + facet->step) % facet->step;
        __int128 start = (__int128)value - below;
        found_add("", 0, start < INT64_MIN ? INT64_MIN : (int64_t)start, hit);
        return;
    }
    for (uint32_t nth = 0; suo_hits_text(hits, hit, facet->field, nth, &text,
                                         &len, NULL) == SUO_OK;
         nth++) {
        if (facet->kind == SUO_FACET_PATHS)
            len = child_len(text, len, facet->text);
        if (len > 0 || facet->kind == SUO_FACET_VALUES ||
            facet->text[0] == '\0')
            found_add(text, len, 0, hit);
    }
}

static int found_compare(const void *a, const void *b)
{
    const found *x = a;
    const found *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    if (x->min != y->min)
        return x->min < y->min ? -1 : 1;
    return strcmp(x->text, y->text);
}

static void assert_range(const suo_facet *facet, const suo_facet_value *value)
{
    __int128 end = (__int128)value->min + facet->step - 1;
    if (value->min == INT64_MIN) {
        __int128 over = ((__int128)facet->origin - INT64_MIN) % facet->step;
        if (over > 0)
            end = (__int128)INT64_MIN + over - 1;
    }
    assert_true(value->max == (end > INT64_MAX ? INT64_MAX : (int64_t)end));
}

/* Are the values those of 'all'? */
static void assert_counts(const suo_hits *hits, uint32_t number,
                          const suo_facet *facet)
{
    uint64_t count;
    uint64_t distinct;
    const suo_facet_value *values =
        suo_hits_facet(hits, number, &count, &distinct);
    assert_int_equal(distinct, all_count);
    if (facet->kind == SUO_FACET_RANGES) {
        assert_int_equal(count, facet->range_count);
        for (uint32_t i = 0; i < all_count; i++)
            assert_int_equal(values[all[i].min].count, all[i].count);
        return;
    }
    assert_int_equal(count, facet->n < all_count ? facet->n : all_count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i;
        if (facet->kind == SUO_FACET_STEPS) {
            assert_true(i == 0 || values[i].min > values[i - 1].min);
            for (at = 0; all[at].min != values[i].min; at++)
                assert_true(at + 1 < count);
            assert_range(facet, &values[i]);
        }
        assert_int_equal(values[i].count, all[at].count);
        assert_true(values[i].min == all[at].min);
        assert_int_equal(values[i].text_len, strlen(all[at].text));
        if (values[i].text_len > 0)
            assert_memory_equal(values[i].text, all[at].text,
                                values[i].text_len);
    }
}

/* ---- questions ---- */

static void compare(const suo_view *view, const char *question,
                    suo_search_options options)
{
    suo_search_options plain = options;
    plain.facet_count = 0;
    plain.total = SUO_TOTAL_EXACT;
    plain.k = SUO_HITS_MAX;
    suo_hits *listed = corpus_ask(view, question, &plain);
    suo_hits *hits = corpus_ask(view, question, &options);
    if (options.total != SUO_TOTAL_NONE)
        assert_int_equal(suo_hits_total(hits), suo_hits_count(listed));
    for (uint32_t f = 0; f < options.facet_count; f++) {
        all_count = 0;
        for (uint32_t i = 0; i < suo_hits_count(listed); i++)
            count_hit(listed, i, &options.facets[f]);
        qsort(all, all_count, sizeof(*all), found_compare);
        assert_counts(hits, f, &options.facets[f]);
    }
    suo_hits_free(listed);
    suo_hits_free(hits);
}

static void compare_random(const suo_view *view, test_random *random)
{
    static const char *const QUESTIONS_ASKED[] = {"card", "lost return",
                                                  "退货 card lost", "xyzzy"};
    static const int64_t STEPS[] = {1, 7, 10, 1000, INT64_MAX};
    const suo_facet_range ranges[] = {
        {-10, -1}, {0, 9}, {5, 20}, {INT64_MIN, INT64_MAX}, {3, 2}};
    char path[100] = "";
    if (test_random_below(random, 3) > 0)
        random_path(random, path);
    uint32_t n = 1 + (uint32_t)test_random_below(random, 30);
    const suo_facet facets[] = {
        {.field = CORPUS_TAG, .kind = SUO_FACET_VALUES, .n = n},
        {.field = CORPUS_TAG,
         .kind = SUO_FACET_PATHS,
         .n = n,
         .text = path,
         .text_len = -1},
        {.field = CORPUS_VOTES,
         .kind = SUO_FACET_RANGES,
         .ranges = ranges,
         .range_count = 5},
        {.field = CORPUS_VOTES,
         .kind = SUO_FACET_STEPS,
         .n = n,
         .origin = (int64_t)test_random_below(random, 20) - 10,
         .step = STEPS[test_random_below(random, 5)]}};
    const suo_filter filter = {
        .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = -9, .max = 20};
    compare(view, QUESTIONS_ASKED[test_random_below(random, 4)],
            (suo_search_options){.size = sizeof(suo_search_options),
                                 .match = (int32_t)test_random_below(random, 2),
                                 .total = (int32_t)test_random_below(random, 3),
                                 .filters = &filter,
                                 .filter_count = test_random_below(random, 2),
                                 .facets = facets,
                                 .facet_count = 4});
}

static void test_facets__count_what_all_hits_show(void **state)
{
    static const char *const READERS[] = {NULL, "a", "b"};
    test_random random = test_random_begin(31);
    char *folder = world_make(&random);
    (void)state;
    for (int reader = 0; reader < 3; reader++) {
        suo_view *view = corpus_view(folder, READERS[reader]);
        for (int i = 0; i < QUESTIONS; i++)
            compare_random(view, &random);
        suo_view_close(view);
    }
    corpus_folder_remove(folder);
}

static void test_facet__survives_failed_allocations(void **state)
{
    test_random random = test_random_begin(32);
    char *folder = world_make(&random);
    const suo_facet facets[] = {
        {.field = CORPUS_TAG, .kind = SUO_FACET_PATHS},
        {.field = CORPUS_VOTES, .kind = SUO_FACET_STEPS, .step = 1}};
    const suo_search_options options = {
        .size = sizeof(options), .facets = facets, .facet_count = 2};
    uint64_t wanted = 0;
    memory_trial trial = {0};
    (void)state;
    while (memory_trial_next(&trial)) {
        suo_view *view = corpus_view(folder, NULL);
        suo_hits *hits;
        uint64_t count = 0;
        uint64_t distinct = 0;
        memory_trial_arm(&trial);
        suo_status status =
            suo_view_search(view, "card", -1, &options, &hits, NULL);
        memory_trial_disarm(&trial, status);
        if (status == SUO_OK)
            suo_hits_facet(hits, 0, &count, &distinct);
        wanted = status == SUO_OK && wanted == 0 ? distinct : wanted;
        assert_true(status != SUO_OK || (distinct == wanted && count > 0));
        suo_hits_free(hits);
        suo_view_close(view);
    }
    printf("%ld allocations\n", trial.count);
    assert_true(trial.refused > 20);
    corpus_folder_remove(folder);
}

/* ---- what is refused ---- */

static void assert_refuses(const suo_facet *facets, uint64_t count,
                           suo_status wanted)
{
    test_random random = test_random_begin(33);
    char *folder = world_make(&random);
    suo_view *view = corpus_view(folder, NULL);
    suo_hits *hits = (suo_hits *)view;
    const suo_search_options options = {
        .size = sizeof(options), .facets = facets, .facet_count = count};
    assert_int_equal(suo_view_search(view, "card", -1, &options, &hits, NULL),
                     wanted);
    assert_null(hits);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_facet__that_fits_no_field_is_refused(void **state)
{
    static const suo_facet_range RANGE = {0, 1};
    static const suo_facet WRONG[] = {
        {.field = CORPUS_VOTES, .kind = SUO_FACET_VALUES},
        {.field = CORPUS_TITLE, .kind = SUO_FACET_PATHS},
        {.field = CORPUS_TAG, .kind = SUO_FACET_STEPS, .step = 1},
        {.field = CORPUS_VOTES, .kind = SUO_FACET_STEPS},
        {.field = CORPUS_VOTES, .kind = SUO_FACET_STEPS, .step = -1},
        {.field = CORPUS_VOTES, .kind = SUO_FACET_RANGES, .ranges = &RANGE},
        {.field = CORPUS_VOTES, .kind = SUO_FACET_RANGES, .range_count = 1},
        {.field = CORPUS_TAG, .kind = SUO_FACET_PATHS, .text_len = 1},
        {.field = CORPUS_FIELDS, .kind = SUO_FACET_VALUES},
        {.field = CORPUS_TAG, .kind = 0},
        {.field = CORPUS_TAG, .kind = 5}};
    (void)state;
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(*WRONG); i++)
        assert_refuses(&WRONG[i], 1, SUO_INVALID);
    assert_refuses(NULL, 1, SUO_INVALID);
}

static void test_facets__have_limits(void **state)
{
    static const suo_facet_range RANGES[SUO_FACET_RANGES_MAX + 1] = {{0, 0}};
    static suo_facet many[SUO_FACETS_MAX + 1];
    const suo_facet wide = {.field = CORPUS_VOTES,
                            .kind = SUO_FACET_RANGES,
                            .ranges = RANGES,
                            .range_count = SUO_FACET_RANGES_MAX + 1};
    const suo_facet large = {.field = CORPUS_TAG,
                             .kind = SUO_FACET_VALUES,
                             .n = SUO_FACET_VALUES_MAX + 1};
    (void)state;
    for (int i = 0; i <= SUO_FACETS_MAX; i++)
        many[i] = (suo_facet){.field = CORPUS_TAG, .kind = SUO_FACET_VALUES};
    assert_refuses(many, SUO_FACETS_MAX + 1, SUO_LIMIT);
    assert_refuses(&wide, 1, SUO_LIMIT);
    assert_refuses(&large, 1, SUO_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facets__count_what_all_hits_show),
        cmocka_unit_test(test_facet__survives_failed_allocations),
        cmocka_unit_test(test_facet__that_fits_no_field_is_refused),
        cmocka_unit_test(test_facets__have_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
