/* SPDX-License-Identifier: Apache-2.0 */
/*
 * access.c - one row of bytes for all that a role is told, by any call.
 *
 * Every call that reads (check_access.py proves that none is missing):
 *   access_follow: suo_snapshot_refresh, suo_snapshot_close
 *   dump_keeper: suo_snapshot_schema, suo_snapshot_note, suo_snapshot_synonyms,
 *     suo_snapshot_word_count, suo_snapshot_word, suo_schema_field_count,
 *     suo_schema_field_name, suo_schema_find_field, suo_schema_field_kind,
 *     suo_schema_field_weight, suo_schema_field_language,
 *     suo_snapshot_tokenizer_new
 *   open_view: suo_view_open, suo_view_open_at, suo_view_close
 *   hear: suo_view_open_with_feedback
 *   dump_keys: suo_view_list_keys, suo_key_list_count, suo_key_list_get,
 *     suo_key_list_free
 *   dump_times: suo_hits_integer
 *   dump_completions: suo_view_complete, suo_completions_items,
 *     suo_completions_count, suo_completions_free
 *   dump_correction: suo_view_correct, suo_correction_text,
 *     suo_correction_changes, suo_correction_count, suo_correction_free
 *   dump_related: suo_view_related, suo_view_related_text
 *   dump_duplicates: suo_view_duplicates, suo_duplicates_items,
 *     suo_duplicates_count, suo_duplicates_free
 *   dump_reasons: suo_view_explain, suo_explanation_get, suo_explanation_free
 *   corpus_dump_search: suo_view_search, suo_view_doc_count, suo_hits_items,
 *     suo_hits_count, suo_hits_total, suo_hits_stopped, suo_hits_text,
 *     suo_hits_snippet, suo_hits_highlight, suo_hits_highlight_text,
 *     suo_hits_value_count, suo_hits_facet, suo_hits_position,
 *     suo_hits_match, suo_hits_answerability, suo_hits_group,
 *     suo_hits_superseded, suo_hits_is_pinned, suo_hits_free
 * Not compared: suo_snapshot_open, suo_snapshot_open_with (of files in memory,
 *     here suo_snapshot_load); suo_view_open_all (sees all by its name);
 *     suo_snapshot_is_current, suo_snapshot_get_stats, suo_check, suo_salvage
 *     (for the keeper of the folder: they tell of commits and of its files);
 *     suo_cancel_new, suo_cancel_free, suo_cancel_set, suo_cancel_reset (a flag
 *     of the caller)
 */
#include "support/access.h"

#include "index/feedback.h"
#include "index/snapshot.h"
#include "write/writer.h"

#define FOLDER "f"

/* Questions with slips, of words that documents may have. */
static const char *const WITH_SLIPS[] = {
    "crad retruns", "退或 mono", "retunr", "怎么退或", "退的货", "caard v3"};
enum { WITH_SLIPS_COUNT = sizeof(WITH_SLIPS) / sizeof(*WITH_SLIPS) };

enum {
    QUESTIONS = 3,
    FILTERS = 3,
    REASONS = 2,
    ACCESS_CORRECTED_BYTES = 200 /* of a question that is corrected */
};

const char *const ACCESS_SEEN[2] = {"public", "agents"};

/* Names that are like theirs. */
static const char *const HIDDEN[] = {"publi",    "public2", "agent",
                                     "managers", "p",       "客服"};
enum { HIDDEN_COUNT = sizeof(HIDDEN) / sizeof(*HIDDEN) };

suo_schema *access_schema(bool reranks)
{
    suo_schema *schema = corpus_schema();
    if (reranks) {
        corpus_schema_refine(schema);
    }
    corpus_ok(
        suo_schema_add_field(schema, "from", -1, SUO_FIELD_TIME, NULL, NULL),
        NULL);
    corpus_ok(
        suo_schema_add_field(schema, "until", -1, SUO_FIELD_TIME, NULL, NULL),
        NULL);
    corpus_schema_set(schema, "valid_from", ACCESS_FROM);
    corpus_schema_set(schema, "valid_until", ACCESS_UNTIL);
    return schema;
}

/* ---- writing ---- */

void access_random(access_document *document, test_random *random,
                   const char *key, uint32_t words_max)
{
    corpus_document_random(&document->base, random, key, words_max);
    document->from = (int64_t)test_random_below(random, ACCESS_TIMES);
    document->until = (int64_t)test_random_below(random, ACCESS_TIMES + 3);
}

