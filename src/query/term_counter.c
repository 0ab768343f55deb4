/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_counter.c - add up segments; a list that is not seen as a whole is
 * walked, once if it is long.
 */
#include "query/term_counter.h"

#include "query/term_stats.h"

suo_status suo_term_counter_begin(suo_term_counter *counter,
                                  const suo_view *view, uint32_t fields,
                                  suo_watch *watch, suo_error *error)
{
    const suo_schema *schema = view->snapshot->manifest.schema;
    counter->view = view;
    counter->fields = fields;
    counter->all_fields = (1u << schema->text_count) - 1;
    for (uint32_t lane = 0; lane < SUO_LANES; lane++)
        suo_bm25_init(&counter->lanes[lane], view, lane, fields);
    counter->walk = (suo_walk){.lanes = counter->lanes,
                               .all_fields = counter->all_fields,
                               .watch = watch,
                               .error = error};
    counter->cache = suo_list_cache_get(suo_view_slot(view));
    counter->is_whole = true;
    for (uint32_t i = 0; i < view->segment_count; i++)
        counter->is_whole &= view->segments[i].range_count == 0 ||
                             view->segments[i].visible == NULL;
    return counter->cache != NULL ? SUO_OK : suo_error_no_memory(error);
}

/* Do all fields of the schema count? */
static bool counter_has_all(const suo_term_counter *counter)
{
    return (counter->fields & counter->all_fields) == counter->all_fields;
}

/* Count a list of a segment. */
static suo_status counter_walk(suo_term_counter *counter,
                               const suo_view_segment *seen,
                               const suo_term_entry *entry, uint64_t *doc_freq)
{
    const suo_list_key key = {.list = entry->list.bytes,
                              .fields = counter->fields,
                              .lane = entry->lane};
    const bool is_long = entry->doc_freq > SUO_STATS_DOCS_MIN;
    *doc_freq = entry->doc_freq;
    if (seen->visible == NULL && counter_has_all(counter))
        return SUO_OK;
    if (is_long && suo_stats_find(counter->cache, &key, doc_freq))
        return SUO_OK;
    counter->walk.seen = seen;
    counter->walk.visible = seen->visible;
    suo_cursor_open_list(&counter->cursor, &counter->walk, entry->lane, entry,
                         counter->fields);
    suo_status status = suo_stats_count(&counter->cursor, doc_freq);
    if (status == SUO_OK && is_long)
        suo_stats_keep(counter->cache, &key, *doc_freq);
    return status;
}

/* Add up the documents of all segments: those that have the term, or those of
 * them that the view sees and whose fields count. */
static suo_status counter_add_up(suo_term_counter *counter, suo_slice term,
                                 bool sees_all, uint64_t *doc_freq,
                                 suo_error *error)
{
    const suo_view *view = counter->view;
    *doc_freq = 0;
    for (uint32_t i = 0; i < view->segment_count; i++) {
        const suo_view_segment *seen = &view->segments[i];
        suo_term_entry entry;
        uint64_t own = 0;
        bool found;
        if (seen->range_count == 0)
            continue;
        suo_status status =
            suo_dictionary_find(&seen->segment->dictionary, term.bytes,
                                term.len, &entry, &found, error);
        if (status == SUO_OK && found) {
            own = entry.doc_freq;
            if (!sees_all)
                status = counter_walk(counter, seen, &entry, &own);
        }
        if (status != SUO_OK)
            return status;
        *doc_freq += own;
    }
    return SUO_OK;
}

suo_status suo_term_counter_count(suo_term_counter *counter, suo_slice term,
                                  uint64_t least, uint64_t *doc_freq,
                                  suo_error *error)
{
    if (counter->walk.watch != NULL &&
        suo_watch_ends(counter->walk.watch, SUO_WATCH_STEP))
        return counter->walk.watch->status;
    suo_status status = counter_add_up(counter, term, true, doc_freq, error);
    if (status != SUO_OK || (counter->is_whole && counter_has_all(counter)))
        return status;
    if (*doc_freq <= least) {
        *doc_freq = 0;
        return SUO_OK;
    }
    return counter_add_up(counter, term, false, doc_freq, error);
}
