/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_tokenizer_properties.c - what holds for the tokens of every text.
 *
 * Texts: random mixtures of fragments that have rules of their own (codes,
 * pinyin, marks, broken bytes ...), random bytes, and the real texts of the
 * shared data when they are there. For each text all the properties at once:
 * - words tile the units, and stand in the text in that order;
 * - a whole covers the units of the words before it;
 * - every Han unit has one gram, and grams overlap by one character;
 * - folding the bytes of a token again gives its term back (after taking
 *   pinyin, separators and the marks of Latin letters out, and stemming);
 * - tokenizing the bytes of a token again gives it back: see ECHO_RULES.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/effort.h"
#include "support/texts.h"
#include "text/accents.h"
#include "text/batch.h"
#include "text/fold.h"
#include "text/pieces.h"
#include "text/stem.h"
#include "text/tokenizer.h"
#include "text/utf8.h"

enum { RANDOM_TEXTS = 1500 };

/* ---- the oracle ---- */

typedef struct check {
    suo_folded folded;
    suo_stem stem;
    uint32_t next_unit;  /* of the next word */
    uint32_t word_start; /* where the last word starts */
    uint32_t han_end;    /* end of the last Han word, in units */
    uint32_t gram_unit;  /* the next gram is of this unit, if Han */
    char gram_tail[8];   /* second character of the gram before */
    uint32_t whole_room; /* units of words that a whole may cover */
} check;

static bool is_alnum(int class)
{
    return class == SUO_CLASS_LATIN || class == SUO_CLASS_DIGIT;
}

/* Write a character of a word; a Latin letter without its marks. */
static size_t spell_letter(uint32_t code, int class, char *out)
{
    const char *plain =
        class == SUO_CLASS_LATIN ? suo_accent_plain(code) : NULL;
    if (plain == NULL)
        return suo_utf8_encode(code, out);
    out[0] = plain[0];
    out[1] = plain[1];
    return plain[1] != 0 ? 2 : 1;
}

/* Write what the folded characters spell to 'out'; see the file's head. */
static size_t spell(const suo_folded *folded, const suo_token *t, char *out)
{
    size_t len = 0;
    int before = SUO_CLASS_NONE; /* class of the character written last */
    bool is_cut = false;         /* separators were left out since */
    bool has_marks = !is_alnum(suo_class(folded->codes[0]));
    for (size_t i = 0; i < folded->count; i++) {
        uint32_t code = folded->codes[i] & SUO_FOLDED_CODE;
        int class = suo_class(code);
        if (t->flags & SUO_TOKEN_HAN) {
            if (class == SUO_CLASS_HAN)
                len += suo_utf8_encode(code, out + len);
            continue;
        }
        bool is_inside = i + 1 < folded->count && before == SUO_CLASS_LATIN &&
                         suo_class(folded->codes[i + 1]) == SUO_CLASS_LATIN;
        bool is_latin = class != SUO_CLASS_OTHER && t->kind != 0;
        if (class == SUO_CLASS_APOSTROPHE && is_inside && is_latin) {
            code = '\'';
        } else if (t->kind == SUO_TOKEN_WHOLE && !is_alnum(class) &&
                   class != SUO_CLASS_MARK) {
            is_cut = true;
            continue;
        }
        if (is_cut && class == SUO_CLASS_DIGIT && before == SUO_CLASS_DIGIT)
            out[len++] = '.';
        is_cut = false;
        if (class == SUO_CLASS_MARK && !has_marks)
            continue;
        len += spell_letter(code, class, out + len);
        before = class == SUO_CLASS_MARK ? before : class;
    }
    return len;
}

static bool is_plain(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((word[i] < 'a' || word[i] > 'z') && word[i] != '\'')
            return false;
    return len > 0;
}

/* Whether some characters share their source: the bytes of a token may then
 * fold to more than the token has. */
static bool has_shared_source(const suo_folded *folded)
{
    for (size_t i = 1; i < folded->count; i++)
        if (folded->starts[i] < folded->ends[i - 1])
            return true;
    return false;
}

