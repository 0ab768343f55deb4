/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spelt_lines.c - the lines of a file, as they would be typed.
 */
#include "spelt_lines.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"

enum { LINE_BYTES = 4096 };

int bench_spelt_lines(const cli_usage *usage, const char *path, size_t most,
                      bench_take_line *take, void *own, suo_error *error)
{
    char line[LINE_BYTES];
    suo_spelling spelling = {0};
    size_t count = 0;
    suo_status status = SUO_OK;
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (in == NULL)
        return cli_usage_error(usage, "cannot read '%s'", path);
    while (count < most && status == SUO_OK &&
           fgets(line, sizeof line, in) != NULL) {
        status =
            suo_spelling_read(&spelling, line, (uint32_t)strlen(line), error);
        if (status == SUO_OK && spelling.count > 0)
            count += take(own, line, &spelling);
    }
    if (in != stdin)
        fclose(in);
    suo_spelling_clear(&spelling);
    if (status != SUO_OK)
        return cli_fail(path, error);
    return count > 0 ? CLI_OK
                     : cli_usage_error(usage, "'%s' has no texts", path);
}
