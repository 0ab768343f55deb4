/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_question.c - any bytes are a question, in either syntax.
 *
 * A small index lies in a folder of its own. People's questions always give an
 * answer; strict ones an answer, or a status with a byte. What is told of hits
 * lies in the question, and the total is the same however it is counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suo.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(int holds)
{
    if (!holds)
        abort();
}

static void put(suo_writer *writer, const char *key, const char *title,
                const char *tag)
{
    suo_document *document;
    require(suo_document_new(suo_writer_schema(writer), &document, NULL) ==
            SUO_OK);
    require(suo_document_set_key(document, key, -1, NULL) == SUO_OK);
    require(suo_document_add_text(document, 0, title, -1, NULL) == SUO_OK);
    require(suo_document_add_text(document, 1, tag, -1, NULL) == SUO_OK);
    require(suo_writer_put(writer, document, NULL, NULL) == SUO_OK);
    suo_document_free(document);
}

/* A view of a few documents; the files are open, and gone. */
static suo_view *make_view(void)
{
    char folder[] = "fuzz_question.XXXXXX";
    char command[64];
    suo_schema *schema;
    suo_writer *writer;
    suo_snapshot *snapshot;
    suo_view *view;
    require(mkdtemp(folder) != NULL);
    require(suo_schema_new(&schema, NULL) == SUO_OK);
    require(suo_schema_add_field(schema, "title", -1, SUO_FIELD_TEXT, NULL,
                                 NULL) == SUO_OK);
    require(suo_schema_add_field(schema, "tag", -1, SUO_FIELD_KEYWORD, NULL,
                                 NULL) == SUO_OK);
    require(suo_writer_open(folder, -1, schema, NULL, &writer, NULL) == SUO_OK);
    put(writer, "a", "card returns and 退货政策", "red");
    put(writer, "b", "the lost card V3-MONO", "red");
    put(writer, "c", "验证码退货 a free return", "blue");
    require(suo_writer_commit(writer, NULL, 0, NULL) == SUO_OK);
    suo_writer_close(writer);
    require(suo_snapshot_open(folder, -1, &snapshot, NULL) == SUO_OK);
    require(suo_view_open_all(snapshot, &view, NULL) == SUO_OK);
    suo_snapshot_close(snapshot);
    suo_schema_free(schema);
    snprintf(command, sizeof(command), "rm -r %s", folder);
    require(system(command) == 0);
    return view;
}

/* Check what is told of all hits; returns the total. */
static uint64_t check_hits(suo_hits *hits, size_t len)
{
    for (uint32_t i = 0; i < suo_hits_count(hits); i++) {
        suo_hit_match match = {.size = sizeof(match)};
        require(suo_hits_match(hits, i, &match, NULL) == SUO_OK);
        require(match.tier >= SUO_TIER_ALL && match.tier <= SUO_TIER_CORRECTED);
        require(match.share >= 0 && match.share <= 1);
        require((match.tier == SUO_TIER_ALL) == (match.missing_count == 0) ||
                match.tier >= SUO_TIER_REST);
        for (uint64_t m = 0; m < match.missing_count; m++)
            require(match.missing[m].start < match.missing[m].end &&
                    match.missing[m].end <= len);
    }
    suo_answerability told = {.size = sizeof(told)};
    require(suo_hits_answerability(hits, &told, NULL) == SUO_OK);
    require(told.figure >= 0 && told.figure <= 1);
    require(told.title_share >= 0 && told.title_share <= told.share);
    require(told.share <= 1 && told.lead >= 0 && told.lead <= 1);
    require(told.unknown_share >= 0 && told.unknown_share <= 1);
    require(told.title_fit >= 0 && told.title_fit <= 1);
    require(told.in_row >= 0 && told.in_row <= 1 && told.information >= 0);
    for (uint64_t i = 0; i < told.unknown_count; i++)
        require(told.unknown[i].start < told.unknown[i].end &&
                told.unknown[i].end <= len);
    return suo_hits_total(hits);
}

/* What a question was meant to ask differs from it in the changes alone, which
 * ascend and are apart. */
static void check_correction(const suo_view *view, const char *text, size_t len)
{
    suo_correction *correction;
    uint64_t meant_len;
    uint64_t at = 0;
    uint64_t out = 0;
    if (suo_view_correct(view, text, (int64_t)len, NULL, &correction, NULL) !=
        SUO_OK) {
        require(len > 1 << 20);
        return;
    }
    const suo_change *changes = suo_correction_changes(correction);
    const char *meant = suo_correction_text(correction, &meant_len);
    require((meant == NULL) == (suo_correction_count(correction) == 0));
    for (uint32_t i = 0; i < suo_correction_count(correction); i++) {
        const suo_range *from = &changes[i].from;
        const suo_range *to = &changes[i].to;
        require(from->start >= at && from->start - at == to->start - out);
        require(memcmp(text + at, meant + out, from->start - at) == 0);
        require(from->end > from->start && to->end > to->start);
        at = from->end;
        out = to->end;
    }
    if (meant != NULL)
        require(len - at == meant_len - out &&
                memcmp(text + at, meant + out, len - at) == 0);
    suo_correction_free(correction);
}

/* The first byte chooses the options. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static suo_view *view;
    uint8_t choice = len > 0 ? bytes[0] : 0;
    const char *text = (const char *)bytes + (len > 0);
    suo_search_options options = {.size = sizeof(options),
                                  .tells_match = 1,
                                  .syntax = choice & 1,
                                  .match = choice >> 1 & 1,
                                  .min_information = (choice >> 2 & 3) / 4.0,
                                  .typos = choice >> 4 & 1};
    suo_error error = {.size = sizeof(error)};
    suo_hits *hits;
    len -= len > 0;
    if (view == NULL)
        view = make_view();
    suo_status status =
        suo_view_search(view, text, (int64_t)len, &options, &hits, &error);
    if (status != SUO_OK) {
        require(options.syntax == SUO_SYNTAX_STRICT || len > 1 << 20);
        require(status == SUO_INVALID || status == SUO_LIMIT);
        require(len > 1 << 20 || strncmp(error.message, "byte ", 5) == 0);
        return 0;
    }
    uint64_t total = check_hits(hits, len);
    suo_hits_free(hits);
    options.total = SUO_TOTAL_ONLY;
    require(suo_view_search(view, text, (int64_t)len, &options, &hits, NULL) ==
            SUO_OK);
    require(suo_hits_total(hits) == total);
    suo_hits_free(hits);
    check_correction(view, text, len);
    return 0;
}
