/* SPDX-License-Identifier: Apache-2.0 */
/*
 * masking.c - find what may tell of a person, in folded text, and write the
 * rest of its source.
 *
 * Folding makes one of many writings: full-width digits become ASCII, and what
 * does not show (zero-width spaces, variation selectors) is gone; offsets lead
 * back. Each rule is a pass over the characters' kinds that sets 'hidden'.
 */
#include "text/masking.h"

#include <utf8proc.h>

#include "base/hash.h"
#include "base/memory.h"
#include "text/utf8.h"

typedef enum masking_kind {
    MASKING_OTHER,     /* Han, and letters of scripts without spaces */
    MASKING_LETTER,    /* of words that stand between spaces */
    MASKING_DIGIT,     /* of any script but Han */
    MASKING_HAN_DIGIT, /* 一 to 九, 零 */
    MASKING_JOINT,     /* joins parts of a word: - _ . / */
    MASKING_SIGN,      /* other punctuation, symbols */
    MASKING_AT,        /* @ */
    MASKING_SPACE,     /* white space, controls */
} masking_kind;

enum {
    RUN_DIGITS = 4,      /* digits in a row that are hidden */
    ROW_DIGITS = 6,      /* digits of a row of numbers that are */
    ROW_GAP_MAX = 3,     /* characters between two numbers of a row */
    MIX_CHARS_MAX = 5,   /* letters and digits of a mixed word that stays */
    MIX_DIGITS_MAX = 3,  /* of these, digits */
    MIX_CHANGES_MAX = 2, /* changes between letters and digits in it */
    LETTERS_MAX = 24,    /* letters in a row that stay */
    ADDRESS_DOTS = 3,    /* of a network address */
    CUT_CHARS = 64,      /* hidden before the place of a cut */
    KEPT_CHARS_MAX = 32  /* letters and digits of a word that is kept */
};

void suo_masking_clear(suo_masking *masking)
{
    suo_buffer_free(&masking->text);
    suo_folded_clear(&masking->folded);
    suo_dealloc(masking->kinds);
    suo_dealloc(masking->hidden);
    *masking = (suo_masking){0};
}

/* ---- kinds ---- */

/* Is it in a text of 'count' ASCII characters? */
static bool masking_is_of(uint32_t code, const char *text)
{
    return code != 0 && code < 0x80 && strchr(text, (int)code) != NULL;
}

static masking_kind masking_ascii_kind(uint32_t code)
{
    if (code - '0' < 10)
        return MASKING_DIGIT;
    if (code - 'a' < 26)
        return MASKING_LETTER;
    if (code <= ' ' || code == 0x7F)
        return MASKING_SPACE;
    if (code == '@')
        return MASKING_AT;
    return masking_is_of(code, "-_./+=:#&%~\\*^$|'") ? MASKING_JOINT
                                                     : MASKING_SIGN;
}

/* Digits said one by one, everyday and formal ones, folded. */
static bool masking_is_han_digit(uint32_t code)
{
    static const uint16_t DIGITS[] = {
        0x3007, 0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D,
        0x4E03, 0x516B, 0x4E5D, 0x5E7A, 0x4E24, 0x58F9, 0x8D30, 0x53C1,
        0x8086, 0x4F0D, 0x9646, 0x67D2, 0x634C, 0x7396};
    for (size_t i = 0; i < sizeof(DIGITS) / sizeof(*DIGITS); i++)
        if (code == DIGITS[i])
            return true;
    return false;
}

/* Are words of the letter's script parted by spaces? Where not, a digit is a
 * number of its own, as it is beside Han. */
static bool masking_has_words(uint32_t code)
{
    return code < 0x0E00 || code - 0x10A0 < 0x60 || code - 0x1200 < 0x580 ||
           code - 0x1E00 < 0x1080;
}

static masking_kind masking_kind_of(uint32_t code)
{
    if (code < 0x80)
        return masking_ascii_kind(code);
    if (masking_is_han_digit(code))
        return MASKING_HAN_DIGIT;
    if (suo_is_common_han(code))
        return MASKING_OTHER;
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return MASKING_DIGIT;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
        return MASKING_SPACE;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return MASKING_JOINT;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return masking_has_words(code) ? MASKING_LETTER : MASKING_OTHER;
    default:
        return code == 0xB7 ? MASKING_JOINT : MASKING_SIGN;
    }
}