void access_put(suo_writer *writer, const access_document *document)
{
    suo_document *made;
    corpus_ok(suo_document_new(suo_writer_schema(writer), &made, NULL), NULL);
    corpus_document_fill(&document->base, made);
    if (document->from != 0)
        corpus_ok(
            suo_document_set_integer(made, ACCESS_FROM, document->from, NULL),
            NULL);
    if (document->until != 0)
        corpus_ok(
            suo_document_set_integer(made, ACCESS_UNTIL, document->until, NULL),
            NULL);
    corpus_ok(suo_writer_put(writer, made, NULL, NULL), NULL);
    suo_document_free(made);
}

void access_hide_roles(corpus_document *document, test_random *random)
{
    for (uint64_t left = test_random_below(random, 3); left > 0; left--)
        document->roles[document->role_count++] =
            HIDDEN[test_random_below(random, HIDDEN_COUNT)];
}

void access_add_words(suo_writer *writer)
{
    static const char RULES[] = "returns, 退货\ncard => V3 MONO\n";
    corpus_ok(suo_writer_add_word(writer, "max-len mono", -1, 1.5, NULL), NULL);
    corpus_ok(suo_writer_set_synonyms(writer, RULES, -1, NULL), NULL);
}

suo_writer *access_writer(access_index *index, const suo_schema *schema,
                          uint64_t memory_bytes, test_random *random)
{
    suo_writer *writer;
    *index = (access_index){.files = memory_os_new()};
    corpus_ok(suo_writer_make(memory_os_table(index->files), FOLDER, schema,
                              memory_bytes, &writer, NULL),
              NULL);
    suo_writer_set_merging(writer, (uint32_t)test_random_below(random, 3));
    return writer;
}

/* ---- reading ---- */

void access_follow(access_index *index)
{
    suo_snapshot *fresh;
    if (index->held == NULL)
        corpus_ok(suo_snapshot_load(memory_os_table(index->files), FOLDER,
                                    &fresh, NULL),
                  NULL);
    else
        corpus_ok(suo_snapshot_refresh(index->held, &fresh, NULL), NULL);
    suo_snapshot_close(index->held);
    index->held = fresh;
}

void access_close(access_index *index)
{
    suo_snapshot_close(index->held);
    assert_int_equal(memory_os_open_count(index->files), 0);
    memory_os_free(index->files);
}

static void dump_text(corpus_dump *dump, const char *text, uint64_t len)
{
    corpus_dump_bytes(dump, &len, sizeof(len));
    corpus_dump_bytes(dump, text, len);
}

static void dump_field(corpus_dump *dump, const suo_schema *schema, uint32_t f)
{
    uint32_t found;
    const char *name = suo_schema_field_name(schema, f);
    const char *language = suo_schema_field_language(schema, f);
    int32_t kind = suo_schema_field_kind(schema, f);
    double weight = suo_schema_field_weight(schema, f);
    corpus_ok(suo_schema_find_field(schema, name, -1, &found, NULL), NULL);
    assert_int_equal(found, f);
    dump_text(dump, name, strlen(name));
    if (language != NULL)
        dump_text(dump, language, strlen(language));
    corpus_dump_bytes(dump, &kind, sizeof(kind));
    corpus_dump_bytes(dump, &weight, sizeof(weight));
}

/* What a snapshot tells of the index, and how it cuts a text. */
static void dump_keeper(corpus_dump *dump, const suo_snapshot *snapshot)
{
    static const char TEXT[] = "退货 max_len mono V3-MONO returns";
    const suo_schema *schema = suo_snapshot_schema(snapshot);
    suo_tokenizer *tokenizer;
    const suo_token *tokens;
    uint64_t len;
    for (uint32_t f = 0; f < suo_schema_field_count(schema); f++)
        dump_field(dump, schema, f);
    const char *text = suo_snapshot_note(snapshot, &len);
    dump_text(dump, text, len);
    text = suo_snapshot_synonyms(snapshot, &len);
    dump_text(dump, text, len);
    assert_int_equal(suo_snapshot_word_count(snapshot), 1);
    text = suo_snapshot_word(snapshot, 0, &len, NULL);
    dump_text(dump, text, len);
    corpus_ok(
        suo_snapshot_tokenizer_new(snapshot, CORPUS_TITLE, &tokenizer, NULL),
        NULL);
    corpus_ok(suo_tokenizer_start(tokenizer, TEXT, -1, NULL), NULL);
    corpus_ok(suo_tokenizer_next(tokenizer, &tokens, &len, NULL), NULL);
    for (uint64_t i = 0; i < len; i++)
        dump_text(dump, tokens[i].term, tokens[i].term_len);
    suo_tokenizer_free(tokenizer);
}

