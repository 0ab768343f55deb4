/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crew.h - threads that cut documents into words, for `suo index -j`.
 *
 * Documents are filled one after the other by the caller and take their places
 * in that order, whoever works at them: the answers do not depend on how many
 * threads there are.
 */
#ifndef CLI_CREW_H
#define CLI_CREW_H

#include <stddef.h>
#include <stdint.h>

#include <suo.h>

#include "report.h"

enum { CLI_CREW_MAX = 64 }; /* threads */

typedef struct cli_crew cli_crew;

/*
 * Start 'threads' of them; each takes about 'text_bytes' of documents at once.
 * Returns NULL if the library failed: see 'error'.
 */
cli_crew *cli_crew_new(suo_writer *writer, uint32_t threads,
                       uint64_t text_bytes, suo_error *error);

/* End the threads; what was not finished is lost. NULL is fine. */
void cli_crew_free(cli_crew *crew);

/* The document to be filled next, borrowed until it is put. NULL: see
 * 'error'. */
suo_document *cli_crew_document(cli_crew *crew, suo_error *error);

/*
 * Put that document, of 'len' bytes; what is wrong with it is noted to
 * 'report' later, with its place. Other than SUO_OK: the index failed.
 */
suo_status cli_crew_put(cli_crew *crew, const cli_place *place, size_t len,
                        cli_report *report, suo_error *error);

/* Wait for all that was put to be in the writer. 'replaced' receives how many
 * took the place of another. */
suo_status cli_crew_finish(cli_crew *crew, cli_report *report,
                           uint64_t *replaced, suo_error *error);

#endif
