/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_view_superseded.c - what a later document takes the place of is not
 * seen.
 *
 * A view with feedback answers as an index does that never had what is
 * superseded: same hits, scores bit by bit, totals. Which documents these are
 * is found here by going from successor to successor.
 */
#include "support/corpus.h"

enum { DOCS = 60, WORLDS = 30, NONE = DOCS };

typedef struct world {
    char *texts[DOCS];
    const char *roles[DOCS];
    bool is_there[DOCS];
    uint32_t successors[DOCS]; /* NONE: it has none */
} world;

static void key_of(uint32_t doc, char key[8])
{
    snprintf(key, 8, "k%02u", doc);
}

/* Does a row of successors lead from one to the other? */
static bool leads(const world *w, uint32_t from, uint32_t to)
{
    while (from != to && from != NONE)
        from = w->successors[from];
    return from == to;
}

static world world_make(test_random *random)
{
    static const char *const ROLES[] = {"a", "b", "a,b"};
    world w;
    for (uint32_t i = 0; i < DOCS; i++) {
        size_t len;
        w.texts[i] = corpus_random_text(random, 6, &len);
        for (size_t at = 0; at < len; at++)
            if (w.texts[i][at] == '\0')
                w.texts[i][at] = ' ';
        w.roles[i] = ROLES[test_random_below(random, 3)];
        w.is_there[i] = test_random_below(random, 8) > 0;
        w.successors[i] = NONE;
    }
    for (uint32_t i = 0; i < DOCS; i++) {
        uint32_t to = (uint32_t)test_random_below(random, DOCS);
        if (test_random_below(random, 2) == 0 && !leads(&w, to, i))
            w.successors[i] = to;
    }
    return w;
}

static void world_clear(world *w)
{
    for (uint32_t i = 0; i < DOCS; i++)
        free(w->texts[i]);
}

static bool sees(const world *w, uint32_t doc, const char *role)
{
    return w->is_there[doc] &&
           (role == NULL || strchr(w->roles[doc], role[0]) != NULL);
}

/* The newest that the role sees of those that take its place; NONE. */
static uint32_t newest_of(const world *w, uint32_t doc, const char *role)
{
    uint32_t newest = NONE;
    for (uint32_t at = w->successors[doc]; at != NONE; at = w->successors[at])
        if (sees(w, at, role))
            newest = at;
    return newest;
}

/* An index of the documents; with a role, of those that it sees and that are
 * not superseded for it. */
static char *index_make(const world *w, bool has_all, const char *role)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (uint32_t i = 0; i < DOCS; i++) {
        char key[8];
        key_of(i, key);
        if (w->is_there[i] &&
            (has_all || (sees(w, i, role) && newest_of(w, i, role) == NONE)))
            corpus_put_text(writer, key, w->roles[i], w->texts[i], NULL);
        if (has_all && i % 20 == 7)
            corpus_commit(writer);
    }
    corpus_writer_finish(writer);
    return folder;
}

static void supersede(const world *w, const char *folder)
{
    suo_feedback_writer *writer;
    corpus_ok(suo_feedback_writer_open(folder, -1, &writer, NULL), NULL);
    for (uint32_t i = 0; i < DOCS; i++) {
        char key[8];
        char successor[8];
        key_of(i, key);
        key_of(w->successors[i], successor);
        if (w->successors[i] != NONE)
            corpus_ok(suo_feedback_writer_supersede(writer, key, -1, successor,
                                                    -1, NULL),
                      NULL);
    }
    corpus_ok(suo_feedback_writer_commit(writer, NULL), NULL);
    suo_feedback_writer_close(writer);
}

static suo_view *open_with(const char *folder, const char *role)
{
    suo_feedback *feedback;
    suo_view *with;
    suo_view *view = corpus_view(folder, role);
    corpus_ok(suo_feedback_open(folder, -1, &feedback, NULL), NULL);
    corpus_ok(suo_view_open_with_feedback(view, feedback, &with, NULL), NULL);
    suo_feedback_close(feedback);
    suo_view_close(view);
    return with;
}

