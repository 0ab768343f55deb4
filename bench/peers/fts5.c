/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fts5.c - SQLite's FTS5.
 *
 * A contentless table: the row number is the document's number, so that the
 * index stores no text. A filter is a column of a common table, joined by row
 * number. "ORDER BY rank LIMIT" is the way that FTS5 recommends; the number of
 * matches takes a statement of its own.
 */
#include "peer.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static sqlite3 *fts5_db;
static sqlite3_stmt *fts5_top, *fts5_top_filtered;
static sqlite3_stmt *fts5_count, *fts5_count_filtered;

static void fts5_run(const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(fts5_db, sql, NULL, NULL, &message) != SQLITE_OK)
        peer_die("fts5: %s: %s", sql, message);
}

static sqlite3_stmt *fts5_prepare(const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(fts5_db, sql, -1, &statement, NULL) != SQLITE_OK)
        peer_die("fts5: %s: %s", sql, sqlite3_errmsg(fts5_db));
    return statement;
}

static void fts5_connect(const char *folder)
{
    char *path = peer_path(folder, "fts5.db");
    if (sqlite3_open(path, &fts5_db) != SQLITE_OK)
        peer_die("fts5: %s", sqlite3_errmsg(fts5_db));
    free(path);
    fts5_run("PRAGMA mmap_size=8589934592; PRAGMA cache_size=-262144;");
}

/* One transaction a segment: with automerge off and a large hash table, each
 * commit writes one. 'optimize' makes one of them all. */
static void fts5_build(const char *path, const char *index, unsigned segments)
{
    uint32_t share = peer_corpus_count(path) / segments + 1, done = 0;
    fts5_connect(index);
    fts5_run("CREATE VIRTUAL TABLE docs USING fts5(body, content='', "
             "tokenize='ascii');"
             "CREATE TABLE filters(id INTEGER PRIMARY KEY, filter INTEGER);"
             "INSERT INTO docs(docs, rank) VALUES('automerge', 0);"
             "INSERT INTO docs(docs, rank) VALUES('hashsize', 536870912);"
             "BEGIN");
    sqlite3_stmt *put =
        fts5_prepare("INSERT INTO docs(rowid, body) VALUES(?, ?)");
    sqlite3_stmt *put_filter =
        fts5_prepare("INSERT INTO filters(id, filter) VALUES(?, ?)");
    peer_corpus *corpus = peer_corpus_open(path);
    for (peer_document document; peer_corpus_next(corpus, &document);) {
        sqlite3_bind_int64(put, 1, document.number);
        sqlite3_bind_text(put, 2, document.text, (int)document.text_len,
                          SQLITE_STATIC);
        sqlite3_bind_int64(put_filter, 1, document.number);
        sqlite3_bind_int(put_filter, 2, document.filter);
        if (sqlite3_step(put) != SQLITE_DONE ||
            sqlite3_step(put_filter) != SQLITE_DONE)
            peer_die("fts5: %s", sqlite3_errmsg(fts5_db));
        sqlite3_reset(put);
        sqlite3_reset(put_filter);
        if (++done % share == 0)
            fts5_run("COMMIT; BEGIN");
    }
    peer_corpus_close(corpus);
    fts5_run("COMMIT");
    if (segments == 1)
        fts5_run("INSERT INTO docs(docs) VALUES('optimize'); VACUUM");
    sqlite3_finalize(put);
    sqlite3_finalize(put_filter);
    sqlite3_close(fts5_db);
}

static void fts5_open(const char *index)
{
    fts5_connect(index);
    fts5_top = fts5_prepare("SELECT rowid FROM docs WHERE docs MATCH ?1 "
                            "ORDER BY rank LIMIT ?3");
    fts5_count = fts5_prepare("SELECT count(*) FROM docs WHERE docs MATCH ?1");
    fts5_top_filtered =
        fts5_prepare("SELECT docs.rowid FROM docs CROSS JOIN filters "
                     "ON filters.id = docs.rowid "
                     "WHERE docs MATCH ?1 AND filter < ?2 "
                     "ORDER BY rank LIMIT ?3");
    fts5_count_filtered =
        fts5_prepare("SELECT count(*) FROM docs CROSS JOIN filters "
                     "ON filters.id = docs.rowid "
                     "WHERE docs MATCH ?1 AND filter < ?2");
}

static char *fts5_write(const peer_query *query)
{
    switch (query->kind) {
    case PEER_OR:
        return peer_join(query, "", " OR ", "");
    case PEER_AND:
        return peer_join(query, "", " AND ", "");
    case PEER_PHRASE:
        return peer_join(query, "\"", " ", "\"");
    default:
        return peer_join(query, "", " ", "*");
    }
}

static const char *fts5_cannot(const peer_query *query,
                               peer_collector collector)
{
    (void)query;
    (void)collector;
    return NULL;
}