static void check_term(check *c, const char *text, const suo_token *t)
{
    static char spelled[1 << 20];
    assert_int_equal(suo_fold(&c->folded, text, t->start, t->end, NULL), 0);
    assert_true(c->folded.count * 4 < sizeof(spelled));
    size_t len = spell(&c->folded, t, spelled);
    if (has_shared_source(&c->folded))
        return;
    if (is_plain(spelled, len))
        assert_int_equal(suo_stem_word(&c->stem, spelled, &len, NULL), 0);
    if (len > SUO_TOKEN_TERM_MAX)
        len = t->term_len; /* cut */
    if (len != t->term_len || memcmp(spelled, t->term, len) != 0)
        print_message("'%.*s' is not '%.*s'\n", (int)len, spelled,
                      (int)t->term_len, t->term);
    assert_int_equal(len, t->term_len);
    assert_memory_equal(spelled, t->term, len);
}

/* Grams come once for each unit, and go on from one another. */
static void check_gram(check *c, const suo_token *t)
{
    size_t first = (uint8_t)t->term[0] >= 0xF0 ? 4 : 3;
    assert_int_equal(t->unit, c->gram_unit);
    assert_true(t->unit_count == 1 || t->unit_count == 2);
    if (c->gram_tail[0] != '\0')
        assert_memory_equal(t->term, c->gram_tail, first);
    assert_int_equal(t->term_len > first, t->unit_count == 2);
    memset(c->gram_tail, 0, sizeof(c->gram_tail));
    memcpy(c->gram_tail, t->term + first, t->term_len - first);
    c->gram_unit++;
}

static void check_word(check *c, const suo_token *t)
{
    assert_int_equal(t->unit, c->next_unit);
    assert_true(t->start >= c->word_start);
    c->next_unit += t->unit_count;
    c->word_start = t->start;
    if (t->flags & SUO_TOKEN_HAN) {
        if (c->gram_tail[0] == '\0')
            c->gram_unit = t->unit; /* a new run, or the first word */
        assert_int_equal(c->gram_unit, t->unit);
        c->han_end = c->next_unit;
        c->whole_room = 0;
        return;
    }
    assert_int_equal(c->gram_tail[0], '\0'); /* the run's last gram is alone */
    assert_int_equal(t->unit_count, 1);
    c->whole_room++;
}

static void check_token(check *c, const char *text, size_t len,
                        const suo_token *t)
{
    assert_true(t->term_len > 0 && t->term_len <= SUO_TOKEN_TERM_MAX);
    assert_true(t->start < t->end && t->end <= len);
    if (t->kind == SUO_TOKEN_WORD) {
        if ((t->flags & SUO_TOKEN_HAN) == 0)
            assert_true(c->han_end == 0 || c->gram_unit == c->han_end);
        check_word(c, t);
    } else if (t->kind == SUO_TOKEN_GRAM) {
        assert_true(t->unit < c->han_end);
        check_gram(c, t);
    } else if (t->flags & SUO_TOKEN_HAN) { /* a number and its unit */
        assert_int_equal(t->kind, SUO_TOKEN_WHOLE);
        assert_true(t->unit_count >= 2);
        return; /* its own bytes, tokenized again, prove its term */
    } else {
        assert_int_equal(t->kind, SUO_TOKEN_WHOLE);
        assert_int_equal(t->unit + t->unit_count, c->next_unit);
        assert_true(t->unit_count >= 2 && t->unit_count <= c->whole_room);
    }
    check_term(c, text, t);
}

static void check_text(suo_tokenizer *tokenizer, const char *text, size_t len)
{
    const suo_token *tokens;
    uint64_t count;
    check c = {0};
    assert_int_equal(suo_tokenizer_start(tokenizer, text, (int64_t)len, NULL),
                     SUO_OK);
    do {
        assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                         SUO_OK);
        for (uint64_t i = 0; i < count; i++)
            check_token(&c, text, len, tokens + i);
    } while (count > 0);
    assert_int_equal(c.gram_tail[0], '\0');
    suo_folded_clear(&c.folded);
    suo_stem_clear(&c.stem);
}