static uint32_t masking_code(const suo_masking *masking, size_t at)
{
    return at < masking->folded.count
               ? masking->folded.codes[at] & SUO_FOLDED_CODE
               : 0;
}

/* Do the folded characters at 'at' read so? */
static bool masking_reads(const suo_masking *masking, size_t at,
                          const char *text)
{
    for (; *text != '\0'; text++, at++)
        if (masking_code(masking, at) != (uint8_t)*text)
            return false;
    return true;
}

static void masking_set_kinds(suo_masking *masking)
{
    for (size_t i = 0; i < masking->folded.count; i++)
        masking->kinds[i] = (uint8_t)masking_kind_of(masking_code(masking, i));
    for (size_t i = 0; i < masking->folded.count; i++)
        if (masking_reads(masking, i, "(at)") ||
            masking_reads(masking, i, "[at]"))
            memset(masking->kinds + i, MASKING_AT, 4);
}

static masking_kind masking_kind_at(const suo_masking *masking, size_t at)
{
    return at < masking->folded.count ? (masking_kind)masking->kinds[at]
                                      : MASKING_SPACE;
}

static void masking_hide(suo_masking *masking, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        masking->hidden[i] = true;
}

/* ---- numbers ---- */

static bool masking_is_digit(const suo_masking *masking, size_t at)
{
    masking_kind kind = masking_kind_at(masking, at);
    return kind == MASKING_DIGIT || kind == MASKING_HAN_DIGIT;
}

/* Where the next number of a row begins, behind one that ends at 'at'; 'at'
 * itself: nowhere. */
static size_t masking_next_number(const suo_masking *masking, size_t at)
{
    for (size_t gap = 0; gap <= ROW_GAP_MAX; gap++) {
        masking_kind kind = masking_kind_at(masking, at + gap);
        if (at + gap >= masking->folded.count)
            return at;
        if (masking_is_digit(masking, at + gap))
            return at + gap;
        if (kind != MASKING_SPACE && kind != MASKING_SIGN &&
            kind != MASKING_JOINT)
            return at;
    }
    return at;
}

/* Hide the row of numbers at 'from'; returns its end. */
static size_t masking_take_row(suo_masking *masking, size_t from)
{
    size_t digits = 0;
    size_t end = from;
    for (size_t at = from;;) {
        while (masking_is_digit(masking, end))
            end++;
        digits += end - at;
        if (end - at >= RUN_DIGITS)
            masking_hide(masking, at, end);
        at = masking_next_number(masking, end);
        if (at == end)
            break;
        end = at;
    }
    if (digits >= ROW_DIGITS)
        masking_hide(masking, from, end);
    return end;
}

static void masking_take_numbers(suo_masking *masking)
{
    for (size_t i = 0; i < masking->folded.count;)
        i = masking_is_digit(masking, i) ? masking_take_row(masking, i) : i + 1;
}

/* ---- addresses ---- */

/* May a character of an e-mail address be so? */
static bool masking_is_address(const suo_masking *masking, size_t at)
{
    masking_kind kind = masking_kind_at(masking, at);
    return kind == MASKING_LETTER || kind == MASKING_DIGIT ||
           kind == MASKING_JOINT ||
           (kind == MASKING_SIGN &&
            !masking_is_of(masking_code(masking, at), ",;:?()<>[]{}\""));
}

/* Part of a name that is not parted by spaces. */
static bool masking_is_unspaced(const suo_masking *masking, size_t at)
{
    masking_kind kind = masking_kind_at(masking, at);
    return kind == MASKING_OTHER || kind == MASKING_HAN_DIGIT;
}

static void masking_take_before(suo_masking *masking, size_t at)
{
    size_t from = at;
    while (from > 0 && masking_kind_at(masking, from - 1) == MASKING_SPACE)
        from--;
    if (from > 0 && masking_is_unspaced(masking, from - 1))
        while (from > 0 && masking_is_unspaced(masking, from - 1))
            from--;
    else
        while (from > 0 && masking_is_address(masking, from - 1))
            from--;
    masking_hide(masking, from, at);
}

