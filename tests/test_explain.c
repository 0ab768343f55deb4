/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_explain.c - what is told of why a document ranks where it does.
 *
 * That parts add up to scores is tested on random worlds, too: test_oracle.c.
 */
#include "support/explained.h"

typedef struct fixture {
    char *folder;
    suo_view *view;     /* of the role "public" */
    suo_view *everyone; /* of the owner */
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f.folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(f.folder);
    corpus_ok(suo_writer_set_synonyms(writer, "phone, handset", -1, NULL),
              NULL);
    corpus_put_text(writer, "a", "public", "returns of a card", "退货 phone");
    corpus_put_text(writer, "b", "public", "cards", "退货 V3-MONO and more");
    corpus_put_text(writer, "c", "public", "nothing", "at all here");
    corpus_put_text(writer, "d", "agents", "card card card", "退货 handset");
    corpus_writer_finish(writer);
    f.view = corpus_view(f.folder, "public");
    f.everyone = corpus_view(f.folder, NULL);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    suo_view_close(f->view);
    suo_view_close(f->everyone);
    corpus_folder_remove(f->folder);
    return 0;
}

/* A part that nothing of the question asks for, with value and factor. */
static const char *told_other(const suo_part *part)
{
    static const char *const KINDS[] = {"boost", "title", "adjacency"};
    static char out[100];
    char value[40] = "";
    if (part->flags & SUO_PART_VALUE)
        snprintf(value, sizeof(value), ":%lld", (long long)part->value);
    snprintf(out, sizeof(out), "%s%s%s*%.10g ",
             part->kind == SUO_PART_ADJACENCY && part->score == 0 ? "-" : "",
             KINDS[part->kind - SUO_PART_BOOST], value, part->factor);
    return out;
}

/* The parts as "kind:bytes of the question", those the document lacks with a
 * '-', those that a hit must have and it lacks with a '!'; then the outcome. */
static const char *told(const suo_view *view, const char *question,
                        const suo_search_options *options, const char *key)
{
    static const char *const KINDS[] = {"",     "word", "phrase",
                                        "gram", "form", "prefix"};
    static const char *const OUTCOMES[] = {"hit",      "nothing", "lacks",
                                           "filtered", "below",   "before"};
    static char out[4096];
    size_t len = 0;
    suo_explained explained;
    suo_explanation *made =
        explained_make(view, question, strlen(question), options, key,
                       strlen(key), &explained);
    for (uint64_t i = 0; i < explained.part_count; i++) {
        const suo_part *part = &explained.parts[i];
        if (part->kind > SUO_PART_PREFIX) {
            len += (size_t)snprintf(out + len, sizeof(out) - len, "%s",
                                    told_other(part));
            continue;
        }
        len +=
            (size_t)snprintf(out + len, sizeof(out) - len, "%s%s:%.*s ",
                             part->flags & SUO_PART_MISSING ? "!"
                             : part->freq > 0               ? ""
                                                            : "-",
                             KINDS[part->kind], (int)(part->end - part->start),
                             question + part->start);
        assert_true(len < sizeof(out));
    }
    snprintf(out + len, sizeof(out) - len, "%s %u", OUTCOMES[explained.outcome],
             explained.rank);
    suo_explanation_free(made);
    return out;
}

static void test_explain__names_the_words_of_a_hit(void **state)
{
    fixture *f = *state;
    assert_string_equal(told(f->view, "card 退货", NULL, "a"),
                        "word:card form:card word:退货 gram:退货 hit 1");
    assert_string_equal(told(f->view, "card 退货", NULL, "b"),
                        "word:card -form:card word:退货 gram:退货 hit 2");
}

static void test_explain__names_phrases_codes_and_synonyms(void **state)
{
    fixture *f = *state;
    assert_string_equal(told(f->view, "my v3mono", NULL, "b"),
                        "phrase:v3mono -phrase:v3 -phrase:3mono -word:my "
                        "-word:v -word:3 -word:mono hit 1");
    assert_string_equal(told(f->view, "handset", NULL, "a"),
                        "phrase:handset -word:handset hit 1");
    assert_string_equal(told(f->view, "\"returns of\" x", NULL, "a"),
                        "phrase:returns of word:returns form:returns "
                        "-word:of -word:x hit 1");
}

