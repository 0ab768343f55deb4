/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read.c - the snapshot, view and check calls of suo.h.
 */
#include "api/path.h"
#include "api/struct.h"
#include "base/memory.h"
#include "index/check.h"
#include "index/key_list.h"
#include "index/view.h"

/* How to read, by options of whatever size the caller's struct is. */
static suo_status options_reading(const suo_snapshot_options *options,
                                  suo_reading *reading, suo_error *error)
{
    suo_snapshot_options own = {.size = sizeof(own)};
    suo_status status = suo_struct_take(&own, sizeof(own), options, error);
    if (status != SUO_OK)
        return status;
    if (own.verify < SUO_VERIFY_OPEN || own.verify > SUO_VERIFY_NEVER ||
        own.copy < 0 || own.copy > 1)
        return suo_error_set(error, SUO_INVALID, "no option has this value");
    *reading = (suo_reading){.verify = own.verify, .copies = own.copy == 1};
    return SUO_OK;
}

suo_status suo_snapshot_open_with(const char *path, int64_t path_len,
                                  const suo_snapshot_options *options,
                                  suo_snapshot **snapshot, suo_error *error)
{
    char *folder = NULL;
    suo_reading reading;
    *snapshot = NULL;
    suo_status status = options_reading(options, &reading, error);
    if (status == SUO_OK)
        status = suo_path_copy(path, path_len, &folder, error);
    if (status == SUO_OK)
        status = suo_snapshot_load_as(suo_os_posix(), folder, &reading,
                                      snapshot, error);
    suo_dealloc(folder);
    return status;
}

suo_status suo_snapshot_open(const char *path, int64_t path_len,
                             suo_snapshot **snapshot, suo_error *error)
{
    return suo_snapshot_open_with(path, path_len, NULL, snapshot, error);
}

suo_status suo_snapshot_is_current(const suo_snapshot *snapshot,
                                   int32_t *is_current, suo_error *error)
{
    bool is_newest = false;
    suo_status status = suo_snapshot_check_owner(snapshot, error);
    if (status == SUO_OK)
        status = suo_manifest_is_newest(&snapshot->manifest, snapshot->os,
                                        snapshot->folder, &is_newest, error);
    *is_current = is_newest;
    return status;
}

suo_status suo_snapshot_refresh(const suo_snapshot *snapshot,
                                suo_snapshot **fresh, suo_error *error)
{
    *fresh = NULL;
    suo_status status = suo_snapshot_check_owner(snapshot, error);
    return status == SUO_OK ? suo_snapshot_load_next(snapshot, fresh, error)
                            : status;
}

void suo_snapshot_close(suo_snapshot *snapshot)
{
    suo_snapshot_release(snapshot);
}

const suo_schema *suo_snapshot_schema(const suo_snapshot *snapshot)
{
    return snapshot->manifest.schema;
}

const char *suo_snapshot_note(const suo_snapshot *snapshot, uint64_t *note_len)
{
    *note_len = snapshot->manifest.note_len;
    return snapshot->manifest.note;
}

uint64_t suo_snapshot_word_count(const suo_snapshot *snapshot)
{
    return snapshot->vocabulary.count;
}

const char *suo_snapshot_word(const suo_snapshot *snapshot, uint64_t number,
                              uint64_t *word_len, double *weight)
{
    suo_vocabulary_word word = {0};
    if (number < snapshot->vocabulary.count)
        word = snapshot->vocabulary.words[number];
    *word_len = word.text.len;
    if (weight != NULL)
        *weight = word.weight;
    return (const char *)word.text.bytes;
}

const char *suo_snapshot_synonyms(const suo_snapshot *snapshot,
                                  uint64_t *rules_len)
{
    suo_slice rules = snapshot->vocabulary.synonyms;
    *rules_len = rules.len;
    return rules.len > 0 ? (const char *)rules.bytes : "";
}

static uint64_t section_bytes(const suo_segment *segment, suo_section_kind kind)
{
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < segment->container.section_count; i++)
        if (segment->container.sections[i].kind == (uint32_t)kind)
            bytes += segment->container.sections[i].len;
    return bytes;
}

