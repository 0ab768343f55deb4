/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loader.h - one record or page as a document into the writer.
 */
#ifndef CLI_LOADER_H
#define CLI_LOADER_H

#include <stdbool.h>
#include <stdint.h>

#include <suo.h>

#include "crew.h"
#include "fields.h"
#include "inputs.h"
#include "page.h"
#include "record.h"
#include "report.h"
#include "seen.h"

/*
 * What becomes of a document, for a program that measures: it may add to it,
 * sees the record it was made of (NULL: a page), and returns what
 * suo_writer_put would.
 */
typedef suo_status (*cli_loader_take)(void *context, suo_document *document,
                                      json_object *record, int32_t *replaced,
                                      suo_error *error);

/* Everything a document meets on its way into the index. */
typedef struct cli_loader {
    suo_writer *writer;
    cli_loader_take take; /* NULL: the document is put into the writer */
    void *take_context;
    cli_crew *crew;         /* that documents are put by; NULL: by us */
    suo_document *document; /* reused; the crew's, if there is one */
    cli_fields *fields;
    cli_report *report;
    const cli_inputs *inputs;
    char **roles;   /* of documents that name none; may be NULL */
    bool is_strict; /* after bad input nothing more is put */
    cli_seen seen;
    uint64_t repeated_count; /* ids that were given before */
    cli_page page;
    cli_parser parser;
    cli_record *record; /* being put, borrowed */
    cli_buffer scratch; /* a repaired page */
    suo_status status;  /* not SUO_OK: the index or the system failed */
    suo_error *error;   /* says how */
} cli_loader;

void cli_loader_free(cli_loader *loader);

/* Begin, once the writer is open, with so many threads; at the end let all be
 * in the writer. False if the index failed: see 'status'. */
bool cli_loader_begin(cli_loader *loader, uint32_t threads,
                      uint64_t text_bytes);
bool cli_loader_end(cli_loader *loader);

/*
 * Put the record on line 'line_number' of input number 'input', as it was
 * parsed, or note why not. Returns false if the index failed: see 'status'.
 */
bool cli_loader_put_record(cli_loader *loader, uint32_t input,
                           uint64_t line_number, cli_record *record);

/* Put a Markdown, HTML or text file; as above. */
bool cli_loader_put_page(cli_loader *loader, uint32_t input, const char *text,
                         size_t len);

#endif
