/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audiences.c - encode, decode and match audiences.
 */
#include "index/audiences.h"

#include <stdlib.h>

#include "base/memory.h"

static int role_compare(const void *a, const void *b)
{
    const suo_slice *x = a;
    const suo_slice *y = b;
    return suo_bytes_compare(x->bytes, x->len, y->bytes, y->len);
}

void suo_roles_encode(suo_buffer *out, suo_slice *names, uint32_t count)
{
    if (count > 0)
        qsort(names, count, sizeof(*names), role_compare);
    uint32_t unique = 0;
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || role_compare(&names[i], &names[i - 1]) != 0)
            names[unique++] = names[i];
    suo_buffer_add_varint(out, unique);
    for (uint32_t i = 0; i < unique; i++)
        suo_buffer_add_text(out, names[i].bytes, names[i].len);
}

void suo_audience_encode(suo_buffer *out, suo_slice roles, uint32_t doc_end,
                         uint32_t text_count,
                         suo_length_sum sums[SUO_LANES][SUO_TEXT_FIELDS_MAX])
{
    suo_buffer_add(out, roles.bytes, roles.len);
    suo_buffer_add_varint(out, doc_end);
    for (uint32_t field = 0; field < text_count; field++)
        for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
            suo_buffer_add_varint(out, sums[lane][field].docs);
            suo_buffer_add_varint(out, sums[lane][field].total);
        }
}

/* Read and check a set of roles: each 1..SUO_NAME_MAX bytes, ascending. */
static void audience_decode_roles(suo_reader *reader, suo_audience *audience)
{
    const uint8_t *start = reader->next;
    uint32_t count = (uint32_t)suo_read_varint_max(reader, SUO_ROLES_MAX);
    const char *last = NULL;
    size_t last_len = 0;
    for (uint32_t i = 0; i < count && !reader->bad; i++) {
        size_t len;
        const char *role = suo_read_text(reader, &len);
        if (reader->bad || len == 0 || len > SUO_NAME_MAX ||
            (i > 0 && suo_bytes_compare(last, last_len, role, len) >= 0))
            reader->bad = true;
        last = role;
        last_len = len;
    }
    audience->role_count = reader->bad ? 0 : count;
    audience->roles = (suo_slice){start, (size_t)(reader->next - start)};
}

static void audience_decode(suo_reader *reader, suo_audience *audience,
                            uint32_t doc_start, uint32_t doc_count,
                            uint32_t text_count)
{
    audience_decode_roles(reader, audience);
    audience->doc_end = (uint32_t)suo_read_varint_max(reader, doc_count);
    if (audience->doc_end <= doc_start) {
        reader->bad = true;
        return;
    }
    uint64_t docs = audience->doc_end - doc_start;
    for (uint32_t field = 0; field < text_count; field++)
        for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
            suo_length_sum *sum = &audience->sums[lane][field];
            sum->docs = suo_read_varint_max(reader, docs);
            sum->total = suo_read_varint_max(reader, sum->docs * SUO_TEXT_MAX);
            if (sum->total < sum->docs)
                reader->bad = true;
        }
}

suo_status suo_audiences_decode(suo_slice section, uint32_t count,
                                uint32_t text_count, uint32_t doc_count,
                                suo_audience **audiences)
{
    *audiences = NULL;
    /* Each audience takes two bytes at the least. */
    if (count == 0 || count > section.len / 2)
        return SUO_CORRUPT;
    suo_audience *all = suo_alloc_zero(count, sizeof(*all));
    if (all == NULL)
        return SUO_NO_MEMORY;
    suo_reader reader = suo_reader_make(section.bytes, section.len);
    uint32_t doc_start = 0;
    for (uint32_t i = 0; i < count && !reader.bad; i++) {
        audience_decode(&reader, &all[i], doc_start, doc_count, text_count);
        doc_start = all[i].doc_end;
    }
    if (reader.bad || doc_start != doc_count || suo_reader_left(&reader) > 0) {
        suo_dealloc(all);
        return SUO_CORRUPT;
    }
    *audiences = all;
    return SUO_OK;
}

bool suo_audience_admits(const suo_audience *audience, const suo_slice *names,
                         uint32_t count)
{
    suo_reader reader =
        suo_reader_make(audience->roles.bytes, audience->roles.len);
    suo_read_varint(&reader);
    for (uint32_t i = 0; i < audience->role_count; i++) {
        size_t len;
        const char *role = suo_read_text(&reader, &len);
        for (uint32_t j = 0; role != NULL && j < count; j++)
            if (suo_bytes_compare(role, len, names[j].bytes, names[j].len) == 0)
                return true;
    }
    return false;
}
