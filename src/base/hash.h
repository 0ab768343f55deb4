/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.h - 64-bit hash of bytes: XXH3 (Yann Collet), by the xxHash library.
 */
#ifndef SUO_BASE_HASH_H
#define SUO_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* XXH3_64bits of 'len' bytes, seed 0. Part of the file format. */
uint64_t suo_hash(const void *bytes, size_t len);

#endif
