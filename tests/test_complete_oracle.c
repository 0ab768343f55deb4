/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_complete_oracle.c - random titles, written, changed and deleted in
 * random commits, completed by random texts: the same titles, scores and
 * matches as by trying everything.
 */
#include "support/complete_oracle.h"
#include "support/effort.h"

enum { HISTORIES = 300, ASKED = 30, PUTS_MAX = 120, KEYS = 60, TEXT_MAX = 256 };

static const char *const ROLES[] = {"r", "s", "hidden"};

/* What titles and typed texts are made of. */
static const char *const PARTS[] = {
    "退货", "退",   "货", "运费",     "银行", "行",    "长",   "长度", "重复",
    "旅行", "西安", "先", "APP",      "the ", " ",     "-",    "v",    "n",
    "女",   "é",    "V3", "OneDrive", "7",    "退貨",  "怎么", "申请", "龘",
    "サ",   "\xff", "儿", "恶",       "安",   "Thai ", "тест", "一下"};
static const char *const LETTERS[] = {
    "t",  "h",  "tui",   "huo", "th", "y",    "yin", "hang", "xing", "c",
    "ch", "zh", "chang", "lv",  "lu", "xian", "x",   "a",    "an",   "the",
    "z",  "s",  "sq",    "yf",  "nv", "nu",   "zm",  "e",    "app",  "7"};
enum {
    PART_COUNT = sizeof(PARTS) / sizeof(*PARTS),
    LETTER_COUNT = sizeof(LETTERS) / sizeof(*LETTERS)
};

/* The live documents as the test knows them. */
typedef struct known {
    corpus_document documents[KEYS]; /* without values: not there */
    uint64_t sequences[KEYS];
    uint64_t puts;
} known;

static size_t make_text(test_random *random, bool is_typed, char *text)
{
    size_t len = 0;
    uint64_t count = test_random_below(random, is_typed ? 4 : 6);
    for (; count > 0; count--) {
        bool is_letters = is_typed && test_random_below(random, 3) > 0;
        const char *part =
            is_letters ? LETTERS[test_random_below(random, LETTER_COUNT)]
                       : PARTS[test_random_below(random, PART_COUNT)];
        memcpy(text + len, part, strlen(part));
        len += strlen(part);
    }
    return len;
}

static void change(known *all, suo_writer *writer, test_random *random)
{
    uint64_t number = test_random_below(random, KEYS);
    corpus_document *document = &all->documents[number];
    bool was_there = document->value_count > 0;
    char text[TEXT_MAX];
    corpus_document_clear(document);
    snprintf(document->key, sizeof(document->key), "%u", (unsigned)number);
    if (was_there && test_random_below(random, 3) == 0) {
        corpus_delete(writer, document->key);
        return;
    }
    for (uint64_t left = 1 + test_random_below(random, 3); left > 0; left--) {
        size_t len = make_text(random, false, text);
        corpus_document_add(document,
                            test_random_below(random, 3) ? CORPUS_TITLE
                                                         : CORPUS_EXTRA,
                            text, len);
    }
    document->votes = (int64_t)test_random_below(random, 6) - 1;
    document->roles[document->role_count++] =
        ROLES[test_random_below(random, 3)];
    all->sequences[number] = all->puts++;
    corpus_put(writer, document);
}

/* The titles that roles r and s see. */
static uint32_t list_titles(const known *all, uint64_t fields, bool by_votes,
                            oracle_title *titles)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < KEYS; i++) {
        const corpus_document *document = &all->documents[i];
        uint32_t numbers[CORPUS_FIELDS] = {0};
        if (document->value_count == 0 ||
            strcmp(document->roles[0], ROLES[2]) == 0)
            continue;
        for (uint32_t v = 0; v < document->value_count; v++) {
            const corpus_value *value = &document->values[v];
            uint32_t number = numbers[value->field]++;
            if (!(fields >> value->field & 1))
                continue;
            titles[count++] = (oracle_title){
                .key = document->key,
                .text = value->text,
                .len = value->len,
                .weight = value->field == CORPUS_TITLE ? 2 : 1,
                .field = value->field,
                .value = number,
                .use = by_votes && document->votes > 0 ? document->votes : 0,
                .sequence = all->sequences[i]};
        }
    }
    return count;
}

static void ask(const known *all, const suo_view *view, test_random *random,
                uint64_t *found)
{
    static oracle_title titles[ORACLE_TITLES_MAX];
    oracle_completion wanted[SUO_COMPLETIONS_MAX];
    char typed[TEXT_MAX];
    suo_completions *given;
    size_t len = make_text(random, true, typed);
    const suo_complete_options options = {
        .size = sizeof(options),
        .k = 1 + (uint32_t)test_random_below(random, 12),
        .titles = test_random_below(random, 2) * (1u << CORPUS_EXTRA) |
                  1u << CORPUS_TITLE,
        .use = test_random_below(random, 2) * (1u << CORPUS_VOTES)};
    uint32_t count = list_titles(all, options.titles, options.use != 0, titles);
    count = oracle_complete(titles, count, typed, len, options.k, wanted);
    corpus_ok(
        suo_view_complete(view, typed, (int64_t)len, &options, &given, NULL),
        NULL);
    const suo_completion *items = suo_completions_items(given);
    if (suo_completions_count(given) != count)
        print_error("typed %.*s\n", (int)len, typed);
    assert_int_equal(suo_completions_count(given), count);
    for (uint32_t i = 0; i < count; i++) {
        const oracle_title *title = wanted[i].title;
        if (items[i].key_len != strlen(title->key) ||
            memcmp(items[i].key, title->key, items[i].key_len) != 0)
            print_error("typed %.*s: %.*s, wanted %.*s\n", (int)len, typed,
                        (int)items[i].text_len, items[i].text, (int)title->len,
                        title->text);
        assert_true(items[i].score == wanted[i].score);
        assert_int_equal(items[i].text_len, title->len);
        assert_memory_equal(items[i].text, title->text, title->len);
        assert_int_equal(items[i].key_len, strlen(title->key));
        assert_memory_equal(items[i].key, title->key, items[i].key_len);
        assert_int_equal(items[i].field, title->field);
        assert_int_equal(items[i].match.start, wanted[i].match.start);
        assert_int_equal(items[i].match.end, wanted[i].match.end);
    }
    *found += count;
    suo_completions_free(given);
}

/* Write a history, ask now and then. */
static void run_history(uint64_t seed, uint64_t *found)
{
    test_random random = {seed};
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    known *all = calloc(1, sizeof(*all));
    assert_non_null(all);
    for (int commit = 0; commit < 3; commit++) {
        for (uint64_t n = test_random_below(&random, PUTS_MAX); n > 0; n--)
            change(all, writer, &random);
        if (test_random_below(&random, 4) == 0)
            corpus_ok(suo_writer_merge_all(writer, NULL), NULL);
        corpus_commit(writer);
        suo_view *view = corpus_view(folder, "r,s");
        for (int i = 0; i < ASKED; i++)
            ask(all, view, &random, found);
        suo_view_close(view);
    }
    for (uint32_t i = 0; i < KEYS; i++)
        corpus_document_clear(&all->documents[i]);
    free(all);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

static void test_complete__gives_what_trying_everything_gives(void **state)
{
    uint64_t found = 0;
    (void)state;
    effort_print();
    for (uint64_t i = 1; i <= effort_of(HISTORIES); i++)
        run_history(i * 6151, &found);
    printf("%llu titles found\n", (unsigned long long)found);
    assert_true(found / effort_of(HISTORIES) > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete__gives_what_trying_everything_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