static suo_hits *ask(const suo_view *view, const char *question)
{
    static const suo_facet FACET = {.field = CORPUS_TAG,
                                    .kind = SUO_FACET_VALUES};
    const suo_search_options options = {
        .size = sizeof(options), .k = DOCS, .facets = &FACET, .facet_count = 1};
    return corpus_ask(view, question, &options);
}

/* The keys that a hit tells are those that it is the newest of. */
static void check_told(const world *w, const char *role, const suo_hits *hits,
                       uint32_t hit)
{
    const suo_hit *item = &suo_hits_items(hits)[hit];
    uint32_t doc =
        (uint32_t)(item->key[1] - '0') * 10 + (uint32_t)(item->key[2] - '0');
    uint64_t len;
    uint32_t told = 0;
    for (uint32_t i = 0; i < DOCS; i++) {
        char key[8];
        key_of(i, key);
        if (!sees(w, i, role) || newest_of(w, i, role) != doc)
            continue;
        const char *found = suo_hits_superseded(hits, hit, told++, &len);
        assert_non_null(found);
        assert_int_equal(len, 3);
        assert_memory_equal(found, key, 3);
    }
    assert_null(suo_hits_superseded(hits, hit, told, &len));
    assert_int_equal(len, 0);
}

static void check_question(const world *w, const char *role,
                           const suo_view *with, const suo_view *plain,
                           const char *question)
{
    suo_hits *hits = ask(with, question);
    suo_hits *wanted = ask(plain, question);
    assert_int_equal(suo_hits_total(hits), suo_hits_total(wanted));
    assert_int_equal(suo_hits_count(hits), suo_hits_count(wanted));
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        const suo_hit *a = &suo_hits_items(hits)[i];
        const suo_hit *b = &suo_hits_items(wanted)[i];
        assert_int_equal(a->key_len, b->key_len);
        assert_memory_equal(a->key, b->key, a->key_len);
        assert_memory_equal(&a->score, &b->score, sizeof(a->score));
        check_told(w, role, hits, i);
    }
    suo_hits_free(hits);
    suo_hits_free(wanted);
}

static void check_role(const world *w, const char *folder, const char *role,
                       test_random *random, uint64_t *superseded)
{
    char *without = index_make(w, false, role);
    suo_view *with = open_with(folder, role);
    suo_view *plain = corpus_view(without, NULL);
    suo_view *seen = corpus_view(folder, role);
    assert_int_equal(suo_view_doc_count(with), suo_view_doc_count(plain));
    *superseded += suo_view_doc_count(seen) - suo_view_doc_count(with);
    for (int i = 0; i < 10; i++) {
        size_t len;
        char *question = corpus_random_text(random, 3, &len);
        check_question(w, role, with, plain, question);
        free(question);
    }
    suo_view_close(with);
    suo_view_close(plain);
    suo_view_close(seen);
    corpus_folder_remove(without);
}

static void test_superseded__are_as_if_they_never_were(void **state)
{
    static const char *const ROLES[] = {NULL, "a", "b"};
    test_random random = test_random_begin(81);
    uint64_t superseded = 0;
    (void)state;
    for (int i = 0; i < WORLDS; i++) {
        world w = world_make(&random);
        char *folder = index_make(&w, true, NULL);
        supersede(&w, folder);
        for (int role = 0; role < 3; role++)
            check_role(&w, folder, ROLES[role], &random, &superseded);
        corpus_folder_remove(folder);
        world_clear(&w);
    }
    assert_true(superseded > WORLDS * 10);
}

