/* SPDX-License-Identifier: Apache-2.0 */
/*
 * corpus.c - folders, schema, documents, and short ways to use an index.
 */
#define _POSIX_C_SOURCE 200809L

#include "support/corpus.h"

#include <dirent.h>
#include <unistd.h>

void corpus_ok(suo_status status, const suo_error *error)
{
    if (status != SUO_OK)
        print_error("%s: %s\n", suo_status_name(status),
                    error != NULL ? error->message : "");
    assert_int_equal(status, SUO_OK);
}

/* ---- documents ---- */

void corpus_document_add(corpus_document *document, uint32_t field,
                         const char *text, size_t len)
{
    assert_true(document->value_count < CORPUS_VALUES_MAX);
    char *copy = malloc(len + 1);
    assert_non_null(copy);
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    document->values[document->value_count++] =
        (corpus_value){field, copy, len};
}

void corpus_document_clear(corpus_document *document)
{
    for (uint32_t i = 0; i < document->value_count; i++)
        free(document->values[i].text);
    *document = (corpus_document){0};
}

/* ---- folders ---- */

char *corpus_folder_make(void)
{
    const char *base = getenv("TMPDIR");
    char *folder = malloc(4096);
    assert_non_null(folder);
    snprintf(folder, 4096, "%s/suo-test-XXXXXX", base != NULL ? base : "/tmp");
    assert_non_null(mkdtemp(folder));
    return folder;
}

void corpus_folder_remove(char *folder)
{
    char path[5000];
    DIR *open = opendir(folder);
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open)) != NULL;) {
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        unlink(path);
    }
    closedir(open);
    rmdir(folder);
    free(folder);
}

uint32_t corpus_folder_count(const char *folder, const char *prefix)
{
    uint32_t count = 0;
    DIR *open = opendir(folder);
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open)) != NULL;)
        count += strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
    closedir(open);
    return count;
}

/* ---- writing ---- */

suo_schema *corpus_schema(void)
{
    static const struct {
        const char *name;
        int32_t kind;
    } FIELDS[CORPUS_FIELDS] = {
        {"title", SUO_FIELD_TEXT},  {"body", SUO_FIELD_TEXT},
        {"tag", SUO_FIELD_KEYWORD}, {"votes", SUO_FIELD_INTEGER},
        {"note", SUO_FIELD_STORED}, {"extra", SUO_FIELD_TEXT},
    };
    suo_error error = SUO_ERROR_EMPTY;
    suo_schema *schema;
    corpus_ok(suo_schema_new(&schema, &error), &error);
    for (uint32_t i = 0; i < CORPUS_FIELDS; i++) {
        uint32_t field;
        corpus_ok(suo_schema_add_field(schema, FIELDS[i].name, -1,
                                       FIELDS[i].kind, &field, &error),
                  &error);
        assert_int_equal(field, i);
    }
    corpus_ok(suo_schema_set_weight(schema, CORPUS_TITLE, 2, &error), &error);
    return schema;
}

void corpus_schema_set(suo_schema *schema, const char *option, double value)
{
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_schema_set_option(schema, option, -1, value, &error), &error);
}

void corpus_schema_refine(suo_schema *schema)
{
    corpus_schema_set(schema, "title_field", CORPUS_TITLE);
    corpus_schema_set(schema, "adjacency", 0.25);
}

suo_writer *corpus_writer(const char *folder, const suo_schema *schema,
                          uint64_t memory_bytes)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_writer_options options = {.size = sizeof(options),
                                  .memory_bytes = memory_bytes};
    suo_writer *writer;
    corpus_ok(suo_writer_open(folder, -1, schema, &options, &writer, &error),
              &error);
    return writer;
}

suo_writer *corpus_writer_start(const char *folder)
{
    suo_schema *schema = corpus_schema();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    suo_schema_free(schema);
    return writer;
}

void corpus_document_fill(const corpus_document *document, suo_document *made)
{
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_document_set_key(made, document->key, -1, &error), &error);
    for (uint32_t i = 0; i < document->role_count; i++)
        corpus_ok(suo_document_add_role(made, document->roles[i], -1, &error),
                  &error);
    for (uint32_t i = 0; i < document->value_count; i++) {
        const corpus_value *value = &document->values[i];
        corpus_ok(suo_document_add_text(made, value->field, value->text,
                                        (int64_t)value->len, &error),
                  &error);
    }
    if (document->votes != 0)
        corpus_ok(suo_document_set_integer(made, CORPUS_VOTES, document->votes,
                                           &error),
                  &error);
}

bool corpus_put(suo_writer *writer, const corpus_document *document)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_document *made;
    int32_t replaced;
    corpus_ok(suo_document_new(suo_writer_schema(writer), &made, &error),
              &error);
    corpus_document_fill(document, made);
    corpus_ok(suo_writer_put(writer, made, &replaced, &error), &error);
    suo_document_free(made);
    return replaced != 0;
}

