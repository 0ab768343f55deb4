/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.c - XXH3, compiled in from the library's header: the calls are short
 * and many, and the algorithm is frozen since xxHash 0.8.0.
 */
#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t suo_hash(const void *bytes, size_t len)
{
    return XXH3_64bits(bytes, len);
}