/* ---- a token's own bytes, tokenized again ---- */

/* What a tokenizer makes of the bytes of the token 't' alone. */
typedef struct echo {
    const suo_token *t;
    bool has_shared_source; /* its bytes may then give more than it */
    suo_token *tokens;
    size_t count;
} echo;

/* Whether some token is as 't' is. */
static bool echo_has_same(const echo *e)
{
    for (size_t i = 0; i < e->count; i++) {
        const suo_token *other = e->tokens + i;
        if (other->kind == e->t->kind &&
            other->unit_count == e->t->unit_count &&
            other->term_len == e->t->term_len &&
            memcmp(other->term, e->t->term, other->term_len) == 0)
            return true;
    }
    return false;
}

/* The same of a word; one that begins or ends inside of what its source folds
 * to (an i and a dot) comes with the rest. */
static bool echo_has_same_word(const echo *e)
{
    return e->has_shared_source || echo_has_same(e);
}

/* Whether the words are those characters, however they are cut now. */
static bool echo_has_characters(const echo *e)
{
    static char joined[1 << 16];
    size_t len = 0;
    for (size_t i = 0; i < e->count; i++) {
        const suo_token *other = e->tokens + i;
        if (other->kind != SUO_TOKEN_WORD)
            continue;
        assert_true(len + other->term_len < sizeof(joined));
        memcpy(joined + len, other->term, other->term_len);
        len += other->term_len;
    }
    if (!e->has_shared_source)
        return len == e->t->term_len && memcmp(joined, e->t->term, len) == 0;
    for (size_t at = 0; at + e->t->term_len <= len; at++)
        if (memcmp(joined + at, e->t->term, e->t->term_len) == 0)
            return true;
    return false;
}

/* Words of Han are cut by what stands around them, and what stood around a
 * token is no longer there: the others do not depend on it. */
static const struct {
    bool (*is_kept)(const echo *);
    bool (*is_kept_han)(const echo *);
} ECHO_RULES[] = {
    [SUO_TOKEN_WORD] = {echo_has_same_word, echo_has_characters},
    [SUO_TOKEN_WHOLE] = {echo_has_same_word, echo_has_same_word},
    [SUO_TOKEN_GRAM] = {NULL, echo_has_same},
};

static void check_echo(suo_tokenizer *again, const char *text,
                       const suo_token *t)
{
    enum { COUNT = sizeof(ECHO_RULES) / sizeof(ECHO_RULES[0]) };
    const suo_token *tokens;
    uint64_t count;
    echo e = {.t = t};
    suo_folded folded = {0};
    assert_true(t->kind < COUNT);
    bool (*rule)(const echo *) = t->flags & SUO_TOKEN_HAN
                                     ? ECHO_RULES[t->kind].is_kept_han
                                     : ECHO_RULES[t->kind].is_kept;
    assert_true(rule != NULL);
    assert_int_equal(suo_tokenizer_start(again, text + t->start,
                                         (int64_t)(t->end - t->start), NULL),
                     SUO_OK);
    assert_int_equal(suo_tokenizer_next(again, &tokens, &count, NULL), SUO_OK);
    e.tokens = (suo_token *)tokens;
    e.count = count;
    assert_int_equal(suo_fold(&folded, text, t->start, t->end, NULL), SUO_OK);
    e.has_shared_source = has_shared_source(&folded);
    suo_folded_clear(&folded);
    if (!rule(&e)) {
        print_message("kind %d '%.*s' of '%.*s' gives:\n", t->kind,
                      (int)t->term_len, t->term, (int)(t->end - t->start),
                      text + t->start);
        for (size_t i = 0; i < e.count; i++)
            print_message("  kind %d '%.*s'\n", tokens[i].kind,
                          (int)tokens[i].term_len, tokens[i].term);
        fail();
    }
}

/* Every 'step'th token of a text. */
static void check_echoes(suo_tokenizer *tokenizer, suo_tokenizer *again,
                         const char *text, size_t len, uint64_t step)
{
    const suo_token *tokens;
    uint64_t count, at = 0;
    assert_int_equal(suo_tokenizer_start(tokenizer, text, (int64_t)len, NULL),
                     SUO_OK);
    do {
        assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                         SUO_OK);
        for (uint64_t i = 0; i < count; i++)
            if (at++ % step == 0)
                check_echo(again, text, tokens + i);
    } while (count > 0);
}

