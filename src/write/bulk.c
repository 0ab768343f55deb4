/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bulk.c - an inverter of its own, for a thread of its own.
 *
 * The documents get their sequences, and what they replace dies, only when the
 * writer takes them: so the answers are those of puts one after the other, in
 * whatever order threads made the bulks ready.
 */
#include "base/memory.h"
#include "write/writer_state.h"

struct suo_bulk {
    suo_inverter inverter;
    uint64_t replaced_count; /* by others of the bulk */
    suo_status poison;       /* the failure that ended its life */
};

suo_status suo_bulk_make(const suo_writer *writer, suo_bulk **bulk,
                         suo_error *error)
{
    suo_bulk *made = suo_alloc_zero(1, sizeof(*made));
    *bulk = NULL;
    if (made == NULL)
        return suo_error_no_memory(error);
    suo_status status =
        suo_inverter_init(&made->inverter, writer->manifest.schema, error);
    if (status == SUO_OK)
        status = suo_inverter_set_vocabulary(&made->inverter,
                                             &writer->words.vocabulary, error);
    if (status != SUO_OK) {
        suo_bulk_free(made);
        return status;
    }
    *bulk = made;
    return SUO_OK;
}

void suo_bulk_free(suo_bulk *bulk)
{
    if (bulk == NULL)
        return;
    suo_inverter_clear(&bulk->inverter);
    suo_dealloc(bulk);
}

uint64_t suo_bulk_bytes(const suo_bulk *bulk)
{
    return suo_inverter_bytes(&bulk->inverter);
}

static suo_status bulk_check(const suo_bulk *bulk, suo_error *error)
{
    if (bulk->poison == SUO_OK)
        return SUO_OK;
    return suo_error_set(error, SUO_STATE, "the bulk failed before (%s)",
                         suo_status_name(bulk->poison));
}

suo_status suo_bulk_add(suo_bulk *bulk, const suo_document *document,
                        suo_error *error)
{
    suo_status status = bulk_check(bulk, error);
    if (status == SUO_OK)
        status = suo_inverter_accepts(&bulk->inverter, document, error);
    if (status != SUO_OK)
        return status;
    int64_t before = suo_inverter_find(&bulk->inverter, document->key);
    if (before >= 0)
        bulk->inverter.slots[before].is_dead = true;
    bulk->replaced_count += before >= 0;
    bulk->poison = suo_inverter_add(&bulk->inverter, document, 0, error);
    return bulk->poison;
}

/* Let the documents take their places in the index. */
static suo_status writer_number(suo_writer *writer, suo_bulk *bulk,
                                uint64_t *replaced, suo_error *error)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < bulk->inverter.slot_count && status == SUO_OK; i++) {
        suo_slot *slot = &bulk->inverter.slots[i];
        bool found = false;
        slot->sequence = writer->next_sequence++;
        if (!slot->is_dead)
            status = suo_writer_kill(writer, slot->key, &found, error);
        *replaced += found;
    }
    return status;
}

suo_status suo_writer_add_bulk(suo_writer *writer, suo_bulk *bulk,
                               uint64_t *replaced, suo_error *error)
{
    *replaced = 0;
    suo_status status = suo_writer_check(writer, error);
    if (status == SUO_OK)
        status = bulk_check(bulk, error);
    if (status != SUO_OK)
        return status;
    uint64_t count = bulk->replaced_count;
    status = writer_number(writer, bulk, &count, error);
    if (status == SUO_OK)
        status = suo_writer_flush_from(writer, &bulk->inverter, error);
    bulk->replaced_count = 0;
    if (status == SUO_OK)
        status = suo_inverter_set_vocabulary(&bulk->inverter,
                                             &writer->words.vocabulary, error);
    if (status != SUO_OK) {
        bulk->poison = status;
        return suo_writer_poison(writer, status);
    }
    *replaced = count;
    return SUO_OK;
}
