/* SPDX-License-Identifier: Apache-2.0 */
/*
 * salvage.c - go through the segments twice: which document of a key is the
 * newest, then put those.
 *
 * The first pass matters where deletions could not be read: a document that
 * was replaced must not come back over its successor. One that was deleted
 * does come back then, without an audience: nobody sees it but the keeper of
 * the index, who may delete it again. One segment is in memory at a time.
 */
#include "write/salvage.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "index/vocabulary.h"
#include "write/salvage_segment.h"
#include "write/writer.h"

/* A document that may be the newest of its key. */
typedef struct salvage_place {
    uint64_t key_hash;
    uint64_t sequence;
    uint32_t segment;
    uint32_t doc;
} salvage_place;

typedef struct salvage {
    const suo_os *os;
    const char *from;
    suo_manifest manifest;
    suo_vocabulary vocabulary;
    suo_writer *writer;
    suo_document *document;
    salvage_place *places;
    size_t place_count;
    size_t place_cap;
    suo_salvage_report report;
} salvage;

static int place_by_key(const void *a, const void *b)
{
    const salvage_place *x = a;
    const salvage_place *y = b;
    if (x->key_hash != y->key_hash)
        return x->key_hash < y->key_hash ? -1 : 1;
    if (x->sequence != y->sequence)
        return x->sequence < y->sequence ? -1 : 1;
    return (x->segment > y->segment) - (x->segment < y->segment);
}

static int place_by_put(const void *a, const void *b)
{
    const salvage_place *x = a;
    const salvage_place *y = b;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    if (x->sequence != y->sequence)
        return x->sequence < y->sequence ? -1 : 1;
    return (x->doc > y->doc) - (x->doc < y->doc);
}

/* Keep the last place of each key, in the order of segments and puts. */
static void salvage_choose(salvage *s)
{
    size_t kept = 0;
    if (s->place_count == 0)
        return;
    qsort(s->places, s->place_count, sizeof(*s->places), place_by_key);
    for (size_t i = 0; i < s->place_count; i++)
        if (i + 1 == s->place_count ||
            s->places[i].key_hash != s->places[i + 1].key_hash)
            s->places[kept++] = s->places[i];
    s->place_count = kept;
    qsort(s->places, s->place_count, sizeof(*s->places), place_by_put);
}

/* Note the living documents of a segment. */
static suo_status salvage_note(salvage *s, uint32_t number,
                               const suo_salvage_segment *segment,
                               suo_error *error)
{
    for (uint32_t doc = 0; doc < segment->doc_count; doc++) {
        suo_slice key;
        if (suo_deletions_has(&segment->deletions, doc))
            continue;
        if (!suo_salvage_key(segment, doc, &key)) {
            s->report.lost_count++;
            continue;
        }
        if (suo_grow(&s->places, &s->place_cap, s->place_count + 1,
                     sizeof(*s->places)) != SUO_OK)
            return suo_error_no_memory(error);
        s->places[s->place_count++] =
            (salvage_place){suo_hash(key.bytes, key.len),
                            suo_salvage_sequence(segment, doc), number, doc};
    }
    return SUO_OK;
}

static suo_status salvage_scan(salvage *s, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < s->manifest.segment_count && status == SUO_OK;
         i++) {
        const suo_manifest_segment *listed = &s->manifest.segments[i];
        suo_salvage_segment segment;
        status = suo_salvage_open(&segment, s->os, s->from, s->manifest.schema,
                                  listed, error);
        if (status == SUO_OK) {
            status = salvage_note(s, i, &segment, error);
        } else if (status != SUO_NO_MEMORY) {
            s->report.lost_segments++;
            s->report.lost_count += listed->doc_count - listed->dead_count;
            status = SUO_OK;
        }
        suo_salvage_close(&segment);
    }
    return status;
}