/* ---- cases ---- */

static suo_tokenizer *make(bool han_by_icu)
{
    const suo_analyzer analyzer = {.han_by_icu = han_by_icu};
    suo_tokenizer *tokenizer;
    assert_int_equal(suo_tokenizer_make(&analyzer, &tokenizer, NULL), SUO_OK);
    return tokenizer;
}

static void check_random(bool han_by_icu, uint64_t seed)
{
    suo_tokenizer *tokenizer = make(han_by_icu);
    char text[TEXT_MAX];
    for (uint32_t i = 0; i < effort_of(RANDOM_TEXTS); i++)
        check_text(tokenizer, text, random_text(&seed, text));
    suo_tokenizer_free(tokenizer);
}

static void test_tokens__of_random_texts_are_sound(void **state)
{
    (void)state;
    check_random(false, 5);
}

static void test_tokens__of_random_texts_by_icu_are_sound(void **state)
{
    (void)state;
    check_random(true, 6);
}

static void check_pieces(suo_tokenizer *tokenizer, uint64_t seed)
{
    static const uint32_t sizes[] = {1, 2, 3, 7, 16, 100, 1000};
    char text[TEXT_MAX];
    for (uint32_t i = 0; i < effort_of(RANDOM_TEXTS); i++) {
        size_t len = random_text(&seed, text);
        suo_tokenizer_set_piece(tokenizer, SUO_PIECE_BYTES);
        uint64_t whole = tokens_hash(tokenizer, text, len);
        for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
            suo_tokenizer_set_piece(tokenizer, sizes[k]);
            assert_true(tokens_hash(tokenizer, text, len) == whole);
        }
    }
    suo_tokenizer_free(tokenizer);
}

static void test_tokens__come_again_from_their_own_bytes(void **state)
{
    suo_tokenizer *tokenizer = make(false);
    suo_tokenizer *again = make(false);
    uint64_t seed = 8;
    char text[TEXT_MAX];
    (void)state;
    for (uint32_t i = 0; i < effort_of(RANDOM_TEXTS); i++)
        check_echoes(tokenizer, again, text, random_text(&seed, text), 1);
    suo_tokenizer_free(tokenizer);
    suo_tokenizer_free(again);
}

/* Begin a text and leave it after some batches. */
static void abandon(suo_tokenizer *tokenizer, uint64_t *seed)
{
    static char text[TEXT_MAX];
    const suo_token *tokens;
    uint64_t count;
    size_t len = random_text(seed, text);
    assert_int_equal(suo_tokenizer_start(tokenizer, text, (int64_t)len, NULL),
                     SUO_OK);
    for (uint64_t left = random_next(seed) % 4; left > 0; left--)
        assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                         SUO_OK);
}

static void test_tokens__do_not_depend_on_earlier_texts(void **state)
{
    suo_tokenizer *kept = make(false);
    uint64_t seed = 9;
    char text[TEXT_MAX];
    (void)state;
    for (uint32_t i = 0; i < effort_of(RANDOM_TEXTS); i++) {
        size_t len = random_text(&seed, text);
        suo_tokenizer *new = make(false);
        uint64_t wanted = tokens_hash(new, text, len);
        suo_tokenizer_free(new);
        if (random_next(&seed) % 2 == 0)
            abandon(kept, &seed);
        suo_tokenizer_set_piece(kept, 1 + random_next(&seed) % 5000);
        assert_true(tokens_hash(kept, text, len) == wanted);
    }
    suo_tokenizer_free(kept);
}

static void test_tokens__do_not_depend_on_pieces(void **state)
{
    (void)state;
    check_pieces(make(false), 7);
}