/* Neither the explanation nor a related document knows of it. */
static void test_superseded__are_found_by_no_call(void **state)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    suo_feedback_writer *feedback;
    suo_explanation *explanation;
    suo_hits *hits;
    (void)state;
    corpus_put_text(writer, "old", "a", "lost card fee", NULL);
    corpus_put_text(writer, "new", "a", "lost card free", NULL);
    corpus_put_text(writer, "other", "a", "lost card", NULL);
    corpus_writer_finish(writer);
    corpus_ok(suo_feedback_writer_open(folder, -1, &feedback, NULL), NULL);
    corpus_ok(
        suo_feedback_writer_supersede(feedback, "old", -1, "new", -1, NULL),
        NULL);
    corpus_ok(suo_feedback_writer_commit(feedback, NULL), NULL);
    suo_feedback_writer_close(feedback);
    suo_view *view = open_with(folder, "a");
    assert_string_equal(corpus_keys(view, "fee"), "");
    assert_int_equal(
        suo_view_explain(view, "fee", -1, NULL, "old", -1, &explanation, NULL),
        SUO_NOT_FOUND);
    assert_int_equal(suo_view_related(view, "old", -1, NULL, &hits, NULL),
                     SUO_NOT_FOUND);
    corpus_ok(suo_view_related(view, "other", -1, NULL, &hits, NULL), NULL);
    suo_view_close(view);
    uint64_t len; /* the hits outlive the view */
    assert_int_equal(suo_hits_count(hits), 1);
    assert_memory_equal(suo_hits_superseded(hits, 0, 0, &len), "old", 3);
    assert_null(suo_hits_superseded(hits, 1, 0, &len));
    suo_hits_free(hits);
    corpus_folder_remove(folder);
}

static void check_supersede(suo_feedback_writer *writer, const char *key,
                            const char *successor, suo_status wanted)
{
    assert_int_equal(
        suo_feedback_writer_supersede(writer, key, -1, successor, -1, NULL),
        wanted);
}

static void test_supersede__refuses_circles_and_what_makes_no_sense(
    void **state)
{
    char *folder = corpus_folder_make();
    suo_writer *indexing = corpus_writer_start(folder);
    suo_feedback_writer *writer;
    suo_feedback *feedback;
    suo_feedback_document document = {.size = sizeof(document)};
    static char key[SUO_KEY_MAX + 2];
    (void)state;
    corpus_writer_finish(indexing);
    corpus_ok(suo_feedback_writer_open(folder, -1, &writer, NULL), NULL);
    memset(key, 'k', SUO_KEY_MAX + 1);
    check_supersede(writer, "a", "a", SUO_INVALID);
    check_supersede(writer, "a", "b", SUO_OK);
    check_supersede(writer, "b", "c", SUO_OK);
    check_supersede(writer, "c", "a", SUO_INVALID);
    check_supersede(writer, "c", "", SUO_INVALID);
    check_supersede(writer, "", "c", SUO_INVALID);
    check_supersede(writer, key, "c", SUO_LIMIT);
    check_supersede(writer, "c", key, SUO_LIMIT);
    check_supersede(writer, "c", NULL, SUO_NOT_FOUND);
    check_supersede(writer, "d", NULL, SUO_NOT_FOUND);
    check_supersede(writer, "b", NULL, SUO_OK);
    check_supersede(writer, "c", "a", SUO_OK); /* there is no circle now */
    check_supersede(writer, "a", "d", SUO_OK);
    check_supersede(writer, "a", "e", SUO_OK); /* changed */
    corpus_ok(suo_feedback_writer_fade(writer, 0, NULL), NULL);
    corpus_ok(suo_feedback_writer_commit(writer, NULL), NULL);
    suo_feedback_writer_close(writer);
    corpus_ok(suo_feedback_open(folder, -1, &feedback, NULL), NULL);
    assert_int_equal(suo_feedback_count(feedback), 2);
    corpus_ok(suo_feedback_get(feedback, 0, &document, NULL), NULL);
    assert_true(document.key[0] == 'a' && document.successor_len == 1 &&
                document.successor[0] == 'e');
    corpus_ok(suo_feedback_get(feedback, 1, &document, NULL), NULL);
    assert_true(document.key[0] == 'c' && document.successor[0] == 'a');
    suo_feedback_close(feedback);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_superseded__are_as_if_they_never_were),
        cmocka_unit_test(test_superseded__are_found_by_no_call),
        cmocka_unit_test(
            test_supersede__refuses_circles_and_what_makes_no_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