/* The keys of all documents of a view that pass the filters. */
static void dump_keys(corpus_dump *dump, const suo_view *view,
                      const suo_filter *filters, uint64_t filter_count)
{
    suo_key_list *list;
    corpus_ok(suo_view_list_keys(view, filters, filter_count, &list, NULL),
              NULL);
    for (uint64_t i = 0; i < suo_key_list_count(list); i++) {
        uint64_t len;
        const char *key = suo_key_list_get(list, i, &len);
        dump_text(dump, key, len);
    }
    suo_key_list_free(list);
}

/* The report of what expired until a time, and of what is as old as that. */
static void dump_report(corpus_dump *dump, const suo_view *view, int64_t time)
{
    suo_filter filter = {.field = ACCESS_UNTIL,
                         .kind = SUO_FILTER_RANGE,
                         .min = INT64_MIN,
                         .max = time};
    dump_keys(dump, view, &filter, 1);
    filter.field = ACCESS_FROM;
    dump_keys(dump, view, &filter, 1);
}

/* From when until when the best hits hold. */
static void dump_times(corpus_dump *dump, const suo_view *view,
                       const char *question, size_t len)
{
    suo_hits *hits;
    corpus_ok(suo_view_search(view, question, (int64_t)len, NULL, &hits, NULL),
              NULL);
    for (uint32_t i = 0; i < suo_hits_count(hits); i++)
        for (uint32_t field = ACCESS_FROM; field <= ACCESS_UNTIL; field++) {
            int64_t value;
            suo_status status = suo_hits_integer(hits, i, field, &value, NULL);
            assert_true(status == SUO_OK || status == SUO_NOT_FOUND);
            corpus_dump_bytes(dump, &status, sizeof(status));
            corpus_dump_bytes(dump, &value, sizeof(value));
        }
    suo_hits_free(hits);
}

/* The titles that go on from the beginning of a question, and from letters. */
static void dump_completions(corpus_dump *dump, const suo_view *view,
                             const char *question, size_t len,
                             test_random *random)
{
    static const char *const TYPED[] = {"", "t", "th", "tui", "退h", "c", "mo"};
    const suo_complete_options options = {
        .size = sizeof(options),
        .k = 1 + (uint32_t)test_random_below(random, 8),
        .titles = 1u << CORPUS_TITLE | 1u << CORPUS_EXTRA,
        .use = test_random_below(random, 2) * (1u << CORPUS_VOTES)};
    const char *typed =
        TYPED[test_random_below(random, sizeof(TYPED) / sizeof(*TYPED))];
    const char *const texts[] = {typed, question};
    const int64_t lens[] = {-1, (int64_t)(len < 6 ? len : 6)};
    for (int i = 0; i < 2; i++) {
        suo_completions *found;
        corpus_ok(
            suo_view_complete(view, texts[i], lens[i], &options, &found, NULL),
            NULL);
        const suo_completion *items = suo_completions_items(found);
        for (uint32_t n = 0; n < suo_completions_count(found); n++) {
            dump_text(dump, items[n].text, items[n].text_len);
            dump_text(dump, items[n].key, items[n].key_len);
            corpus_dump_bytes(dump, &items[n].match, sizeof(items[n].match));
            corpus_dump_bytes(dump, &items[n].score, sizeof(items[n].score));
            corpus_dump_bytes(dump, &items[n].field, sizeof(items[n].field));
        }
        suo_completions_free(found);
    }
}

