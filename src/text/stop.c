/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stop.c - the hash of the lists; tables/make_stop.c makes tables of them.
 */
#include "text/stop.h"

#include "base/hash.h"
#include "text/stop_words.h"

uint64_t suo_stop_hash(void)
{
    return suo_hash(STOP_ENGLISH, sizeof(STOP_ENGLISH)) * 961 +
           suo_hash(STOP_CONTRACTIONS, sizeof(STOP_CONTRACTIONS)) * 31 +
           suo_hash(STOP_CHINESE, sizeof(STOP_CHINESE));
}
