/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed.c - all input, in order, to the loader; with a look ahead.
 *
 * A new index needs its fields before its first document, so the first
 * LOOK_AHEAD_LINES lines of JSON (or LOOK_AHEAD_BYTES of them) are kept, shown
 * to the fields, and loaded from memory later; stdin, which cannot be read
 * twice, works like any file. Short input is parsed but once: its records are
 * kept beside their lines. (Not of long input: "[1,1,1..." takes forty times
 * its length in memory.) What was kept is a prefix of the JSON inputs;
 * the input it ends in stays open and is read on from there.
 */
#include "feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum {
    LOOK_AHEAD_LINES = 1000,
    LOOK_AHEAD_BYTES = 64 << 20,
    LOOK_AHEAD_PARSED = 2 << 20 /* bytes of lines that are kept parsed, too */
};

void cli_feed_free(cli_feed *feed)
{
    cli_reader_free(&feed->reader);
    cli_buffer_free(&feed->kept);
    for (size_t at = feed->replayed; at < feed->line_count; at++)
        json_object_put(feed->lines[at].root);
    free(feed->lines);
    feed->lines = NULL;
    feed->line_count = 0;
}

/* Open input number 'at'; what goes wrong is noted, once. */
static bool feed_open(cli_feed *feed, cli_loader *loader, size_t at)
{
    cli_input *input = &loader->inputs->items[at];
    feed->had_read = 0;
    if (input->is_bad)
        return false;
    if (cli_reader_open(&feed->reader, input->path))
        return true;
    const cli_place place = {input->path, 0};
    cli_report_note(loader->report, CLI_NOTE_FILE, &place, "%s",
                    strerror(errno));
    input->is_bad = true;
    return false;
}

static bool line_is_blank(const char *line, size_t len)
{
    size_t at = 0;
    while (at < len && (unsigned char)line[at] <= ' ')
        at++;
    return at == len;
}

/* '[' or '{' alone on the first line: JSON, but not an object a line. */
static bool line_opens_document(const char *line, size_t len)
{
    size_t at = 0;
    while (at < len && (unsigned char)line[at] <= ' ')
        at++;
    return at < len && (line[at] == '[' || line[at] == '{') &&
           line_is_blank(line + at + 1, len - at - 1);
}

/*
 * The next line of JSON that is not blank; false at the end of the input, or
 * where it cannot be read further, which is noted.
 */
static bool feed_next(cli_feed *feed, cli_loader *loader, size_t input,
                      const char **line, size_t *len)
{
    cli_reader *reader = &feed->reader;
    cli_place place = {loader->inputs->items[input].path, 0};
    for (;;) {
        cli_read read = cli_reader_next(reader, line, len);
        loader->report->bytes += reader->bytes - feed->had_read;
        feed->had_read = reader->bytes;
        place.line = reader->line;
        switch (read) {
        case CLI_READ_END:
            return false;
        case CLI_READ_ERROR:
            place.line = 0;
            loader->inputs->items[input].is_bad = true;
            cli_report_note(loader->report, CLI_NOTE_FILE, &place, "%s",
                            strerror(errno));
            return false;
        case CLI_READ_LONG:
            cli_report_note(loader->report, CLI_NOTE_RECORD, &place,
                            "the line is longer than 1 GiB; document refused");
            continue;
        case CLI_READ_LINE:
            break;
        }
        if (line_is_blank(*line, *len))
            continue;
        if (reader->line > 1 || !line_opens_document(*line, *len))
            return true;
        loader->inputs->items[input].is_bad = true;
        cli_report_note(loader->report, CLI_NOTE_FILE, &place,
                        "one JSON text over several lines; JSON Lines, an "
                        "object a line, are wanted; file passed over");
        return false;
    }
}

/* Keep a line, and of a record without fault what it was parsed to. */
static void feed_keep(cli_feed *feed, size_t input, const char *line,
                      size_t len, cli_record *record)
{
    json_object *root = NULL;
    if (record->wrong == NULL && record->broken_count == 0 &&
        feed->kept.len + len <= LOOK_AHEAD_PARSED) {
        root = record->root;
        record->root = NULL;
    }
    if (feed->line_count == feed->line_capacity) {
        feed->line_capacity = feed->line_capacity * 2 + 64;
        feed->lines =
            cli_realloc(feed->lines, feed->line_capacity * sizeof *feed->lines);
    }
    feed->lines[feed->line_count++] = (cli_feed_line){
        feed->reader.line, feed->kept.len, len, (uint32_t)input, root};
    cli_buffer_append(&feed->kept, line, len);
}

/* Keep lines of the open input. True: enough are kept. */
static bool feed_look_into(cli_feed *feed, cli_loader *loader, size_t input)
{
    const char *line;
    size_t len;
    while (feed->line_count < LOOK_AHEAD_LINES &&
           feed->kept.len < LOOK_AHEAD_BYTES) {
        if (!feed_next(feed, loader, input, &line, &len))
            return false;
        cli_record record;
        if (cli_record_parse(&loader->parser, line, len, &record))
            cli_fields_look(loader->fields, record.root);
        feed_keep(feed, input, line, len, &record);
        cli_record_clear(&record);
    }
    return true;
}

