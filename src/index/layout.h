/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout.h - the numbers of FORMAT.md, each in one place.
 */
#ifndef SUO_INDEX_LAYOUT_H
#define SUO_INDEX_LAYOUT_H

#include <stdint.h>

#include "base/status.h"

enum {
    SUO_FORMAT_VERSION = 2,
    SUO_FEEDBACK_VERSION = 1, /* its file has one of its own */
    SUO_MAGIC_BYTES = 8,
    SUO_HEADER_BYTES = 64,
    SUO_TRAILER_BYTES = 64,
    SUO_TAIL_BYTES = 64, /* zeros that end a segment */
    SUO_SECTION_ALIGN = 64,
    SUO_SECTION_ENTRY_BYTES = 24,
    SUO_PAGE_BYTES = 65536,
    SUO_INFO_BYTES = 64,
    SUO_INLINE_DOCS_MAX = 4,
    SUO_VALUE_GAP = 64, /* units between two values of one field */
    SUO_SKIP_BYTES = 16,
    SUO_DICTIONARY_BLOCK = 16, /* terms */
    SUO_TERM_MAX = 1023,       /* bytes */
    SUO_CANON_MAX = 1023,      /* bytes of a word's canonical form */
    SUO_LANES = 2,
    SUO_LANE_WORD = 0,
    SUO_LANE_GRAM = 1,
    SUO_SEGMENTS_MAX = 65536,
    SUO_NOTE_MAX = 65536
};

#define SUO_DOCS_MAX (UINT32_C(1) << 31) /* documents of a segment */

#define SUO_MAGIC_MANIFEST "SUOMAN\r\n"
#define SUO_MAGIC_SEGMENT "SUOSEG\r\n"
#define SUO_MAGIC_DELETIONS "SUODEL\r\n"
#define SUO_MAGIC_VOCABULARY "SUOVOC\r\n"
#define SUO_MAGIC_FEEDBACK "SUOFBK\r\n"

#define SUO_MANIFEST_NAME "manifest.suo"
#define SUO_MANIFEST_NEW_NAME "manifest.new"
#define SUO_LOCK_NAME "lock"
#define SUO_FEEDBACK_NAME "feedback.suo"
#define SUO_FEEDBACK_NEW_NAME "feedback.new"
#define SUO_FEEDBACK_LOCK_NAME "feedback.lock"

typedef enum suo_section_kind {
    SUO_SECTION_INFO = 1,
    SUO_SECTION_AUDIENCES = 2,
    SUO_SECTION_DICTIONARY = 3,
    SUO_SECTION_DICTIONARY_INDEX = 4,
    SUO_SECTION_POSTINGS = 5,
    SUO_SECTION_POSITIONS = 6,
    SUO_SECTION_LENGTHS = 7, /* one a text field */
    SUO_SECTION_SEQUENCES = 8,
    SUO_SECTION_COLUMN = 9, /* one a keyword, integer or time field */
    SUO_SECTION_STORE = 10,
    SUO_SECTION_STORE_INDEX = 11,
    SUO_SECTION_KEYS = 12
} suo_section_kind;

/* Most sections of a segment. */
enum { SUO_SECTIONS_MAX = 12 + SUO_FIELDS_MAX };

#endif
