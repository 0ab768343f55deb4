/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge.c - `suo merge`: fewer segments, and no room for what was deleted.
 */
#include <stdio.h>

#include "changes.h"

static const cli_usage USAGE = {
    "suo merge", "[OPTION...] INDEX",
    "merge the segments of an index that are due",
    "Each commit adds a segment, and what was deleted keeps its room until "
    "its\n"
    "segment is written anew. 'suo index' merges what is due by itself; other\n"
    "programs may leave that to this command. With --full everything becomes\n"
    "one segment, and the bytes of deleted documents are gone once nobody\n"
    "reads an older commit. No answer changes, but in time.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed; the commit before is intact\n"};

/* Merge what is due; 'is_done' at once: there was nothing. */
static suo_status merge_due(cli_change *change, int32_t *was_done)
{
    int32_t is_done = 0;
    suo_status status =
        suo_writer_merge_step(change->writer, 1, &is_done, &change->error);
    *was_done = is_done;
    while (status == SUO_OK && !is_done)
        status =
            suo_writer_merge_step(change->writer, 0, &is_done, &change->error);
    return status;
}

static int merge_stats(cli_change *change, suo_snapshot_stats *stats)
{
    suo_snapshot *snapshot = NULL;
    *stats = (suo_snapshot_stats){.size = sizeof *stats};
    suo_status status =
        suo_snapshot_open(change->path, -1, &snapshot, &change->error);
    if (status == SUO_OK)
        status = suo_snapshot_get_stats(snapshot, stats, &change->error);
    suo_snapshot_close(snapshot);
    return status == SUO_OK ? CLI_OK : cli_fail(change->path, &change->error);
}

static void merge_print(const suo_snapshot_stats *before,
                        const suo_snapshot_stats *after)
{
    printf("segments: %u -> %u, deleted documents: %llu -> %llu, "
           "bytes: %llu -> %llu\n",
           before->segment_count, after->segment_count,
           (unsigned long long)before->deleted_count,
           (unsigned long long)after->deleted_count,
           (unsigned long long)before->total_bytes,
           (unsigned long long)after->total_bytes);
}

static int merge_run(const char *path, bool is_full)
{
    cli_change change;
    suo_snapshot_stats before;
    suo_snapshot_stats after;
    int32_t is_nothing = 0;
    int code = cli_change_open(&change, path);
    if (code == CLI_OK)
        code = merge_stats(&change, &before);
    if (code == CLI_OK) {
        suo_status status = SUO_OK;
        if (!is_full)
            status = merge_due(&change, &is_nothing);
        else if (before.segment_count > 1 || before.deleted_count > 0)
            status = suo_writer_merge_all(change.writer, &change.error);
        else
            is_nothing = 1;
        code = status == SUO_OK ? CLI_OK : cli_fail(path, &change.error);
    }
    if (code == CLI_OK && !is_nothing)
        code = cli_change_commit(&change, CLI_OK);
    if (code == CLI_OK)
        code = merge_stats(&change, &after);
    if (code == CLI_OK)
        merge_print(&before, &after);
    cli_change_close(&change);
    return code;
}

int cli_merge(int argc, const char **argv)
{
    int is_full = 0;
    const struct poptOption options[] = {{"full", 0, POPT_ARG_NONE, &is_full, 0,
                                          "Merge everything into one segment",
                                          NULL},
                                         CLI_OPTION_HELP,
                                         POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code)) {
        const char *path = cli_index_argument(&USAGE, context, &code);
        if (path != NULL)
            code = merge_run(path, is_full);
    }
    poptFreeContext(context);
    return code;
}