static void masking_take_behind(suo_masking *masking, size_t at)
{
    size_t count = masking->folded.count;
    size_t to = at;
    while (to < count && masking_kind_at(masking, to) == MASKING_SPACE)
        to++;
    while (to < count && masking_is_unspaced(masking, to))
        to++;
    while (to < count && masking_is_address(masking, to))
        to++;
    masking_hide(masking, at, to);
}

/* E-mail addresses, and names behind an @. */
static void masking_take_addresses(suo_masking *masking)
{
    for (size_t i = 0; i < masking->folded.count; i++) {
        if (masking->kinds[i] != MASKING_AT)
            continue;
        masking->hidden[i] = true;
        masking_take_before(masking, i);
        masking_take_behind(masking, i + 1);
    }
}

/*
 * Where a URL ends that goes on at 'from'. It ends before Han, since people
 * write on without a space; but not if something of a URL comes behind it.
 */
static size_t masking_url_end(const suo_masking *masking, size_t from)
{
    size_t end = from;
    bool has_han = false;
    for (size_t i = from; i < masking->folded.count; i++) {
        masking_kind kind = masking_kind_at(masking, i);
        uint32_t code = masking_code(masking, i);
        if (kind == MASKING_SPACE || masking_is_of(code, "\"<>"))
            break;
        has_han |= masking_is_unspaced(masking, i);
        if (has_han && kind != MASKING_DIGIT && !masking_is_of(code, "/=&%"))
            continue;
        has_han = false;
        end = i + 1;
    }
    return end;
}

static void masking_take_urls(suo_masking *masking)
{
    for (size_t i = 0; i < masking->folded.count; i++) {
        size_t from = i;
        if (masking_reads(masking, i, "://"))
            while (from > 0 && masking_is_address(masking, from - 1))
                from--;
        else if (!masking_reads(masking, i, "www."))
            continue;
        masking_hide(masking, from, masking_url_end(masking, i));
    }
}

/* ---- words ---- */

/* A word: letters and digits, with at most one joint between two of them. */
typedef struct masking_word {
    size_t end;
    uint32_t letters;
    uint32_t digits;
    uint32_t changes; /* between letters and digits */
    uint32_t dots;
    uint32_t longest; /* letters in a row */
    bool is_host;
} masking_word;

/* Does a part of a word at 'at' name a kind of hosts, and end the name? */
static bool masking_is_domain(const suo_masking *masking, size_t at)
{
    static const char *const DOMAINS[] = {
        "com",  "cn",   "net",    "org", "io",   "cc",   "me",
        "tv",   "co",   "hk",     "tw",  "top",  "xyz",  "vip",
        "app",  "info", "biz",    "edu", "gov",  "shop", "site",
        "club", "dev",  "online", "uk",  "link", "live", "store"};
    for (size_t i = 0; i < sizeof(DOMAINS) / sizeof(*DOMAINS); i++)
        if (masking_reads(masking, at, DOMAINS[i]) &&
            masking_kind_at(masking, at + strlen(DOMAINS[i])) !=
                MASKING_LETTER &&
            masking_kind_at(masking, at + strlen(DOMAINS[i])) != MASKING_DIGIT)
            return true;
    return false;
}

static bool masking_is_word(const suo_masking *masking, size_t at)
{
    masking_kind kind = masking_kind_at(masking, at);
    return at < masking->folded.count &&
           (kind == MASKING_LETTER || kind == MASKING_DIGIT);
}

static masking_word masking_read_word(const suo_masking *masking, size_t from)
{
    masking_word word = {.end = from};
    masking_kind last = masking_kind_at(masking, from);
    uint32_t row = 0;
    for (;; word.end++) {
        bool is_joint = masking_kind_at(masking, word.end) == MASKING_JOINT &&
                        masking_is_word(masking, word.end + 1);
        if (is_joint) {
            bool is_dot = masking_code(masking, word.end) == '.';
            word.dots += is_dot;
            word.is_host |= is_dot && masking_is_domain(masking, word.end + 1);
            row = 0;
            continue;
        }
        if (!masking_is_word(masking, word.end))
            return word;
        masking_kind kind = masking_kind_at(masking, word.end);
        word.changes += kind != last;
        last = kind;
        row = kind == MASKING_LETTER ? row + 1 : 0;
        word.longest = row > word.longest ? row : word.longest;
        word.letters += kind == MASKING_LETTER;
        word.digits += kind == MASKING_DIGIT;
    }
}

