/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader.c - the lines of a file or of stdin, one after the other.
 *
 * One buffer, filled by large reads; a line is handed out where it lies, so
 * reading costs one pass of memchr. The buffer grows only for a line that does
 * not fit, and never above SUO_TEXT_MAX and a block.
 */
#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

enum { READER_BLOCK = 1 << 18 };

bool cli_reader_open(cli_reader *reader, const char *path)
{
    int fd = STDIN_FILENO;
    if (strcmp(path, "-") != 0) {
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return false;
    }
    reader->fd = fd;
    reader->buffer.len = 0;
    reader->start = 0;
    reader->line = 0;
    reader->bytes = 0;
    reader->is_at_end = false;
    return true;
}

void cli_reader_close(cli_reader *reader)
{
    if (reader->fd > STDIN_FILENO)
        close(reader->fd);
    reader->fd = -1;
}

void cli_reader_free(cli_reader *reader)
{
    cli_reader_close(reader);
    cli_buffer_free(&reader->buffer);
}

/* Read one block behind what is there, first moving that to the front. */
static bool reader_fill(cli_reader *reader)
{
    cli_buffer *buffer = &reader->buffer;
    if (reader->start > 0) {
        memmove(buffer->data, buffer->data + reader->start,
                buffer->len - reader->start);
        buffer->len -= reader->start;
        reader->start = 0;
    }
    cli_buffer_reserve(buffer, READER_BLOCK);
    ssize_t got;
    do {
        got = read(reader->fd, buffer->data + buffer->len,
                   buffer->capacity - buffer->len);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return false;
    buffer->len += (size_t)got;
    reader->is_at_end = got == 0;
    return true;
}

/* Pass over a line that is too long, up to its line end. */
static cli_read reader_skip_line(cli_reader *reader)
{
    cli_buffer *buffer = &reader->buffer;
    for (;;) {
        const char *rest = buffer->data + reader->start;
        size_t rest_len = buffer->len - reader->start;
        const char *end = memchr(rest, '\n', rest_len);
        size_t used = end != NULL ? (size_t)(end - rest) + 1 : rest_len;
        reader->start += used;
        reader->bytes += used;
        if (end != NULL || reader->is_at_end)
            return CLI_READ_LONG;
        if (!reader_fill(reader))
            return CLI_READ_ERROR;
    }
}

/* Hand out 'line_len' bytes and pass over 'end_len' bytes of line end. */
static void reader_take(cli_reader *reader, size_t line_len, size_t end_len,
                        const char **line, size_t *len)
{
    *line = reader->buffer.data + reader->start;
    *len = line_len;
    if (reader->bytes == 0 && line_len >= 3 &&
        memcmp(*line, "\xEF\xBB\xBF", 3) == 0) {
        *line += 3;
        *len -= 3;
    }
    reader->start += line_len + end_len;
    reader->bytes += line_len + end_len;
}

cli_read cli_reader_next(cli_reader *reader, const char **line, size_t *len)
{
    cli_buffer *buffer = &reader->buffer;
    size_t searched = 0; /* bytes after 'start' known to hold no line end */
    for (;;) {
        size_t rest_len = buffer->len - reader->start;
        const char *rest = rest_len > 0 ? buffer->data + reader->start : "";
        const char *end = memchr(rest + searched, '\n', rest_len - searched);
        size_t line_len = end != NULL ? (size_t)(end - rest) : rest_len;
        if (end == NULL && rest_len == 0 && reader->is_at_end)
            return CLI_READ_END;
        if (line_len > SUO_TEXT_MAX) {
            reader->line++;
            return reader_skip_line(reader);
        }
        if (end != NULL || reader->is_at_end) {
            reader->line++;
            reader_take(reader, line_len, end != NULL, line, len);
            return CLI_READ_LINE;
        }
        searched = rest_len;
        if (!reader_fill(reader))
            return CLI_READ_ERROR;
    }
}

cli_read cli_reader_all(cli_reader *reader, const char **text, size_t *len)
{
    cli_buffer *buffer = &reader->buffer;
    while (!reader->is_at_end) {
        if (buffer->len - reader->start > SUO_TEXT_MAX)
            return CLI_READ_LONG;
        if (!reader_fill(reader))
            return CLI_READ_ERROR;
    }
    reader_take(reader, buffer->len - reader->start, 0, text, len);
    return CLI_READ_LINE;
}