/* What a question was meant to ask, as it is, and with letters changed. */
static void dump_correction(corpus_dump *dump, const suo_view *view,
                            const char *question, size_t len,
                            test_random *random)
{
    const suo_correct_options options = {
        .size = sizeof(options),
        .fields = test_random_below(random, 2) * (1u << CORPUS_TITLE)};
    char text[ACCESS_CORRECTED_BYTES];
    size_t kept = len < sizeof(text) ? len : sizeof(text);
    memcpy(text, question, kept);
    for (int i = 0; i < 3; i++) {
        suo_correction *meant;
        uint64_t meant_len;
        corpus_ok(
            suo_view_correct(view, text, (int64_t)kept, &options, &meant, NULL),
            NULL);
        const char *found = suo_correction_text(meant, &meant_len);
        dump_text(dump, found, meant_len);
        corpus_dump_bytes(dump, suo_correction_changes(meant),
                          suo_correction_count(meant) * sizeof(suo_change));
        suo_correction_free(meant);
        size_t at = kept > 0 ? test_random_below(random, (uint32_t)kept) : 0;
        if (kept > 0 && text[at] >= 'a' && text[at] <= 'z')
            text[at] = (char)('a' + test_random_below(random, 26));
    }
}

static void dump_hits(corpus_dump *dump, suo_hits *hits)
{
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        const suo_hit *hit = &suo_hits_items(hits)[i];
        dump_text(dump, hit->key, hit->key_len);
        corpus_dump_bytes(dump, &hit->score, sizeof(hit->score));
    }
    suo_hits_free(hits);
}

/* What is related to a question, and to some visible documents. */
static void dump_related(corpus_dump *dump, const suo_view *view,
                         const char *question, size_t len, test_random *random)
{
    const suo_related_options options = {
        .size = sizeof(options),
        .k = 1 + (uint32_t)test_random_below(random, 8),
        .fields = test_random_below(random, 2) * (1u << CORPUS_TITLE)};
    suo_key_list *list;
    suo_hits *hits;
    corpus_ok(suo_view_related_text(view, question, (int64_t)len, &options,
                                    &hits, NULL),
              NULL);
    dump_hits(dump, hits);
    corpus_ok(suo_view_list_keys(view, NULL, 0, &list, NULL), NULL);
    for (uint64_t i = 0; i < suo_key_list_count(list) && i < REASONS; i++) {
        uint64_t key_len;
        const char *key = suo_key_list_get(list, i, &key_len);
        corpus_ok(suo_view_related(view, key, (int64_t)key_len, &options, &hits,
                                   NULL),
                  NULL);
        dump_hits(dump, hits);
    }
    suo_key_list_free(list);
}

/* What is alike in the view. */
static void dump_duplicates(corpus_dump *dump, const suo_view *view,
                            test_random *random)
{
    const suo_duplicates_options options = {
        .size = sizeof(options),
        .k = 1 + (uint32_t)test_random_below(random, 8),
        .least = 0.1};
    suo_duplicates *found;
    corpus_ok(suo_view_duplicates(view, &options, &found, NULL), NULL);
    const suo_duplicate *items = suo_duplicates_items(found);
    for (uint32_t i = 0; i < suo_duplicates_count(found); i++) {
        corpus_dump_bytes(dump, &items[i].likeness, sizeof(items[i].likeness));
        dump_text(dump, items[i].key, items[i].key_len);
        dump_text(dump, items[i].other, items[i].other_len);
    }
    suo_duplicates_free(found);
}

/* Why some visible documents are hits, or are none. */
static void dump_reasons(corpus_dump *dump, const suo_view *view,
                         const char *question, size_t len,
                         const suo_search_options *options)
{
    suo_key_list *list;
    corpus_ok(suo_view_list_keys(view, NULL, 0, &list, NULL), NULL);
    for (uint64_t i = 0; i < suo_key_list_count(list) && i < REASONS; i++) {
        uint64_t key_len;
        const char *key = suo_key_list_get(list, i, &key_len);
        suo_explanation *made;
        suo_explained told = {.size = sizeof(told)};
        corpus_ok(suo_view_explain(view, question, (int64_t)len, options, key,
                                   (int64_t)key_len, &made, NULL),
                  NULL);
        corpus_ok(suo_explanation_get(made, &told, NULL), NULL);
        corpus_dump_bytes(dump, &told.outcome, sizeof(told.outcome));
        corpus_dump_bytes(dump, &told.rank, sizeof(told.rank));
        corpus_dump_bytes(dump, &told.score, sizeof(told.score));
        corpus_dump_bytes(dump, told.parts,
                          told.part_count * sizeof(*told.parts));
        suo_explanation_free(made);
    }
    suo_key_list_free(list);
}

