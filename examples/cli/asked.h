/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asked.h - a report of a query log as a page of plots.
 */
#ifndef CLI_ASKED_H
#define CLI_ASKED_H

#include <suo.h>

/* A report and what was asked of it. */
typedef struct cli_asked_report {
    const suo_query_report *report;
    suo_report_summary summary;
    const char *role; /* the one it is of; NULL: all */
} cli_asked_report;

/* The titles of the lists, by suo_report_list. */
extern const char *const cli_asked_titles[3];

/*
 * Write index.html, report.gp and the plots that gnuplot makes of it, as SVG,
 * into the folder, which is made if need be; the program then is in it.
 * Returns an exit code.
 */
int cli_asked_write_page(const cli_asked_report *asked, const char *folder);

#endif
