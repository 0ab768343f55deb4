/* SPDX-License-Identifier: Apache-2.0 */
/*
 * groonga.c - Groonga, as a library.
 *
 * A document's number is its record id less one. The index is made as Groonga
 * makes it "offline" (grn_ii_buffer: sorted, written once), which is the fast
 * way and the one with the smaller index, here without the column of texts
 * that it usually comes from. Groonga scores by term frequency; it has no
 * BM25. It has no segments.
 */
#include "peer.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <groonga.h>

static grn_ctx *groonga_ctx;
static grn_obj *groonga_docs, *groonga_index, *groonga_lexicon;

static void groonga_check(const char *what)
{
    if (groonga_ctx->rc != GRN_SUCCESS)
        peer_die("groonga: %s: %s", what, groonga_ctx->errbuf);
}

/* Run a command of Groonga's own language; its answer is not looked at. */
static void groonga_run(const char *command)
{
    char *answer;
    unsigned int len;
    int flags;
    grn_ctx_send(groonga_ctx, command, (unsigned int)strlen(command), 0);
    grn_ctx_recv(groonga_ctx, &answer, &len, &flags);
    groonga_check(command);
}

static void groonga_connect(const char *folder, bool is_new)
{
    char *path = peer_path(folder, "groonga.db");
    grn_init();
    groonga_ctx = grn_ctx_open(0);
    if (is_new)
        grn_db_create(groonga_ctx, path, NULL);
    else
        grn_db_open(groonga_ctx, path);
    groonga_check(path);
    free(path);
}

static void groonga_find(void)
{
    groonga_docs = grn_ctx_get(groonga_ctx, "Docs", -1);
    groonga_lexicon = grn_ctx_get(groonga_ctx, "Terms", -1);
    groonga_index = grn_ctx_get(groonga_ctx, "Terms.docs", -1);
    groonga_check("schema");
}

/* Make tables whose terms a tokenizer and a normalizer cut. */
static void groonga_create(const char *analysis)
{
    char command[256];
    groonga_run("table_create Docs TABLE_NO_KEY");
    groonga_run("column_create Docs filter COLUMN_SCALAR Int32");
    snprintf(command, sizeof(command),
             "table_create Terms TABLE_PAT_KEY ShortText %s", analysis);
    groonga_run(command);
    groonga_run("column_create Terms docs COLUMN_INDEX|WITH_POSITION Docs");
    groonga_find();
}

static void groonga_add(grn_ii_buffer *buffer, const char *text)
{
    grn_obj value;
    grn_id id = grn_table_add(groonga_ctx, groonga_docs, NULL, 0, NULL);
    GRN_TEXT_INIT(&value, 0);
    GRN_TEXT_SETS(groonga_ctx, &value, text);
    grn_ii_buffer_append(groonga_ctx, buffer, id, 1, &value);
    grn_obj_unlink(groonga_ctx, &value);
    groonga_check("adding a document");
}

static grn_ii_buffer *groonga_buffer(void)
{
    return grn_ii_buffer_open(groonga_ctx, (grn_ii *)groonga_index, 1u << 28);
}

static void groonga_finish(grn_ii_buffer *buffer)
{
    grn_ii_buffer_commit(groonga_ctx, buffer);
    grn_ii_buffer_close(groonga_ctx, buffer);
    groonga_check("writing the index");
}

static void groonga_build(const char *path, const char *index,
                          unsigned segments)
{
    (void)segments;
    groonga_connect(index, true);
    groonga_create("--default_tokenizer TokenDelimit");
    grn_obj *filters = grn_ctx_get(groonga_ctx, "Docs.filter", -1);
    grn_ii_buffer *buffer = groonga_buffer();
    peer_corpus *corpus = peer_corpus_open(path);
    grn_id id = 0;
    for (peer_document document; peer_corpus_next(corpus, &document);) {
        grn_obj filter;
        if (document.number != id++)
            peer_die("groonga: documents are not numbered 0, 1, 2 ...");
        groonga_add(buffer, document.text);
        GRN_INT32_INIT(&filter, 0);
        GRN_INT32_SET(groonga_ctx, &filter, document.filter);
        grn_obj_set_value(groonga_ctx, filters, id, &filter, GRN_OBJ_SET);
        grn_obj_unlink(groonga_ctx, &filter);
    }
    peer_corpus_close(corpus);
    groonga_finish(buffer);
    grn_obj_close(groonga_ctx, grn_ctx_db(groonga_ctx));
}

static void groonga_open(const char *index)
{
    groonga_connect(index, false);
    groonga_find();
}

static char *groonga_write(const peer_query *query)
{
    switch (query->kind) {
    case PEER_OR:
        return peer_join(query, "", " OR ", "");
    case PEER_AND:
        return peer_join(query, "", " ", "");
    case PEER_PHRASE:
        return peer_join(query, "\"", " ", "\"");
    default:
        return peer_join(query, "", " ", "*");
    }
}

static const char *groonga_cannot(const peer_query *query,
                                  peer_collector collector)
{
    (void)query;
    (void)collector;
    return NULL;
}

/* An expression over documents; 'column' is where words without one are
 * looked for. */
static grn_obj *groonga_parse(const char *text, grn_obj *column,
                              grn_expr_flags syntax)
{
    grn_obj *expression, *variable;
    GRN_EXPR_CREATE_FOR_QUERY(groonga_ctx, groonga_docs, expression, variable);
    (void)variable;
    grn_expr_parse(groonga_ctx, expression, text, (unsigned int)strlen(text),
                   column, GRN_OP_MATCH, GRN_OP_AND, syntax);
    groonga_check(text);
    return expression;
}

