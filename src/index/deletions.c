/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deletions.c - a bit map of dead documents and its file.
 */
#include "index/deletions.h"

#include "base/hash.h"
#include "base/memory.h"
#include "index/layout.h"
#include "index/segment.h"

enum { DELETIONS_HEAD_BYTES = 40 };

static size_t deletions_bytes(uint32_t doc_count)
{
    return ((size_t)doc_count + 63) / 64 * 8;
}

suo_status suo_deletions_add(suo_deletions *deletions, uint32_t doc,
                             uint32_t doc_count, suo_error *error)
{
    if (deletions->bits == NULL) {
        deletions->bits = suo_alloc_zero(deletions_bytes(doc_count), 1);
        if (deletions->bits == NULL)
            return suo_error_no_memory(error);
        deletions->doc_count = doc_count;
        deletions->dead_count = 0;
    }
    if (suo_deletions_has(deletions, doc))
        return SUO_OK;
    deletions->bits[doc / 8] |= (uint8_t)(1 << (doc % 8));
    deletions->dead_count++;
    return SUO_OK;
}

suo_status suo_deletions_copy(suo_deletions *copy,
                              const suo_deletions *deletions, suo_error *error)
{
    *copy = (suo_deletions){0};
    if (deletions->bits == NULL)
        return SUO_OK;
    size_t bytes = deletions_bytes(deletions->doc_count);
    copy->bits = suo_alloc(bytes, 1);
    if (copy->bits == NULL)
        return suo_error_no_memory(error);
    memcpy(copy->bits, deletions->bits, bytes);
    copy->doc_count = deletions->doc_count;
    copy->dead_count = deletions->dead_count;
    return SUO_OK;
}

void suo_deletions_clear(suo_deletions *deletions)
{
    suo_dealloc(deletions->bits);
    *deletions = (suo_deletions){0};
}

suo_status suo_deletions_write(const suo_deletions *deletions, const suo_os *os,
                               const char *path, uint64_t segment,
                               uint64_t commit, uint64_t *hash,
                               suo_error *error)
{
    suo_buffer out = {0};
    *hash = 0;
    suo_buffer_add(&out, SUO_MAGIC_DELETIONS, SUO_MAGIC_BYTES);
    suo_buffer_add_u32(&out, SUO_FORMAT_VERSION);
    suo_buffer_add_u32(&out, 0);
    suo_buffer_add_u64(&out, segment);
    suo_buffer_add_u64(&out, commit);
    suo_buffer_add_u32(&out, deletions->doc_count);
    suo_buffer_add_u32(&out, deletions->dead_count);
    suo_buffer_add(&out, deletions->bits,
                   deletions_bytes(deletions->doc_count));
    suo_status status = suo_buffer_status(&out, error);
    if (status == SUO_OK) {
        *hash = suo_hash(out.data, out.len);
        suo_buffer_add_u64(&out, *hash);
        status = suo_buffer_status(&out, error);
    }
    if (status == SUO_OK)
        status = suo_file_write_all(os, path, out.data, out.len, error);
    suo_buffer_free(&out);
    return status;
}

/* The bits past the last document are 0; as many are set as the head says. */
static bool deletions_are_valid(const uint8_t *bits, uint32_t doc_count,
                                uint32_t dead_count)
{
    uint32_t count = 0;
    size_t bytes = deletions_bytes(doc_count);
    for (size_t i = 0; i < bytes * 8; i++) {
        bool is_set = bits[i / 8] >> (i % 8) & 1;
        if (is_set && i >= doc_count)
            return false;
        count += is_set;
    }
    return count == dead_count;
}

static suo_status deletions_parse(suo_deletions *deletions,
                                  const uint8_t *bytes, size_t len,
                                  uint64_t segment, uint64_t commit,
                                  uint64_t hash, const char *path,
                                  suo_error *error)
{
    size_t bits = deletions_bytes(deletions->doc_count);
    if (len < 16 || memcmp(bytes, SUO_MAGIC_DELETIONS, SUO_MAGIC_BYTES) != 0)
        return suo_error_set(error, SUO_CORRUPT, "%s: is no deletion file",
                             path);
    if (suo_load_u32(bytes + 8) > SUO_FORMAT_VERSION ||
        suo_load_u32(bytes + 12) != 0)
        return suo_error_set(error, SUO_VERSION,
                             "%s: format version %u needs a newer Suo", path,
                             suo_load_u32(bytes + 8));
    if (len != DELETIONS_HEAD_BYTES + bits + 8 ||
        suo_load_u64(bytes + len - 8) != hash ||
        suo_hash(bytes, len - 8) != hash ||
        suo_load_u32(bytes + 8) != SUO_FORMAT_VERSION ||
        suo_load_u64(bytes + 16) != segment ||
        suo_load_u64(bytes + 24) != commit ||
        suo_load_u32(bytes + 32) != deletions->doc_count ||
        suo_load_u32(bytes + 36) != deletions->dead_count ||
        !deletions_are_valid(bytes + DELETIONS_HEAD_BYTES, deletions->doc_count,
                             deletions->dead_count))
        return suo_error_set(error, SUO_CORRUPT, "%s: is damaged", path);
    deletions->bits = suo_alloc(bits, 1);
    if (deletions->bits == NULL)
        return suo_error_no_memory(error);
    memcpy(deletions->bits, bytes + DELETIONS_HEAD_BYTES, bits);
    return SUO_OK;
}

suo_status suo_deletions_read(suo_deletions *deletions, const suo_os *os,
                              const char *path, uint64_t segment,
                              uint64_t commit, uint32_t doc_count,
                              uint32_t dead_count, uint64_t hash,
                              suo_error *error)
{
    uint8_t *bytes;
    size_t len;
    *deletions = (suo_deletions){NULL, doc_count, dead_count};
    uint64_t max = DELETIONS_HEAD_BYTES + deletions_bytes(doc_count) + 8;
    suo_status status = suo_file_read_all(os, path, max, &bytes, &len, error);
    if (status == SUO_LIMIT)
        status = suo_error_set(error, SUO_CORRUPT, "%s: is too long", path);
    if (status == SUO_OK) {
        status = deletions_parse(deletions, bytes, len, segment, commit, hash,
                                 path, error);
        suo_dealloc(bytes);
    }
    if (status != SUO_OK)
        *deletions = (suo_deletions){0};
    return status;
}

suo_status suo_deletions_load(suo_deletions *deletions, const suo_os *os,
                              const char *folder,
                              const suo_manifest_segment *listed,
                              suo_error *error)
{
    if (listed->dead_count == 0)
        return SUO_OK;
    char *path =
        suo_deletions_path(folder, listed->number, listed->deletions_commit);
    if (path == NULL)
        return suo_error_no_memory(error);
    suo_status status = suo_deletions_read(
        deletions, os, path, listed->number, listed->deletions_commit,
        listed->doc_count, listed->dead_count, listed->deletions_hash, error);
    suo_dealloc(path);
    return status;
}
