/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader.h - the lines of a file or of stdin, one after the other.
 */
#ifndef CLI_READER_H
#define CLI_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

/* A file being read; all zero except 'fd' is a closed one. */
typedef struct cli_reader {
    int fd;            /* -1: closed */
    cli_buffer buffer; /* bytes read; kept for the next file */
    size_t start;      /* of what was not handed out yet */
    uint64_t line;     /* number of the last line handed out, from 1 */
    uint64_t bytes;    /* of the file, handed out so far */
    bool is_at_end;
} cli_reader;

#define CLI_READER_CLOSED \
    {                     \
        .fd = -1          \
    }

typedef enum cli_read {
    CLI_READ_LINE, /* a line */
    CLI_READ_LONG, /* a line of more than SUO_TEXT_MAX bytes was passed over */
    CLI_READ_END,
    CLI_READ_ERROR /* the system refused; errno says why */
} cli_read;

/* Open 'path' ("-": stdin). Returns false with errno. */
bool cli_reader_open(cli_reader *reader, const char *path);

/* Close the file, keep the memory. */
void cli_reader_close(cli_reader *reader);

/* Close the file, give the memory back. */
void cli_reader_free(cli_reader *reader);

/*
 * The next line without its line end (and without a byte order mark), borrowed
 * until the next call.
 */
cli_read cli_reader_next(cli_reader *reader, const char **line, size_t *len);

/*
 * The rest of the file as one piece, borrowed as above. CLI_READ_LINE, also
 * for an empty file; CLI_READ_LONG if over SUO_TEXT_MAX bytes.
 */
cli_read cli_reader_all(cli_reader *reader, const char **text, size_t *len);

#endif