void cli_feed_look_ahead(cli_feed *feed, cli_loader *loader)
{
    for (; feed->ahead < loader->inputs->count; feed->ahead++) {
        if (loader->inputs->items[feed->ahead].kind != CLI_INPUT_JSON ||
            !feed_open(feed, loader, feed->ahead))
            continue;
        feed->is_open = feed_look_into(feed, loader, feed->ahead);
        if (feed->is_open)
            return;
        cli_reader_close(&feed->reader);
    }
}

bool cli_feed_has_input(const cli_feed *feed, const cli_loader *loader)
{
    if (feed->line_count > 0)
        return true;
    for (size_t at = 0; at < loader->inputs->count; at++) {
        if (!loader->inputs->items[at].is_bad)
            return true;
    }
    return false;
}

static void feed_note_empty(cli_loader *loader, size_t input)
{
    const cli_place place = {loader->inputs->items[input].path, 0};
    cli_report_note(loader->report, CLI_NOTE_EMPTY, &place,
                    "the file is empty");
}

static void feed_step(const cli_loader *loader, cli_progress *progress)
{
    cli_progress_step(progress, loader->report->bytes,
                      loader->report->put_count);
}

static bool feed_line(cli_loader *loader, size_t input, uint64_t number,
                      const char *line, size_t len)
{
    cli_record record;
    cli_record_parse(&loader->parser, line, len, &record);
    bool is_fine =
        cli_loader_put_record(loader, (uint32_t)input, number, &record);
    cli_record_clear(&record);
    return is_fine;
}

/* The next line that was kept. */
static bool feed_kept_line(cli_feed *feed, cli_loader *loader)
{
    const cli_feed_line *kept = &feed->lines[feed->replayed++];
    const char *line = feed->kept.data + kept->offset;
    if (kept->root == NULL)
        return feed_line(loader, kept->input, kept->number, line, kept->len);
    cli_record record = {.root = kept->root, .line = line, .len = kept->len};
    bool is_fine =
        cli_loader_put_record(loader, kept->input, kept->number, &record);
    cli_record_clear(&record);
    return is_fine;
}

/* One input of JSON Lines: what was kept of it, then the rest. */
static bool feed_json(cli_feed *feed, cli_loader *loader, size_t input,
                      cli_progress *progress)
{
    bool is_read = input < feed->ahead;
    bool is_open = input == feed->ahead && feed->is_open;
    bool is_empty = true;
    while (feed->replayed < feed->line_count &&
           feed->lines[feed->replayed].input == input) {
        is_empty = false;
        if (!feed_kept_line(feed, loader))
            return false;
        feed_step(loader, progress);
    }
    if (!is_read && !is_open)
        is_open = feed_open(feed, loader, input);
    const char *line;
    size_t len;
    while (is_open && feed_next(feed, loader, input, &line, &len)) {
        is_empty = false;
        if (!feed_line(loader, input, feed->reader.line, line, len))
            return false;
        feed_step(loader, progress);
    }
    if (is_open)
        cli_reader_close(&feed->reader);
    if (is_empty && !loader->inputs->items[input].is_bad)
        feed_note_empty(loader, input);
    return true;
}

/* One file of another kind. */
static bool feed_page(cli_feed *feed, cli_loader *loader, size_t input)
{
    const cli_place place = {loader->inputs->items[input].path, 0};
    const char *text;
    size_t len;
    bool is_fine = true;
    if (!feed_open(feed, loader, input))
        return true;
    switch (cli_reader_all(&feed->reader, &text, &len)) {
    case CLI_READ_LINE:
        loader->report->bytes += feed->reader.bytes;
        if (len == 0)
            feed_note_empty(loader, input);
        else
            is_fine = cli_loader_put_page(loader, (uint32_t)input, text, len);
        break;
    case CLI_READ_LONG:
        cli_report_note(loader->report, CLI_NOTE_RECORD, &place,
                        "the file is longer than 1 GiB; document refused");
        break;
    default:
        cli_report_note(loader->report, CLI_NOTE_FILE, &place, "%s",
                        strerror(errno));
        break;
    }
    cli_reader_close(&feed->reader);
    return is_fine;
}

/*
 * The look ahead may hold the reader open in the middle of input 'ahead', so
 * pages before it are read by a reader of their own.
 */
bool cli_feed_all(cli_feed *feed, cli_loader *loader, cli_progress *progress)
{
    cli_feed pages = CLI_FEED_EMPTY;
    bool is_fine = true;
    for (size_t at = 0; at < loader->inputs->count && is_fine; at++) {
        if (loader->inputs->items[at].kind == CLI_INPUT_JSON)
            is_fine = feed_json(feed, loader, at, progress);
        else
            is_fine = feed_page(&pages, loader, at);
        feed_step(loader, progress);
    }
    cli_feed_free(&pages);
    return is_fine;
}
