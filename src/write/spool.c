/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spool.c - append to a file, read it back once.
 *
 * The file is never synced: it has no meaning after its writer.
 */
#include "write/spool.h"

#include "base/memory.h"
#include "index/segment.h"

enum { POUR_BYTES = 1 << 16 };

void suo_spool_init(suo_spool *spool, const suo_segment_place *place)
{
    *spool = (suo_spool){.place = place, .file = SUO_FILE_CLOSED};
}

void suo_spool_clear(suo_spool *spool)
{
    if (spool->path == NULL)
        return;
    suo_file_close(&spool->file, NULL);
    suo_file_remove(spool->place->os, spool->path);
    suo_dealloc(spool->path);
    spool->path = NULL;
}

static suo_status spool_open(suo_spool *spool, suo_error *error)
{
    spool->path =
        suo_segment_path(spool->place->folder, (*spool->place->next_number)++);
    if (spool->path == NULL)
        return suo_error_no_memory(error);
    return suo_file_open(&spool->file, spool->place->os, spool->path,
                         SUO_OPEN_CREATE, error);
}

suo_status suo_spool_drain(suo_spool *spool, suo_buffer *buffer,
                           uint64_t *taken, suo_error *error)
{
    suo_status status = suo_buffer_status(buffer, error);
    if (status != SUO_OK || buffer->len < spool->place->spool_bytes)
        return status;
    if (spool->path == NULL)
        status = spool_open(spool, error);
    if (status == SUO_OK)
        status = suo_file_write(&spool->file, buffer->data, buffer->len, error);
    if (status != SUO_OK)
        return status;
    spool->len += buffer->len;
    *taken += buffer->len;
    suo_buffer_reset(buffer);
    return SUO_OK;
}

suo_status suo_spool_pour(suo_spool *spool, const suo_buffer *buffer,
                          suo_container_writer *container, suo_error *error)
{
    suo_status status = SUO_OK;
    uint8_t *bytes = NULL;
    if (spool->path != NULL) {
        bytes = suo_alloc(POUR_BYTES, 1);
        status = suo_file_close(&spool->file, error);
        if (bytes == NULL)
            status = suo_error_no_memory(error);
        if (status == SUO_OK)
            status = suo_file_open(&spool->file, spool->place->os, spool->path,
                                   SUO_OPEN_READ, error);
    }
    for (uint64_t at = 0; at < spool->len && status == SUO_OK;) {
        uint64_t left = spool->len - at;
        size_t part = left < POUR_BYTES ? (size_t)left : POUR_BYTES;
        status = suo_file_read(&spool->file, at, bytes, part, error);
        if (status == SUO_OK)
            suo_container_add(container, bytes, part);
        at += part;
    }
    suo_dealloc(bytes);
    if (status == SUO_OK)
        suo_container_add(container, buffer->data, buffer->len);
    if (status == SUO_OK)
        suo_spool_clear(spool);
    return status;
}
