/* SPDX-License-Identifier: Apache-2.0 */
/* search.c - three articles in, one question answered: search [FOLDER] */
#include <stdio.h>
#include <stdlib.h>
#include <suo.h>
static suo_error error = {.size = sizeof(suo_error)};

static void check(suo_status status)
{
    if (status != SUO_OK) {
        fprintf(stderr, "search: %s\n", error.message);
        exit(1); /* the index stays as the last commit left it */
    }
}

int main(int argc, char **argv)
{
    const char *role = "public", *folder = argc > 1 ? argv[1] : "example-index";
    const char *articles[][3] = {
        {"zh-1", "public", "退货流程：收到商品后，七天内可以申请退货。"},
        {"tw-1", "public", "退貨流程：收到商品後，七天內可以申請退貨。"},
        {"en-1", "agents", "退货 in English: returns."}}; /* key, role, text */
    suo_schema *schema; /* the fields, here one: number 0 */
    suo_writer *writer;
    suo_document *doc;
    check(suo_schema_new(&schema, &error));
    check(suo_schema_add_field(schema, "text", -1, SUO_FIELD_TEXT, 0, &error));
    check(suo_writer_open(folder, -1, schema, NULL, &writer, &error));
    check(suo_document_new(schema, &doc, &error));
    for (int i = 0; i < 3; i++, suo_document_clear(doc)) {
        check(suo_document_set_key(doc, articles[i][0], -1, &error));
        check(suo_document_add_role(doc, articles[i][1], -1, &error));
        check(suo_document_add_text(doc, 0, articles[i][2], -1, &error));
        check(suo_writer_put(writer, doc, NULL, &error));
    }
    check(suo_writer_commit(writer, NULL, 0, &error));
    suo_document_free(doc);
    suo_writer_close(writer);
    suo_schema_free(schema);

    suo_snapshot *snapshot;
    suo_view *view;
    suo_hits *hits;
    check(suo_snapshot_open(folder, -1, &snapshot, &error));
    check(suo_view_open(snapshot, &role, NULL, 1, &view, &error));
    check(suo_view_search(view, "怎么退货", -1, NULL, &hits, &error));
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        suo_snippet cut = {.size = sizeof(suo_snippet)};
        check(suo_hits_snippet(hits, i, 0, NULL, &cut, &error));
        uint64_t at = 0;
        for (uint64_t m = 0; m < cut.mark_count; at = cut.marks[m++].end)
            printf("%.*s[%.*s]", (int)(cut.marks[m].start - at), cut.text + at,
                   (int)(cut.marks[m].end - cut.marks[m].start),
                   cut.text + cut.marks[m].start);
        printf("%.*s\n", (int)(cut.text_len - at), cut.text + at);
    }
    suo_hits_free(hits);
    suo_view_close(view);
    suo_snapshot_close(snapshot);
}
