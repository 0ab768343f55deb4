/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inputs.c - the files that the arguments of `suo index` name, in order.
 *
 * fts(3) walks a folder without recursion, sorts each level by our order, and
 * knows a circle of symbolic links when it meets one.
 */
#include "inputs.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cli.h"

typedef struct input_ending {
    const char *ending;
    cli_input_kind kind;
} input_ending;

static const input_ending ENDINGS[] = {
    {".jsonl", CLI_INPUT_JSON},        {".ndjson", CLI_INPUT_JSON},
    {".json", CLI_INPUT_JSON},         {".md", CLI_INPUT_MARKDOWN},
    {".markdown", CLI_INPUT_MARKDOWN}, {".html", CLI_INPUT_HTML},
    {".htm", CLI_INPUT_HTML},          {".txt", CLI_INPUT_TEXT},
};

static cli_input_kind input_kind_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    if (dot == NULL)
        return CLI_INPUT_NONE;
    for (size_t at = 0; at < sizeof ENDINGS / sizeof ENDINGS[0]; at++) {
        if (strcasecmp(dot, ENDINGS[at].ending) == 0)
            return ENDINGS[at].kind;
    }
    return CLI_INPUT_NONE;
}

static void inputs_add(cli_inputs *inputs, const char *path, const char *id,
                       cli_input_kind kind, uint64_t bytes)
{
    if (inputs->count == inputs->capacity) {
        inputs->capacity = inputs->capacity * 2 + 64;
        inputs->items =
            cli_realloc(inputs->items, inputs->capacity * sizeof(cli_input));
    }
    cli_input *input = &inputs->items[inputs->count++];
    *input = (cli_input){0};
    input->path = cli_copy(path, strlen(path));
    input->id = cli_copy(id, strlen(id));
    input->kind = kind;
    inputs->total_bytes += bytes;
}

static int inputs_compare(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void inputs_note_error(cli_report *report, const char *path, int code)
{
    const cli_place place = {path, 0};
    cli_report_note(report, CLI_NOTE_FILE, &place, "%s", strerror(code));
}

/* One thing met on the walk through 'folder'. */
static void inputs_visit(cli_inputs *inputs, FTS *walk, FTSENT *entry,
                         size_t folder_len, cli_report *report)
{
    bool is_hidden = entry->fts_level > 0 && entry->fts_name[0] == '.';
    if (is_hidden) {
        fts_set(walk, entry, FTS_SKIP);
        return;
    }
    cli_input_kind kind = input_kind_of(entry->fts_name);
    switch (entry->fts_info) {
    case FTS_F:
        if (kind == CLI_INPUT_NONE)
            report->skipped_files++;
        else
            inputs_add(inputs, entry->fts_path, entry->fts_path + folder_len,
                       kind, (uint64_t)entry->fts_statp->st_size);
        break;
    case FTS_DC:
        inputs_note_error(report, entry->fts_path, ELOOP);
        break;
    case FTS_SLNONE:
        if (kind != CLI_INPUT_NONE)
            inputs_note_error(report, entry->fts_path, ENOENT);
        break;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        inputs_note_error(report, entry->fts_path, entry->fts_errno);
        break;
    default: /* folders on the way in and out, sockets and the like */
        break;
    }
}

static void inputs_walk(cli_inputs *inputs, const char *folder,
                        cli_report *report)
{
    char *path = cli_copy(folder, strlen(folder));
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        path[--len] = '\0';
    size_t folder_len = path[len - 1] == '/' ? len : len + 1;
    char *const roots[] = {path, NULL};
    FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, inputs_compare);
    FTSENT *entry = NULL;
    while (walk != NULL && (errno = 0, entry = fts_read(walk)) != NULL)
        inputs_visit(inputs, walk, entry, folder_len, report);
    if (errno != 0)
        inputs_note_error(report, folder, errno);
    if (walk != NULL)
        fts_close(walk);
    free(path);
}

/* One argument that is no folder. */
static void inputs_add_file(cli_inputs *inputs, const char *path,
                            const struct stat *info, cli_report *report)
{
    const cli_place place = {path, 0};
    const char *slash = strrchr(path, '/');
    cli_input_kind kind = input_kind_of(path);
    if (kind == CLI_INPUT_NONE)
        cli_report_note(report, CLI_NOTE_FILE, &place,
                        "the name's ending says no known kind (.jsonl .ndjson "
                        ".json .md .markdown .html .htm .txt)");
    else
        inputs_add(inputs, path, slash != NULL ? slash + 1 : path, kind,
                   S_ISREG(info->st_mode) ? (uint64_t)info->st_size : 0);
}

void cli_inputs_collect(cli_inputs *inputs, const char *const *paths,
                        cli_report *report)
{
    bool has_stdin = false;
    for (size_t at = 0; paths[at] != NULL; at++) {
        struct stat info;
        if (strcmp(paths[at], "-") == 0) {
            inputs_add(inputs, "-", "-", CLI_INPUT_JSON, 0);
            has_stdin = true;
        } else if (stat(paths[at], &info) != 0) {
            inputs_note_error(report, paths[at], errno);
        } else if (S_ISDIR(info.st_mode)) {
            inputs_walk(inputs, paths[at], report);
        } else {
            inputs_add_file(inputs, paths[at], &info, report);
        }
    }
    if (has_stdin)
        inputs->total_bytes = 0;
}

void cli_inputs_free(cli_inputs *inputs)
{
    for (size_t at = 0; at < inputs->count; at++) {
        free(inputs->items[at].path);
        free(inputs->items[at].id);
    }
    free(inputs->items);
    *inputs = (cli_inputs){0};
}