static bool masking_is_code(const masking_word *word)
{
    if (word->letters > 0 && word->digits > 0)
        return word->letters + word->digits > MIX_CHARS_MAX ||
               word->digits > MIX_DIGITS_MAX || word->changes > MIX_CHANGES_MAX;
    return word->letters > 0 ? word->longest > LETTERS_MAX
                             : word->dots >= ADDRESS_DOTS;
}

static void masking_take_words(suo_masking *masking)
{
    for (size_t i = 0; i < masking->folded.count; i++) {
        if (!masking_is_word(masking, i))
            continue;
        masking_word word = masking_read_word(masking, i);
        if (word.is_host)
            word.end = masking_url_end(masking, i);
        if (word.is_host || masking_is_code(&word))
            masking_hide(masking, i, word.end);
        i = word.end - 1;
    }
}

/* ---- words that are kept ---- */

/* The hash of the letters and digits of a stretch; false: it does not mix both,
 * or has too many. */
static bool masking_hash(const suo_masking *masking, size_t from, size_t end,
                         uint64_t *key)
{
    uint32_t chars[KEPT_CHARS_MAX];
    size_t count = 0;
    bool has_letters = false;
    bool has_digits = false;
    for (size_t i = from; i < end; i++) {
        if (!masking_is_word(masking, i))
            continue;
        if (count == KEPT_CHARS_MAX)
            return false;
        has_letters |= masking->kinds[i] == MASKING_LETTER;
        has_digits |= masking->kinds[i] == MASKING_DIGIT;
        chars[count++] = masking_code(masking, i);
    }
    *key = suo_hash(chars, count * sizeof(*chars));
    return has_letters && has_digits;
}

/* Let digits of kept words be letters; what hides addresses goes on to. */
static void masking_spare_words(suo_masking *masking,
                                const suo_kept_words *kept)
{
    uint64_t key;
    for (size_t i = 0; i < masking->folded.count; i++) {
        if (!masking_is_word(masking, i))
            continue;
        masking_word word = masking_read_word(masking, i);
        if (masking_hash(masking, i, word.end, &key) &&
            suo_kept_words_has(kept, key))
            for (size_t at = i; at < word.end; at++)
                if (masking->kinds[at] == MASKING_DIGIT)
                    masking->kinds[at] = MASKING_LETTER;
        i = word.end - 1;
    }
}

/* ---- the masked text ---- */

/* Bytes that folding left out belong to their neighbours, if these are
 * hidden: what does not show inside a number. */
static void masking_set_bytes(suo_masking *masking, size_t len)
{
    const suo_folded *folded = &masking->folded;
    memset(masking->bytes, 0, len * sizeof(*masking->bytes));
    masking->has_hidden = false;
    for (size_t i = 0; i < folded->count; i++) {
        if (!masking->hidden[i])
            continue;
        bool goes_on = i + 1 < folded->count && masking->hidden[i + 1] &&
                       folded->starts[i + 1] > folded->starts[i];
        uint32_t end = goes_on ? folded->starts[i + 1] : folded->ends[i];
        for (uint32_t at = folded->starts[i]; at < end; at++)
            masking->bytes[at] = masking->has_hidden = true;
    }
}

/* Is a character of the source white space, or one that does not show? */
static bool masking_is_blank(uint32_t code)
{
    if (code < 0x80)
        return code <= ' ' || code == 0x7F;
    return masking_kind_of(code) == MASKING_SPACE;
}