/* The view of the roles; at 'time', unless that is 0. */
static suo_view *open_view(const suo_snapshot *snapshot, uint32_t roles,
                           int64_t time)
{
    static const char *const ROLES[] = {"public", "agents", "nobody"};
    static const struct {
        uint32_t first;
        uint32_t count;
    } SETS[] = {{0, 1}, {1, 1}, {0, 2}, {0, 3}};
    suo_view *view;
    suo_view *at;
    corpus_ok(suo_view_open(snapshot, ROLES + SETS[roles].first, NULL,
                            SETS[roles].count, &view, NULL),
              NULL);
    if (time == 0)
        return view;
    corpus_ok(suo_view_open_at(view, time, &at, NULL), NULL);
    suo_view_close(view);
    return at;
}

/* Values, paths and numbers; as options want them. */
static const suo_facet FACETS[] = {
    {.field = CORPUS_TAG, .kind = SUO_FACET_VALUES, .n = 3},
    {.field = CORPUS_TAG, .kind = SUO_FACET_PATHS},
    {.field = CORPUS_VOTES, .kind = SUO_FACET_STEPS, .step = 2}};

static const suo_boost BOOSTS[] = {
    {.field = CORPUS_VOTES, .kind = SUO_BOOST_MANY, .weight = 1, .half = 2},
    {.field = ACCESS_FROM,
     .kind = SUO_BOOST_FRESH,
     .weight = 2,
     .half = 3,
     .now = ACCESS_TIMES},
    {.kind = SUO_BOOST_VOTES, .weight = 3, .half = 1}};

/* Some votes; with the rest: those, or what begins with a letter. */
static void make_filters(test_random *random, suo_filter filters[FILTERS])
{
    int64_t min = (int64_t)test_random_below(random, 3);
    filters[0] =
        (suo_filter){.field = CORPUS_VOTES,
                     .kind = SUO_FILTER_RANGE,
                     .min = min,
                     .max = min + (int64_t)test_random_below(random, 2)};
    filters[1] = (suo_filter){.field = CORPUS_TAG,
                              .kind = SUO_FILTER_PREFIX,
                              .text = "r",
                              .text_len = 1};
    filters[2] = (suo_filter){.kind = SUO_FILTER_OR};
}

/* Options that the seed makes; 'filters' has room for FILTERS. */
static suo_search_options make_options(test_random *random, suo_filter *filters)
{
    suo_search_options options = {.size = sizeof(options), .filters = filters};
    options.k = 1 + (uint32_t)test_random_below(random, 20);
    options.tells_match = 1;
    options.typos = (int32_t)test_random_below(random, 2);
    if (test_random_below(random, 4) == 0)
        options.min_information = (double)test_random_below(random, 5) / 4;
    options.match = (int32_t)test_random_below(random, 2);
    options.total = (int32_t)test_random_below(random, 3);
    if (test_random_below(random, 3) == 0)
        options.fields = 1u << CORPUS_TITLE | 1u << CORPUS_EXTRA;
    if (test_random_below(random, 2) == 0) {
        options.work_max = 1 + test_random_below(random, 60);
        options.at_limit = SUO_AT_LIMIT_PARTIAL;
    }
    options.filter_count = test_random_below(random, 2) * (FILTERS - 2);
    options.facets = FACETS;
    options.facet_count = test_random_below(random, 4);
    options.boosts = BOOSTS + test_random_below(random, 2);
    options.boost_count = test_random_below(random, 3);
    if (test_random_below(random, 3) == 0) {
        options.order = 1 + (int32_t)test_random_below(random, 2);
        options.order_field =
            test_random_below(random, 2) == 0 ? CORPUS_TAG : CORPUS_VOTES;
        options.missing_first = (int32_t)test_random_below(random, 2);
        options.ties_by_score = (int32_t)test_random_below(random, 2);
    }
    options.collapse = (int32_t)test_random_below(random, 2);
    options.collapse_field =
        test_random_below(random, 2) == 0 ? CORPUS_TAG : CORPUS_VOTES;
    make_filters(random, filters);
    if (test_random_below(random, 2) == 0 && options.filter_count > 0)
        options.filter_count = FILTERS;
    return options;
}

/* The page behind the first one. */
static void dump_next(corpus_dump *dump, const suo_view *view,
                      const char *question, size_t len,
                      suo_search_options options)
{
    suo_hits *hits;
    uint64_t after_len;
    options.total = SUO_TOTAL_NONE;
    corpus_ok(
        suo_view_search(view, question, (int64_t)len, &options, &hits, NULL),
        NULL);
    uint32_t count = suo_hits_count(hits);
    if (count > 0) {
        corpus_ok(suo_hits_position(hits, count - 1, &options.after, &after_len,
                                    NULL),
                  NULL);
        options.after_len = (int64_t)after_len;
        corpus_dump_search(dump, view, question, len, &options);
    }
    suo_hits_free(hits);
}