/* The first column of the rows, at most 'max'; how many. */
static uint32_t fts5_ask(sqlite3_stmt *statement, const peer_query *query,
                         uint32_t k, int64_t *values)
{
    uint32_t count = 0;
    int step;
    sqlite3_bind_text(statement, 1, query->text, -1, SQLITE_STATIC);
    if (query->filter_below < 100)
        sqlite3_bind_int(statement, 2, query->filter_below);
    if (k > 0)
        sqlite3_bind_int(statement, 3, (int)k);
    while ((step = sqlite3_step(statement)) == SQLITE_ROW)
        values[count++] = sqlite3_column_int64(statement, 0);
    if (step != SQLITE_DONE)
        peer_die("fts5: %s: %s", query->text, sqlite3_errmsg(fts5_db));
    sqlite3_reset(statement);
    return count;
}

static void fts5_search(const peer_query *query, peer_collector collector,
                        peer_answer *answer)
{
    bool is_filtered = query->filter_below < 100;
    uint32_t k = peer_collector_k(collector);
    int64_t values[PEER_TOP_MAX];
    if (collector == PEER_COUNT || collector == PEER_TOP_10_COUNT) {
        fts5_ask(is_filtered ? fts5_count_filtered : fts5_count, query, 0,
                 values);
        answer->count = (uint64_t)values[0];
    }
    if (k == 0)
        return;
    answer->top_count =
        fts5_ask(is_filtered ? fts5_top_filtered : fts5_top, query, k, values);
    for (uint32_t i = 0; i < answer->top_count; i++)
        answer->top[i] = (uint32_t)values[i];
}

/* ---- its own analysis --------------------------------------------------- */

/* Length of the character at 'text'. */
static size_t character_len(const char *text)
{
    size_t len = 1;
    while ((text[len] & 0xC0) == 0x80)
        len++;
    return len;
}

/* A question as an OR: of its trigrams, or of its words. */
static void fts5_question(const char *text, bool is_trigram, char *out)
{
    const char *separator = "";
    while (*text != '\0') {
        size_t len = 0, next = character_len(text);
        if (is_trigram) {
            for (int i = 0; i < 3 && text[len] != '\0'; i++)
                len += character_len(text + len);
        } else {
            while (text[len] != '\0' && !isspace((unsigned char)text[len]))
                len += character_len(text + len);
            next = len > 0 ? len : 1;
        }
        if (len > 0) {
            out += sprintf(out, "%s\"", separator);
            for (size_t i = 0; i < len; i++) {
                if (text[i] == '"')
                    *out++ = '"';
                *out++ = text[i];
            }
            *out++ = '"';
            separator = " OR ";
        }
        text += next;
    }
    *out = '\0';
}

static void fts5_judge(const char *folder, const char *analysis)
{
    char sql[256], *key, *text;
    bool is_trigram = strcmp(analysis, "trigram") == 0;
    fts5_connect(folder);
    snprintf(sql, sizeof(sql),
             "BEGIN; CREATE VIRTUAL TABLE docs USING fts5(body, content='', "
             "tokenize='%s')",
             analysis);
    fts5_run(sql);
    sqlite3_stmt *put =
        fts5_prepare("INSERT INTO docs(rowid, body) VALUES(?, ?)");
    peer_rows *rows = peer_rows_open(folder, "texts.tsv");
    while (peer_rows_next(rows, &key, &text)) {
        sqlite3_bind_int64(put, 1, atoll(key));
        sqlite3_bind_text(put, 2, text, -1, SQLITE_STATIC);
        if (sqlite3_step(put) != SQLITE_DONE)
            peer_die("fts5: %s", sqlite3_errmsg(fts5_db));
        sqlite3_reset(put);
    }
    peer_rows_close(rows);
    fts5_run("COMMIT");
    fts5_top = fts5_prepare("SELECT rowid FROM docs WHERE docs MATCH ?1 "
                            "ORDER BY rank LIMIT ?3");
    rows = peer_rows_open(folder, "questions.tsv");
    while (peer_rows_next(rows, &key, &text)) {
        int64_t values[PEER_TOP_MAX];
        peer_query query = {.filter_below = 100};
        query.text = (char *)peer_alloc(strlen(text) * 20 + 16);
        fts5_question(text, is_trigram, query.text);
        uint32_t count = 0;
        if (*query.text != '\0')
            count = fts5_ask(fts5_top, &query, PEER_TOP_MAX, values);
        for (uint32_t i = 0; i < count; i++)
            peer_hit(key, (uint32_t)values[i], i + 1);
        free(query.text);
    }
    peer_rows_close(rows);
}

int main(int argc, char **argv)
{
    const peer_engine engine = {.name = "FTS5",
                                .version = sqlite3_libversion,
                                .build = fts5_build,
                                .open = fts5_open,
                                .cannot = fts5_cannot,
                                .write = fts5_write,
                                .search = fts5_search,
                                .judge = fts5_judge};
    return peer_main(argc, argv, &engine);
}
