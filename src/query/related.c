/* SPDX-License-Identifier: Apache-2.0 */
/*
 * related.c - read a document or a text, ask for its most telling terms.
 *
 * A term that no other document of the view has relates to nothing: it is not
 * asked for a document. Its title is the field that the schema says, or the
 * first of text; it is read first, then the others in their order.
 */
#include "query/related.h"

#include "query/gist.h"

/* Read all values of a text field. */
static suo_status related_read_field(suo_gist *gist, const suo_record *record,
                                     const suo_field *field, uint32_t number,
                                     uint32_t weight, suo_error *error)
{
    uint32_t language = suo_analysis_find(gist->analysis, field->text_number);
    suo_slice value;
    suo_status status = SUO_OK;
    for (uint32_t nth = 0;
         status == SUO_OK && suo_record_find(record, number, nth, &value);
         nth++)
        status = suo_gist_read(gist, language, value, weight, true, error);
    return status;
}

static suo_status related_read_record(suo_gist *gist, const suo_schema *schema,
                                      const suo_record *record,
                                      suo_error *error)
{
    uint32_t title = suo_schema_option_field(schema, SUO_OPTION_TITLE_FIELD);
    suo_status status = SUO_OK;
    if (schema->text_count == 0)
        return SUO_OK;
    if (title == SUO_NO_FIELD)
        title = schema->text_fields[0];
    status = related_read_field(gist, record, &schema->fields[title], title,
                                SUO_GIST_TITLE, error);
    for (uint32_t t = 0; t < schema->text_count && status == SUO_OK; t++) {
        uint32_t field = schema->text_fields[t];
        if (field != title)
            status = related_read_field(gist, record, &schema->fields[field],
                                        field, 1, error);
    }
    return status;
}

/* Read the stored texts of a document. */
static suo_status related_read_document(suo_gist *gist, const suo_view *view,
                                        suo_place place, suo_error *error)
{
    const suo_segment *segment = view->segments[place.segment].segment;
    suo_store_frame frame = {0};
    suo_record record;
    suo_status status =
        suo_store_read(&segment->store, place.doc, &frame, &record, error);
    if (status == SUO_OK)
        status = related_read_record(gist, view->snapshot->manifest.schema,
                                     &record, error);
    suo_store_frame_clear(&frame);
    return status;
}

/* Ask what the texts that were read tell. */
static suo_status related_ask(suo_gist *gist, const suo_view *view,
                              const suo_search_request *request,
                              const suo_place *but, suo_hits **hits,
                              suo_error *error)
{
    suo_question question = {0};
    uint64_t docs_min = but != NULL ? 2 : 1;
    suo_status status =
        suo_gist_ask(gist, view, request->fields, docs_min, &question, error);
    if (status != SUO_OK) {
        suo_question_clear(&question);
        return status;
    }
    return suo_hits_ask(view, &question, request, but, hits, error);
}

suo_status suo_related_to_document(const suo_view *view, suo_slice key,
                                   const suo_search_request *request,
                                   suo_hits **hits, suo_error *error)
{
    suo_gist gist = {0};
    suo_place place;
    *hits = NULL;
    suo_status status = suo_view_find_key(view, key, &place, error);
    if (status == SUO_OK)
        status = suo_analysis_get(view->snapshot, &gist.analysis, error);
    if (status == SUO_OK)
        status = related_read_document(&gist, view, place, error);
    if (status == SUO_OK)
        status = related_ask(&gist, view, request, &place, hits, error);
    suo_gist_clear(&gist);
    return status;
}

suo_status suo_related_to_text(const suo_view *view, suo_slice text,
                               const suo_search_request *request,
                               suo_hits **hits, suo_error *error)
{
    suo_gist gist = {0};
    *hits = NULL;
    suo_status status = suo_analysis_get(view->snapshot, &gist.analysis, error);
    for (uint32_t i = 0; status == SUO_OK && i < gist.analysis->language_count;
         i++) {
        gist.bytes = 0; /* each language reads it again */
        status = suo_gist_read(&gist, i, text, 1, i == 0, error);
    }
    if (status == SUO_OK)
        status = related_ask(&gist, view, request, NULL, hits, error);
    suo_gist_clear(&gist);
    return status;
}