/* The records for which 'text' holds, of 'found' or of all. */
static grn_obj *groonga_select(const char *text, grn_obj *column,
                               grn_expr_flags syntax, grn_obj *found)
{
    grn_obj *expression = groonga_parse(text, column, syntax);
    found = grn_table_select(groonga_ctx, groonga_docs, expression, found,
                             found == NULL ? GRN_OP_OR : GRN_OP_AND);
    grn_obj_close(groonga_ctx, expression);
    groonga_check(text);
    return found;
}

/* The best k records of 'found' by score, as document numbers. */
static uint32_t groonga_best(grn_obj *found, uint32_t k, uint32_t *numbers)
{
    grn_obj *sorted = grn_table_create(groonga_ctx, NULL, 0, NULL,
                                       GRN_OBJ_TABLE_NO_KEY, NULL, found);
    grn_table_sort_key key = {0};
    key.key = grn_obj_column(groonga_ctx, found, "_score", 6);
    key.flags = GRN_TABLE_SORT_DESC;
    int count = grn_table_sort(groonga_ctx, found, 0, (int)k, sorted, &key, 1);
    for (int i = 0; i < count; i++) {
        grn_id entry, id;
        grn_obj value;
        GRN_RECORD_INIT(&value, 0, GRN_ID_NIL);
        grn_obj_get_value(groonga_ctx, sorted, (grn_id)i + 1, &value);
        entry = GRN_RECORD_VALUE(&value);
        grn_table_get_key(groonga_ctx, found, entry, &id, sizeof(id));
        numbers[i] = id - 1;
        grn_obj_unlink(groonga_ctx, &value);
    }
    grn_obj_unlink(groonga_ctx, key.key);
    grn_obj_close(groonga_ctx, sorted);
    groonga_check("sorting");
    return (uint32_t)count;
}

static void groonga_search(const peer_query *query, peer_collector collector,
                           peer_answer *answer)
{
    uint32_t k = peer_collector_k(collector);
    grn_obj *found =
        groonga_select(query->text, groonga_index, GRN_EXPR_SYNTAX_QUERY, NULL);
    if (query->filter_below < 100) {
        char filter[32];
        snprintf(filter, sizeof(filter), "filter < %d", query->filter_below);
        groonga_select(filter, NULL, GRN_EXPR_SYNTAX_SCRIPT, found);
    }
    answer->count = grn_table_size(groonga_ctx, found);
    answer->top_count = 0;
    if (k > 0 && answer->count > 0)
        answer->top_count = groonga_best(found, k, answer->top);
    grn_obj_close(groonga_ctx, found);
}

/* ---- its own analysis --------------------------------------------------- */

/* A question as "any of its tokens", each in quotes. */
static char *question_write(const char *text)
{
    char *out = (char *)peer_alloc(strlen(text) * 16 + 64), *end = out;
    grn_token_cursor *tokens = grn_token_cursor_open(
        groonga_ctx, groonga_lexicon, text, strlen(text), GRN_TOKENIZE_GET, 0);
    if (tokens == NULL) /* nothing to search for in it */
        return out;
    while (grn_token_cursor_get_status(groonga_ctx, tokens) ==
           GRN_TOKEN_CURSOR_DOING) {
        grn_id id = grn_token_cursor_next(groonga_ctx, tokens);
        char key[GRN_TABLE_MAX_KEY_SIZE + 1];
        if (id == GRN_ID_NIL) /* no document has it */
            continue;
        int len = grn_table_get_key(groonga_ctx, groonga_lexicon, id, key,
                                    GRN_TABLE_MAX_KEY_SIZE);
        if (memchr(key, '"', (size_t)len) != NULL ||
            memchr(key, '\\', (size_t)len) != NULL)
            continue;
        end += sprintf(end, "%s\"%.*s\"", end > out ? " OR " : "", len, key);
    }
    grn_token_cursor_close(groonga_ctx, tokens);
    return out;
}

/* Pairs of characters, words of Latin letters whole, normalised: what
 * Groonga's manual advises. "bigram" keeps the default score, "bigram-tfidf"
 * takes scorer_tf_idf. */
static void groonga_judge(const char *folder, const char *analysis)
{
    char *key, *text;
    groonga_connect(folder, true);
    groonga_create("--default_tokenizer TokenBigram "
                   "--normalizer NormalizerNFKC130");
    grn_ii_buffer *buffer = groonga_buffer();
    peer_rows *rows = peer_rows_open(folder, "texts.tsv");
    while (peer_rows_next(rows, &key, &text))
        groonga_add(buffer, text);
    peer_rows_close(rows);
    groonga_finish(buffer);
    grn_obj *column = groonga_index;
    if (strcmp(analysis, "bigram-tfidf") == 0)
        column = groonga_parse("scorer_tf_idf(Terms.docs)", NULL,
                               GRN_EXPR_SYNTAX_SCRIPT);
    rows = peer_rows_open(folder, "questions.tsv");
    while (peer_rows_next(rows, &key, &text)) {
        uint32_t top[PEER_TOP_MAX], count = 0;
        char *question = question_write(text);
        if (*question != '\0') {
            grn_obj *found =
                groonga_select(question, column, GRN_EXPR_SYNTAX_QUERY, NULL);
            count = groonga_best(found, PEER_TOP_MAX, top);
            grn_obj_close(groonga_ctx, found);
        }
        for (uint32_t i = 0; i < count; i++)
            peer_hit(key, top[i], i + 1);
        free(question);
    }
    peer_rows_close(rows);
}

int main(int argc, char **argv)
{
    const peer_engine engine = {.name = "Groonga",
                                .version = grn_get_version,
                                .build = groonga_build,
                                .open = groonga_open,
                                .cannot = groonga_cannot,
                                .write = groonga_write,
                                .search = groonga_search,
                                .judge = groonga_judge};
    return peer_main(argc, argv, &engine);
}
