/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_complete.c - any bytes typed, and spelt.
 *
 * The index, of titles in several scripts, is written once. What comes back
 * must be in order, within its titles, and agree with what was typed.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suo.h"
#include "text/spelling.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { VOTES = 1, ALIAS = 2 };

static const char *const TITLES[] = {
    "怎么申请退货",  "退货运费谁出",   "Return policy", "银行卡怎么绑定",
    "OneDrive 同步", "Wi-Fi 6 路由器", "旅行箱保修",    "サポート",
    "Café hours",    "西安仓库",       "тест",          "APP下单 V3-MONO",
};
enum { TITLE_COUNT = sizeof(TITLES) / sizeof(*TITLES) };

static suo_view *view;

static void require(int claim)
{
    if (!claim)
        abort();
}

static void put_titles(suo_writer *writer)
{
    suo_document *document;
    require(suo_document_new(suo_writer_schema(writer), &document, NULL) ==
            SUO_OK);
    for (int i = 0; i < TITLE_COUNT; i++) {
        char key[16];
        snprintf(key, sizeof(key), "%d", i);
        suo_document_clear(document);
        require(suo_document_set_key(document, key, -1, NULL) == SUO_OK);
        require(suo_document_add_text(document, 0, TITLES[i], -1, NULL) ==
                SUO_OK);
        require(suo_document_add_text(document, ALIAS,
                                      TITLES[(i + 1) % TITLE_COUNT], -1,
                                      NULL) == SUO_OK);
        require(suo_document_set_integer(document, VOTES, i % 5, NULL) ==
                SUO_OK);
        require(suo_writer_put(writer, document, NULL, NULL) == SUO_OK);
    }
    suo_document_free(document);
}

/* Write the index and open it; the folder is removed by its name alone. */
static void make_view(void)
{
    char folder[] = "/tmp/suo-fuzz-XXXXXX";
    char command[64];
    suo_schema *schema;
    suo_writer *writer;
    suo_snapshot *snapshot;
    const suo_snapshot_options copied = {.size = sizeof(copied), .copy = 1};
    require(mkdtemp(folder) != NULL);
    require(suo_schema_new(&schema, NULL) == SUO_OK);
    require(suo_schema_add_field(schema, "title", -1, SUO_FIELD_TEXT, NULL,
                                 NULL) == SUO_OK);
    require(suo_schema_add_field(schema, "votes", -1, SUO_FIELD_INTEGER, NULL,
                                 NULL) == SUO_OK);
    require(suo_schema_add_field(schema, "alias", -1, SUO_FIELD_TEXT, NULL,
                                 NULL) == SUO_OK);
    require(suo_writer_open(folder, -1, schema, NULL, &writer, NULL) == SUO_OK);
    put_titles(writer);
    require(suo_writer_commit(writer, NULL, 0, NULL) == SUO_OK);
    suo_writer_close(writer);
    suo_schema_free(schema);
    require(suo_snapshot_open_with(folder, -1, &copied, &snapshot, NULL) ==
            SUO_OK);
    require(suo_view_open_all(snapshot, &view, NULL) == SUO_OK);
    suo_snapshot_close(snapshot);
    snprintf(command, sizeof(command), "rm -r %s", folder);
    require(system(command) == 0);
}

static size_t check_spelling(const char *text, size_t len)
{
    suo_spelling spelling = {0};
    uint32_t end = 0;
    size_t count;
    require(suo_spelling_read(&spelling, text, (uint32_t)len, NULL) == SUO_OK);
    count = spelling.count;
    for (size_t i = 0; i < count; i++) {
        const suo_spelt *unit = &spelling.units[i];
        require(unit->code != 0 && unit->start < unit->end);
        require(unit->start <= len && unit->end <= len && unit->end >= end);
        require(unit->syllable < suo_pinyin_syllable_count);
        require(unit->place <= SUO_SPELT_NOWHERE);
        require((unit->place == SUO_SPELT_FIRST) == (i == 0));
        end = unit->end;
    }
    suo_spelling_clear(&spelling);
    return count;
}

/* The first byte chooses the options. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    uint8_t choice = len > 0 ? bytes[0] : 0;
    const char *text = (const char *)bytes + (len > 0);
    size_t text_len = len - (len > 0);
    const suo_complete_options options = {
        .size = sizeof(options),
        .k = choice & 15,
        .titles = choice & 16 ? 1u | 1u << ALIAS : 0,
        .use = choice & 32 ? 1u << VOTES : 0};
    suo_completions *found;
    if (view == NULL)
        make_view();
    size_t typed = check_spelling(text, text_len);
    require(suo_view_complete(view, text, (int64_t)text_len, &options, &found,
                              NULL) == SUO_OK);
    const suo_completion *items = suo_completions_items(found);
    uint32_t count = suo_completions_count(found);
    require(count <= (options.k > 0 ? options.k : 10));
    for (uint32_t i = 0; i < count; i++) {
        require(items[i].match.end <= items[i].text_len);
        require(typed == 0 || text_len > 1024 ||
                items[i].match.start < items[i].match.end);
        require(i == 0 || items[i].score <= items[i - 1].score);
        for (uint32_t k = 0; k < i; k++)
            require(items[i].text_len != items[k].text_len ||
                    memcmp(items[i].text, items[k].text, items[i].text_len) !=
                        0);
    }
    suo_completions_free(found);
    return 0;
}