static void stats_add(suo_snapshot_stats *stats, const suo_segment *segment,
                      const suo_deletions *deletions)
{
    stats->doc_count += segment->doc_count - deletions->dead_count;
    stats->deleted_count += deletions->dead_count;
    stats->term_count += segment->dictionary.term_count;
    stats->total_bytes += segment->mapping.len;
    stats->dictionary_bytes +=
        section_bytes(segment, SUO_SECTION_DICTIONARY) +
        section_bytes(segment, SUO_SECTION_DICTIONARY_INDEX);
    stats->posting_bytes += section_bytes(segment, SUO_SECTION_POSTINGS);
    stats->position_bytes += section_bytes(segment, SUO_SECTION_POSITIONS);
    stats->norm_bytes += section_bytes(segment, SUO_SECTION_LENGTHS);
    stats->column_bytes += section_bytes(segment, SUO_SECTION_COLUMN) +
                           section_bytes(segment, SUO_SECTION_SEQUENCES);
    stats->store_bytes += section_bytes(segment, SUO_SECTION_STORE) +
                          section_bytes(segment, SUO_SECTION_STORE_INDEX) +
                          section_bytes(segment, SUO_SECTION_KEYS);
}

suo_status suo_snapshot_get_stats(const suo_snapshot *snapshot,
                                  suo_snapshot_stats *stats, suo_error *error)
{
    suo_snapshot_stats made = {.size = stats->size};
    if (stats->size < sizeof(made.size))
        return suo_error_set(error, SUO_INVALID, "stats have no size");
    suo_status status = suo_snapshot_check_owner(snapshot, error);
    if (status != SUO_OK)
        return status;
    made.segment_count = snapshot->segment_count;
    made.commit = snapshot->manifest.commit;
    for (uint32_t i = 0; i < snapshot->segment_count; i++)
        stats_add(&made, snapshot->segments[i], &snapshot->deletions[i]);
    suo_struct_give(stats, stats->size, &made, sizeof(made));
    return SUO_OK;
}

suo_status suo_view_open(const suo_snapshot *snapshot, const char *const *roles,
                         const int64_t *role_lens, uint32_t role_count,
                         suo_view **view, suo_error *error)
{
    suo_slice names[SUO_ROLES_MAX];
    *view = NULL;
    if (role_count > SUO_ROLES_MAX)
        return suo_error_set(error, SUO_LIMIT, "a view has at most %d roles",
                             SUO_ROLES_MAX);
    if (roles == NULL && role_count > 0)
        return suo_error_set(error, SUO_INVALID, "the roles are missing");
    for (uint32_t i = 0; i < role_count; i++) {
        int64_t len = role_lens != NULL ? role_lens[i] : -1;
        names[i] =
            (suo_slice){(const uint8_t *)roles[i], suo_text_len(roles[i], len)};
        if (roles[i] == NULL || names[i].len == 0)
            return suo_error_set(error, SUO_INVALID,
                                 "a role must not be empty");
    }
    suo_status status = suo_snapshot_check_owner(snapshot, error);
    if (status == SUO_OK)
        status = suo_view_make(snapshot, names, role_count, false, view, error);
    return status;
}

suo_status suo_view_open_all(const suo_snapshot *snapshot, suo_view **view,
                             suo_error *error)
{
    suo_status status = suo_snapshot_check_owner(snapshot, error);
    *view = NULL;
    if (status == SUO_OK)
        status = suo_view_make(snapshot, NULL, 0, true, view, error);
    return status;
}

suo_status suo_view_open_at(const suo_view *view, int64_t time, suo_view **at,
                            suo_error *error)
{
    *at = NULL;
    suo_status status = suo_snapshot_check_owner(view->snapshot, error);
    return status == SUO_OK ? suo_view_make_at(view, time, at, error) : status;
}

suo_status suo_view_list_keys(const suo_view *view, const suo_filter *filters,
                              uint64_t filter_count, suo_key_list **list,
                              suo_error *error)
{
    suo_filter taken[SUO_FILTERS_MAX];
    *list = NULL;
    suo_status status = suo_snapshot_check_owner(view->snapshot, error);
    if (status == SUO_OK)
        status = suo_filters_take(view->snapshot->manifest.schema, filters,
                                  filter_count, taken, error);
    if (status == SUO_OK)
        status =
            suo_key_list_make(view, taken, (uint32_t)filter_count, list, error);
    return status;
}

void suo_view_close(suo_view *view)
{
    suo_view_free(view);
}

uint64_t suo_view_doc_count(const suo_view *view)
{
    return view->doc_count;
}

suo_status suo_check(const char *path, int64_t path_len,
                     suo_check_report *report, suo_error *error)
{
    char *folder;
    suo_check_report made = {.size = report->size};
    if (report->size < sizeof(made.size))
        return suo_error_set(error, SUO_INVALID, "the report has no size");
    suo_status status = suo_path_copy(path, path_len, &folder, error);
    if (status == SUO_OK)
        status = suo_index_check(suo_os_posix(), folder, &made, error);
    suo_dealloc(folder);
    if (status != SUO_OK)
        made = (suo_check_report){.size = report->size};
    suo_struct_give(report, report->size, &made, sizeof(made));
    return status;
}
