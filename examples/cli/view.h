/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.h - what those see that --role names.
 */
#ifndef CLI_VIEW_H
#define CLI_VIEW_H

#include <suo.h>

/* A view of these roles, a list made by POPT_ARG_ARGV; NULL: of all documents.
 * Any status of suo_view_open and suo_view_open_all. */
suo_status cli_view_open(const suo_snapshot *snapshot, char **roles,
                         suo_view **view, suo_error *error);

#endif