static suo_status salvage_put(salvage *s, suo_salvage_segment *segment,
                              uint32_t doc, suo_error *error)
{
    bool is_hidden;
    bool replaced;
    uint64_t lost_values;
    suo_status status =
        suo_salvage_read(segment, doc, s->manifest.schema, s->document,
                         &is_hidden, &lost_values, error);
    if (status != SUO_OK && status != SUO_NO_MEMORY) {
        s->report.lost_count++;
        return SUO_OK;
    }
    if (status == SUO_OK)
        status = suo_writer_add(s->writer, s->document, &replaced, error);
    if (status == SUO_OK) {
        s->report.doc_count++;
        s->report.hidden_count += is_hidden;
        s->report.lost_values += lost_values;
    }
    return status;
}

static suo_status salvage_put_all(salvage *s, suo_error *error)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < s->place_count && status == SUO_OK;) {
        uint32_t number = s->places[i].segment;
        suo_salvage_segment segment;
        status = suo_salvage_open(&segment, s->os, s->from, s->manifest.schema,
                                  &s->manifest.segments[number], error);
        for (; i < s->place_count && s->places[i].segment == number &&
               status == SUO_OK;
             i++)
            status = salvage_put(s, &segment, s->places[i].doc, error);
        suo_salvage_close(&segment);
    }
    return status;
}

/* Words and rules, if they can be read; what is refused now is lost. */
static suo_status salvage_words(salvage *s, suo_error *error)
{
    const suo_manifest *manifest = &s->manifest;
    if (manifest->vocabulary_commit == 0)
        return SUO_OK;
    char *path = suo_vocabulary_path(s->from, manifest->vocabulary_commit);
    if (path == NULL)
        return suo_error_no_memory(error);
    suo_status status = suo_vocabulary_read(&s->vocabulary, s->os, path,
                                            manifest->vocabulary_commit,
                                            manifest->vocabulary_hash, error);
    suo_dealloc(path);
    for (size_t i = 0; i < s->vocabulary.count && status == SUO_OK; i++) {
        const suo_vocabulary_word *word = &s->vocabulary.words[i];
        status =
            suo_writer_put_word(s->writer, word->text, word->weight, error);
    }
    if (status == SUO_OK)
        status =
            suo_writer_put_synonyms(s->writer, s->vocabulary.synonyms, error);
    if (status == SUO_NO_MEMORY || status == SUO_OK || status == SUO_STATE)
        return status;
    s->report.lost_words = 1;
    return SUO_OK;
}

/* The new index must not be one yet. */
static suo_status salvage_make(salvage *s, const char *to, suo_error *error)
{
    suo_manifest there;
    suo_status status = suo_manifest_read(&there, s->os, to, error);
    suo_manifest_clear(&there);
    if (status == SUO_NO_MEMORY || status == SUO_IO)
        return status;
    if (status != SUO_NOT_FOUND)
        return suo_error_set(error, SUO_EXISTS, "%s: holds an index", to);
    status =
        suo_writer_make(s->os, to, s->manifest.schema, 0, &s->writer, error);
    if (status == SUO_OK)
        status = suo_document_new(s->manifest.schema, &s->document, error);
    return status;
}

suo_status suo_salvage_run(const suo_os *os, const char *from, const char *to,
                           suo_salvage_report *report, suo_error *error)
{
    salvage s = {.os = os, .from = from};
    suo_status status = suo_manifest_read(&s.manifest, os, from, error);
    if (status == SUO_OK)
        status = salvage_make(&s, to, error);
    if (status == SUO_OK)
        status = salvage_words(&s, error);
    if (status == SUO_OK)
        status = salvage_scan(&s, error);
    if (status == SUO_OK) {
        salvage_choose(&s);
        status = salvage_put_all(&s, error);
    }
    if (status == SUO_OK)
        status = suo_writer_finish(
            s.writer,
            (suo_slice){(const uint8_t *)s.manifest.note, s.manifest.note_len},
            error);
    s.report.segment_count = s.manifest.segment_count;
    *report = status == SUO_OK ? s.report : (suo_salvage_report){0};
    suo_writer_free(s.writer);
    suo_document_free(s.document);
    suo_dealloc(s.places);
    suo_vocabulary_clear(&s.vocabulary);
    suo_manifest_clear(&s.manifest);
    return status;
}