static void masking_write(suo_masking *masking, const char *text, size_t len)
{
    static const char MASK[] = "***";
    suo_buffer *out = &masking->text;
    bool has_space = false;
    bool was_hidden = false;
    for (size_t at = 0; at < len;) {
        uint32_t code;
        bool is_broken = false;
        char bytes[SUO_UTF8_MAX];
        bool is_hidden = masking->bytes[at];
        at += suo_utf8_decode((const uint8_t *)text + at, len - at, &code,
                              &is_broken);
        bool is_blank = !is_hidden && masking_is_blank(code);
        if (!is_blank && has_space && out->len > 0)
            suo_buffer_add_u8(out, ' ');
        has_space = is_blank;
        if (is_hidden && !was_hidden)
            suo_buffer_add(out, MASK, sizeof(MASK) - 1);
        else if (!is_hidden && !is_blank)
            suo_buffer_add(out, bytes, suo_utf8_encode(code, bytes));
        was_hidden = is_hidden;
    }
}

static suo_status masking_reserve(suo_masking *masking, size_t count,
                                  suo_error *error)
{
    if (count <= masking->cap)
        return SUO_OK;
    suo_dealloc(masking->kinds);
    suo_dealloc(masking->hidden);
    masking->cap = 0;
    masking->kinds = suo_alloc(count, sizeof(*masking->kinds));
    masking->hidden = suo_alloc(count, sizeof(*masking->hidden));
    if (masking->kinds == NULL || masking->hidden == NULL)
        return suo_error_no_memory(error);
    masking->cap = count;
    return SUO_OK;
}

/* Where a text that is too long is cut: between characters. */
static size_t masking_cut(const char *text, size_t len)
{
    if (len <= SUO_MASKING_BYTES_MAX)
        return len;
    size_t cut = SUO_MASKING_BYTES_MAX;
    while (cut > SUO_MASKING_BYTES_MAX - SUO_UTF8_MAX &&
           suo_utf8_is_tail((uint8_t)text[cut]))
        cut--;
    return cut;
}

/* Fold the text up to a cut, and tell its characters' kinds. */
static suo_status masking_begin(suo_masking *masking, const char *text,
                                size_t cut, suo_error *error)
{
    suo_status status =
        suo_fold(&masking->folded, text, 0, (uint32_t)cut, error);
    size_t count = masking->folded.count;
    if (status == SUO_OK)
        status = masking_reserve(masking, count, error);
    if (status != SUO_OK)
        return status;
    if (count > 0)
        memset(masking->hidden, 0, count * sizeof(*masking->hidden));
    masking_set_kinds(masking);
    return SUO_OK;
}

suo_status suo_masking_read(suo_masking *masking, const char *text, size_t len,
                            const suo_kept_words *kept, suo_error *error)
{
    size_t cut = masking_cut(text, len);
    suo_buffer_reset(&masking->text);
    suo_status status = masking_begin(masking, text, cut, error);
    size_t count = masking->folded.count;
    if (status != SUO_OK)
        return status;
    if (kept != NULL && kept->count > 0)
        masking_spare_words(masking, kept);
    masking_take_numbers(masking);
    masking_take_addresses(masking);
    masking_take_urls(masking);
    masking_take_words(masking);
    if (cut < len)
        masking_hide(masking, count > CUT_CHARS ? count - CUT_CHARS : 0, count);
    masking_set_bytes(masking, cut);
    masking_write(masking, text, cut);
    return suo_buffer_status(&masking->text, error);
}

suo_status suo_masking_keep(suo_masking *masking, const char *text, size_t len,
                            suo_kept_words *kept, uint32_t *count,
                            suo_error *error)
{
    uint64_t key;
    uint32_t words = 0;
    *count = 0;
    suo_status status =
        masking_begin(masking, text, masking_cut(text, len), error);
    size_t end = masking->folded.count;
    for (size_t i = 0; status == SUO_OK && i < end; i++) {
        if (!masking_is_word(masking, i))
            continue;
        masking_word word = masking_read_word(masking, i);
        words++;
        if (masking_hash(masking, i, word.end, &key)) {
            status = suo_kept_words_add(kept, key, error);
            ++*count;
        }
        i = word.end - 1;
    }
    if (status == SUO_OK && words > 1 && masking_hash(masking, 0, end, &key)) {
        status = suo_kept_words_add(kept, key, error);
        ++*count;
    }
    return status;
}