static void test_explain__names_prefixes(void **state)
{
    fixture *f = *state;
    assert_string_equal(told(f->view, "ret* 退", NULL, "a"),
                        "-word:退 prefix:ret gram:退 hit 1");
}

static void test_explain__tells_of_a_document_without_a_match(void **state)
{
    fixture *f = *state;
    assert_string_equal(told(f->view, "card", NULL, "c"),
                        "-word:card -form:card nothing 0");
    assert_string_equal(told(f->view, "", NULL, "c"), "nothing 0");
}

static void test_explain__tells_of_k(void **state)
{
    fixture *f = *state;
    const suo_search_options options = {.size = sizeof(options), .k = 1};
    assert_string_equal(told(f->view, "card", &options, "b"),
                        "word:card -form:card below 0");
}

static void test_explain__tells_of_pages(void **state)
{
    fixture *f = *state;
    suo_search_options options = {.size = sizeof(options), .k = 1};
    suo_hits *hits;
    uint64_t len;
    corpus_ok(suo_view_search(f->view, "card", -1, &options, &hits, NULL),
              NULL);
    corpus_ok(suo_hits_position(hits, 0, &options.after, &len, NULL), NULL);
    options.after_len = (int64_t)len;
    assert_string_equal(told(f->view, "card", &options, "a"),
                        "word:card form:card before 0");
    assert_string_equal(told(f->view, "card", &options, "b"),
                        "word:card -form:card hit 1");
    suo_hits_free(hits);
}

/* No votes: a value that is missing. The second phase adds to what boosts have
 * multiplied. */
