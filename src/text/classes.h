/* SPDX-License-Identifier: Apache-2.0 */
/*
 * classes.h - what kind of character a folded code point is to the tokenizer.
 */
#ifndef SUO_TEXT_CLASSES_H
#define SUO_TEXT_CLASSES_H

enum {
    SUO_CLASS_NONE = 0,       /* separates: space, punctuation, symbols */
    SUO_CLASS_HAN = 1,        /* a Han character */
    SUO_CLASS_LATIN = 2,      /* a Latin letter */
    SUO_CLASS_DIGIT = 3,      /* 0-9 */
    SUO_CLASS_JOINER = 4,     /* - _ . between letters or digits */
    SUO_CLASS_APOSTROPHE = 5, /* ' or U+2019 between letters */
    SUO_CLASS_MARK = 6,       /* a combining mark of no one script */
    SUO_CLASS_OTHER = 7       /* letters, marks, numbers of other scripts */
};

#endif
