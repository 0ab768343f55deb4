/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.c - what those see that --role names.
 */
#include "view.h"

#include "options.h"

suo_status cli_view_open(const suo_snapshot *snapshot, char **roles,
                         suo_view **view, suo_error *error)
{
    if (roles == NULL)
        return suo_view_open_all(snapshot, view, error);
    return suo_view_open(snapshot, (const char *const *)roles, NULL,
                         (uint32_t)cli_list_count(roles), view, error);
}
