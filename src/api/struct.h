/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct.h - structs whose first member is their size.
 */
#ifndef SUO_API_STRUCT_H
#define SUO_API_STRUCT_H

#include <stdint.h>
#include <string.h>

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