static void test_explain__tells_of_boosts_and_of_the_second_phase(void **state)
{
    static const suo_boost BOOSTS[] = {
        {.field = CORPUS_VOTES, .kind = SUO_BOOST_MANY, .weight = 3, .half = 1},
        {.field = CORPUS_VOTES,
         .kind = SUO_BOOST_FRESH,
         .weight = 1,
         .half = 1},
    };
    const suo_search_options options = {
        .size = sizeof(options), .boosts = BOOSTS, .boost_count = 2};
    suo_schema *schema = corpus_schema();
    char *folder = corpus_folder_make();
    (void)state;
    corpus_schema_refine(schema);
    suo_writer *writer = corpus_writer(folder, schema, 0);
    corpus_document document = {.key = "a", .votes = 3};
    corpus_document_add(&document, CORPUS_TITLE, "lost cards", 10);
    corpus_put(writer, &document);
    corpus_document_clear(&document);
    corpus_put_text(writer, "b", "", "cards", "a lost one");
    corpus_writer_finish(writer);
    suo_schema_free(schema);
    suo_view *view = corpus_view(folder, NULL);
    assert_string_equal(
        told(view, "lost cards", &options, "a"),
        "word:lost form:lost word:cards form:cards boost:3*3.25 "
        "boost:3*2 title*6.5 adjacency*6.5 hit 1");
    assert_string_equal(
        told(view, "lost cards", &options, "b"),
        "word:lost form:lost word:cards form:cards boost*1 boost*1 "
        "title*1 -adjacency*1 hit 2");
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_explain__tells_of_filters(void **state)
{
    fixture *f = *state;
    const suo_filter filter = {.field = CORPUS_TAG,
                               .kind = SUO_FILTER_KEYWORD,
                               .text = "none",
                               .text_len = -1};
    const suo_search_options options = {
        .size = sizeof(options), .filters = &filter, .filter_count = 1};
    assert_string_equal(told(f->view, "card", &options, "b"),
                        "word:card -form:card filtered 0");
}

static void test_explain__tells_what_is_missing(void **state)
{
    fixture *f = *state;
    const suo_search_options options = {.size = sizeof(options),
                                        .match = SUO_MATCH_ALL};
    assert_string_equal(told(f->view, "card 退货 phone", &options, "b"),
                        "-phrase:phone word:card -form:card word:退货 "
                        "!word:phone gram:退货 lacks 0");
}

static void test_explain__tells_of_operators(void **state)
{
    fixture *f = *state;
    const suo_search_options strict = {.size = sizeof(strict),
                                       .syntax = SUO_SYNTAX_STRICT};
    const suo_search_options most = {.size = sizeof(most),
                                     .min_information = 0.9};
    assert_string_equal(told(f->view, "退货 -card", NULL, "a"),
                        "word:退货 gram:退货 lacks 0");
    assert_string_equal(told(f->view, "退货 title:of", NULL, "a"),
                        "word:退货 gram:退货 word:of hit 1");
    assert_string_equal(told(f->view, "x OR (\\card AND phone)", &strict, "b"),
                        "-phrase:phone -word:x word:card -form:card "
                        "-word:phone lacks 0");
    assert_string_equal(told(f->view, "xyzzy card", &most, "b"),
                        "-word:xyzzy -form:xyzzy word:card -form:card lacks 0");
}

static void test_explain__knows_no_hidden_document(void **state)
{
    fixture *f = *state;
    suo_explanation *made;
    assert_status(
        suo_view_explain(f->view, "card", -1, NULL, "d", -1, &made, NULL),
        SUO_NOT_FOUND);
    assert_null(made);
    assert_status(
        suo_view_explain(f->view, "card", -1, NULL, "none", -1, &made, NULL),
        SUO_NOT_FOUND);
    assert_string_equal(told(f->everyone, "card", NULL, "d"),
                        "word:card form:card hit 1");
}

static void test_explain__counts_what_the_view_sees(void **state)
{
    fixture *f = *state;
    suo_explained explained;
    suo_explanation *made =
        explained_make(f->view, "card", 4, NULL, "a", 1, &explained);
    assert_int_equal(explained.parts[0].doc_freq, 2);
    suo_explanation_free(made);
    made = explained_make(f->everyone, "card", 4, NULL, "a", 1, &explained);
    assert_int_equal(explained.parts[0].doc_freq, 3);
    suo_explanation_free(made);
}

static void test_explain__refuses_what_makes_no_sense(void **state)
{
    fixture *f = *state;
    suo_explanation *made;
    const suo_search_options options = {.size = 1};
    assert_status(
        suo_view_explain(f->view, "card", -1, NULL, "", -1, &made, NULL),
        SUO_INVALID);
    assert_status(
        suo_view_explain(f->view, "card", -1, NULL, NULL, -1, &made, NULL),
        SUO_INVALID);
    assert_status(
        suo_view_explain(f->view, "card", -1, &options, "a", -1, &made, NULL),
        SUO_INVALID);
    corpus_ok(suo_view_explain(f->view, "card", -1, NULL, "a", -1, &made, NULL),
              NULL);
    suo_explained none = {0};
    assert_status(suo_explanation_get(made, &none, NULL), SUO_INVALID);
    suo_explanation_free(made);
    suo_explanation_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_explain__names_the_words_of_a_hit),
        cmocka_unit_test(test_explain__names_phrases_codes_and_synonyms),
        cmocka_unit_test(test_explain__names_prefixes),
        cmocka_unit_test(test_explain__tells_of_a_document_without_a_match),
        cmocka_unit_test(test_explain__tells_of_k),
        cmocka_unit_test(test_explain__tells_of_pages),
        cmocka_unit_test(test_explain__tells_of_boosts_and_of_the_second_phase),
        cmocka_unit_test(test_explain__tells_of_filters),
        cmocka_unit_test(test_explain__tells_what_is_missing),
        cmocka_unit_test(test_explain__tells_of_operators),
        cmocka_unit_test(test_explain__knows_no_hidden_document),
        cmocka_unit_test(test_explain__counts_what_the_view_sees),
        cmocka_unit_test(test_explain__refuses_what_makes_no_sense),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