void corpus_put_text(suo_writer *writer, const char *key, const char *roles,
                     const char *title, const char *body)
{
    corpus_document document = {0};
    char names[256];
    snprintf(document.key, sizeof(document.key), "%s", key);
    snprintf(names, sizeof(names), "%s", roles);
    char *rest = names;
    for (char *name; (name = strtok_r(rest, ",", &rest)) != NULL;)
        document.roles[document.role_count++] = name;
    if (title != NULL)
        corpus_document_add(&document, CORPUS_TITLE, title, strlen(title));
    if (body != NULL)
        corpus_document_add(&document, CORPUS_BODY, body, strlen(body));
    corpus_put(writer, &document);
    corpus_document_clear(&document);
}

void corpus_put_article(suo_writer *writer, const corpus_article *article)
{
    corpus_document document = {.votes = article->votes};
    snprintf(document.key, sizeof(document.key), "%s", article->key);
    if (article->title != NULL)
        corpus_document_add(&document, CORPUS_TITLE, article->title,
                            strlen(article->title));
    if (article->body != NULL)
        corpus_document_add(&document, CORPUS_BODY, article->body,
                            strlen(article->body));
    if (article->tag != NULL)
        corpus_document_add(&document, CORPUS_TAG, article->tag,
                            strlen(article->tag));
    assert_false(corpus_put(writer, &document));
    corpus_document_clear(&document);
}

void corpus_delete(suo_writer *writer, const char *key)
{
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_writer_delete(writer, key, -1, &error), &error);
}

void corpus_delete_random(suo_writer *writer, test_random *random,
                          uint32_t keys, uint32_t times)
{
    for (uint32_t i = 0; i < times; i++) {
        char key[16];
        snprintf(key, sizeof(key), "%u",
                 (unsigned)test_random_below(random, keys));
        suo_status status = suo_writer_delete(writer, key, -1, NULL);
        assert_true(status == SUO_OK || status == SUO_NOT_FOUND);
    }
}

void corpus_commit(suo_writer *writer)
{
    suo_error error = SUO_ERROR_EMPTY;
    corpus_ok(suo_writer_commit(writer, NULL, 0, &error), &error);
}

void corpus_writer_finish(suo_writer *writer)
{
    corpus_commit(writer);
    suo_writer_close(writer);
}

/* ---- reading ---- */

suo_snapshot *corpus_snapshot(const char *folder)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_snapshot *snapshot;
    corpus_ok(suo_snapshot_open(folder, -1, &snapshot, &error), &error);
    return snapshot;
}

suo_status corpus_view_open(const char *folder, suo_view **view)
{
    suo_snapshot *snapshot;
    *view = NULL;
    suo_status status = suo_snapshot_open(folder, -1, &snapshot, NULL);
    if (status == SUO_OK)
        status = suo_view_open_all(snapshot, view, NULL);
    suo_snapshot_close(snapshot);
    return status;
}

suo_view *corpus_view(const char *folder, const char *roles)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_snapshot *snapshot = corpus_snapshot(folder);
    suo_view *view;
    const char *names[CORPUS_ROLES_MAX];
    char copy[256];
    uint32_t count = 0;
    snprintf(copy, sizeof(copy), "%s", roles != NULL ? roles : "");
    char *rest = copy;
    for (char *name; (name = strtok_r(rest, ",", &rest)) != NULL;)
        names[count++] = name;
    if (roles == NULL)
        corpus_ok(suo_view_open_all(snapshot, &view, &error), &error);
    else
        corpus_ok(suo_view_open(snapshot, names, NULL, count, &view, &error),
                  &error);
    suo_snapshot_close(snapshot);
    return view;
}

suo_hits *corpus_ask(const suo_view *view, const char *question,
                     const suo_search_options *options)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_hits *hits;
    corpus_ok(suo_view_search(view, question, -1, options, &hits, &error),
              &error);
    return hits;
}

suo_hits *corpus_search(const suo_view *view, const char *question, uint32_t k)
{
    const suo_search_options options = {.size = sizeof(options), .k = k};
    return corpus_ask(view, question, &options);
}

const char *corpus_keys(const suo_view *view, const char *question)
{
    static char keys[65536];
    size_t len = 0;
    suo_hits *hits = corpus_search(view, question, 1000);
    const suo_hit *items = suo_hits_items(hits);
    keys[0] = '\0';
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        len += (size_t)snprintf(keys + len, sizeof(keys) - len, "%.*s ",
                                (int)items[i].key_len, items[i].key);
        assert_true(len < sizeof(keys));
    }
    suo_hits_free(hits);
    return keys;
}

void corpus_same_hits(const suo_hits *a, const suo_hits *b)
{
    assert_int_equal(suo_hits_count(a), suo_hits_count(b));
    for (uint32_t i = 0; i < suo_hits_count(a); i++) {
        const suo_hit *x = &suo_hits_items(a)[i];
        const suo_hit *y = &suo_hits_items(b)[i];
        assert_memory_equal(&x->score, &y->score, sizeof(x->score));
        assert_int_equal(x->key_len, y->key_len);
        assert_memory_equal(x->key, y->key, x->key_len);
    }
}