static void test_tokens__of_other_languages_do_not_either(void **state)
{
    const suo_analyzer analyzer = {.language = "russian"};
    suo_tokenizer *tokenizer;
    (void)state;
    assert_int_equal(suo_tokenizer_make(&analyzer, &tokenizer, NULL), SUO_OK);
    check_pieces(tokenizer, 8);
}

/* Texts of some megabytes without one safe place. */
static void test_tokens__of_texts_without_safe_places_are_sound(void **state)
{
    static const char *const parts[] = {
        "退货", "a", "a-1", "\xCC\x81", "カタカナ", "\xFF", "\xF0\xA0\x80\x80"};
    const size_t len = (5 << 19) / 3;
    suo_tokenizer *tokenizer = make(false);
    char *text = malloc(len + 16);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        size_t part = strlen(parts[i]);
        for (size_t at = 0; at < len; at += part)
            memcpy(text + at, parts[i], part);
        suo_tokenizer_set_piece(tokenizer, SUO_PIECE_BYTES);
        uint64_t whole = tokens_hash(tokenizer, text, len);
        suo_tokenizer_set_piece(tokenizer, SUO_STRETCH_BYTES);
        assert_true(tokens_hash(tokenizer, text, len) == whole);
        suo_tokenizer_set_piece(tokenizer, 5);
        assert_true(tokens_hash(tokenizer, text, len) == whole);
    }
    free(text);
    suo_tokenizer_free(tokenizer);
}

/* Check a file of the shared data, of 4 MB so much as effort says; false if it is not there. */
static bool check_file(suo_tokenizer *tokenizer, suo_tokenizer *again,
                       const char *name)
{
    const char *data = getenv("SUO_SHARED_DATA");
    const size_t max = effort_of(4 << 20);
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s",
             data ? data : SUO_SOURCE_DIR "/../shared/data", name);
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        return false;
    char *text = malloc(max);
    assert_non_null(text);
    size_t len = fread(text, 1, max, in);
    fclose(in);
    check_text(tokenizer, text, len);
    check_echoes(tokenizer, again, text, len, 11);
    suo_tokenizer_set_piece(tokenizer, SUO_PIECE_BYTES);
    uint64_t whole = tokens_hash(tokenizer, text, len);
    suo_tokenizer_set_piece(tokenizer, 300);
    assert_true(tokens_hash(tokenizer, text, len) == whole);
    free(text);
    return true;
}

static void test_tokens__of_real_texts_are_sound(void **state)
{
    static const char *const files[] = {
        "seeds/000_ebfba244ad4b4a66.txt",
        "seeds/001_ff84137ac08c1512.txt",
        "seeds/002_edb0f67a61a82626.txt",
        "seeds/003_55ce70ebc0156e50.txt",
        "seeds/004_66d3e17281bbcbe3.txt",
        "alchemy_support_zh/corpus.zh-CN.jsonl",
        "alchemy_support_zh/corpus.zh-TW.jsonl",
        "vue_docs_en_zh/corpus.jsonl",
        "stard_zh_law/corpus.jsonl",
        "banking77_en/corpus.jsonl",
        "epqa_en_product_qa/corpus.jsonl",
    };
    suo_tokenizer *tokenizer = make(false);
    suo_tokenizer *again = make(false);
    size_t count = sizeof(files) / sizeof(files[0]);
    size_t found = 0;
    (void)state;
    effort_print();
    for (size_t i = 0; i < count; i++)
        found += check_file(tokenizer, again, files[i]);
    suo_tokenizer_free(tokenizer);
    suo_tokenizer_free(again);
    if (found == 0) {
        print_message("no shared data\n");
        skip();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens__of_random_texts_are_sound),
        cmocka_unit_test(test_tokens__of_random_texts_by_icu_are_sound),
        cmocka_unit_test(test_tokens__do_not_depend_on_pieces),
        cmocka_unit_test(test_tokens__come_again_from_their_own_bytes),
        cmocka_unit_test(test_tokens__do_not_depend_on_earlier_texts),
        cmocka_unit_test(test_tokens__of_other_languages_do_not_either),
        cmocka_unit_test(test_tokens__of_texts_without_safe_places_are_sound),
        cmocka_unit_test(test_tokens__of_real_texts_are_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
