/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct.h - structs whose first member is their size.
 */
#ifndef SUO_API_STRUCT_H
#define SUO_API_STRUCT_H

#include <stdint.h>
#include <string.h>

#include "base/status.h"

/*
 * Take the caller's options into 'own', which has its size set and zeros for
 * the rest: as much of them as both know. 'given' may be NULL. Statuses:
 * SUO_INVALID (no size).
 */
SUO_MUST_USE static inline suo_status suo_struct_take(void *own,
                                                      uint32_t own_size,
                                                      const void *given,
                                                      suo_error *error)
{
    uint32_t size;
    if (given == NULL)
        return SUO_OK;
    memcpy(&size, given, sizeof(size));
    if (size < sizeof(size))
        return suo_error_set(error, SUO_INVALID, "options have no size");
    memcpy(own, given, size < own_size ? size : own_size);
    return SUO_OK;
}

/*
 * Give 'made', of 'made_size' bytes, to the caller's struct of 'size' bytes,
 * which may be older and shorter, or newer: its unknown rest becomes zero.
 */
static inline void suo_struct_give(void *target, uint32_t size,
                                   const void *made, size_t made_size)
{
    size_t room = size < made_size ? size : made_size;
    memcpy(target, made, room);
    memset((char *)target + room, 0, size - room);
}

#endif