/* Ask a question with operators, for people or for programs. */
static void ask_strictly(corpus_dump *dump, const suo_view *view,
                         suo_search_options options, test_random *random)
{
    static const char *const ASKED[2][5] = {
        {"card -returns", "退货 title:card", "card tag:red -\"V3 MONO\"",
         "mono -tag:red -max_len", "\"退货 card\"~9"},
        {"(card OR 退货) AND NOT title:returns", "card -\"V3 MONO\" -ret*",
         "退货 OR (mono AND tag:red)", "max_len -(card mono)",
         "\"mono 退货\"~9"}};
    options.syntax = (int32_t)test_random_below(random, 2);
    const char *question = ASKED[options.syntax][test_random_below(random, 5)];
    corpus_dump_search(dump, view, question, strlen(question), &options);
    dump_reasons(dump, view, question, strlen(question), &options);
}

/* Ask a view a question, plainly and otherwise. */
static void ask_view(corpus_dump *dump, const suo_view *view,
                     const char *question, size_t len, test_random *random)
{
    suo_filter filters[FILTERS];
    const suo_search_options options = make_options(random, filters);
    corpus_dump_add(dump, view, question, len, 100);
    corpus_dump_search(dump, view, question, len, &options);
    dump_next(dump, view, question, len, options);
    ask_strictly(dump, view, options, random);
    dump_times(dump, view, question, len);
    dump_keys(dump, view, filters, options.filter_count);
    dump_completions(dump, view, question, len, random);
    dump_reasons(dump, view, question, len, &options);
    dump_correction(dump, view, question, len, random);
    dump_related(dump, view, question, len, random);
    dump_duplicates(dump, view, random);
}

/* See a view, which is closed, with what users say. */
static suo_view *hear(const suo_os *os, suo_view *view)
{
    suo_feedback *feedback;
    suo_view *with;
    corpus_ok(suo_feedback_load(os, FOLDER, &feedback, NULL), NULL);
    corpus_ok(suo_view_open_with_feedback(view, feedback, &with, NULL), NULL);
    suo_feedback_release(feedback);
    suo_view_close(view);
    return with;
}

void access_ask(const access_index *index, uint32_t roles, uint64_t seed,
                const char *named, corpus_dump *dump)
{
    test_random random = {seed};
    int64_t time = 1 + (int64_t)test_random_below(&random, ACCESS_TIMES);
    suo_view *views[] = {open_view(index->held, roles, 0),
                         open_view(index->held, roles, time)};
    const suo_os *os = memory_os_table(index->files);
    dump->len = 0;
    dump_keeper(dump, index->held);
    dump_report(dump, views[0], time);
    access_say(os, FOLDER, &random);
    uint64_t heard = test_random_below(&random, 2);
    views[heard] = hear(os, views[heard]);
    for (int i = 0; i < QUESTIONS; i++) {
        size_t len;
        char *question = corpus_random_text(
            &random, 1 + (uint32_t)test_random_below(&random, 5), &len);
        if (test_random_below(&random, 3) == 0)
            question[len++] = '*';
        ask_view(dump, views[0], question, len, &random);
        ask_view(dump, views[1], question, len, &random);
        free(question);
    }
    const char *wrong =
        WITH_SLIPS[test_random_below(&random, WITH_SLIPS_COUNT)];
    ask_view(dump, views[0], wrong, strlen(wrong), &random);
    if (named != NULL)
        ask_view(dump, views[0], named, strlen(named), &random);
    corpus_dump_add(dump, views[heard], ACCESS_PINNED, strlen(ACCESS_PINNED),
                    2 + (uint32_t)heard);
    suo_view_close(views[0]);
    suo_view_close(views[1]);
}

void access_assert_alike(const corpus_dump dumps[2], uint64_t seed,
                         uint32_t roles)
{
    if (!corpus_dump_equals(&dumps[0], &dumps[1]))
        print_error("seed %llu, roles %u\n", (unsigned long long)seed, roles);
    assert_true(corpus_dump_equals(&dumps[0], &dumps[1]));
}
