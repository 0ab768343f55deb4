/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_phrasebook.c - phrases are found exactly where they stand.
 *
 * The property test cuts random texts of a small alphabet, and looks for the
 * rows of random phrases at each unit of them, one by one. The reader must
 * find these places, each once and right after the token that completes it,
 * the longer first. The overlay must say the same however the text falls into
 * batches.
 */
#include "support/unit.h"

#include "support/memory_trial.h"
#include "support/random.h"
#include "support/open_tokenizer.h"
#include "text/phrasebook.h"

/* ---- random text ---- */

enum { TOKENS_MAX = 512, PHRASES_MAX = 24, WORDS_MAX = 12 };

static void write_text(test_random *random, char *text, uint64_t words)
{
    static const char *const PIECES[] = {"退", "货",  "款",   "票", "a",
                                         "b",  "a-b", "ab3",  "3",  "貨",
                                         "ab", "aba", "a-b-a"};
    static const char *const JOINTS[] = {"", "", " ", "，", "-"};
    text[0] = '\0';
    for (; words > 0; words--) {
        strcat(text, PIECES[test_random_below(random, 13)]);
        strcat(text, JOINTS[test_random_below(random, 5)]);
    }
}

/* Tokens of a text, their terms kept. */
typedef struct stream {
    suo_token tokens[TOKENS_MAX];
    char terms[TOKENS_MAX][64];
    size_t count;
    uint32_t unit_count;
} stream;

static void stream_cut(stream *s, suo_tokenizer *tokenizer, const char *text)
{
    const suo_token *tokens;
    uint64_t count;
    s->count = 0;
    s->unit_count = 0;
    assert_status(suo_tokenizer_start(tokenizer, text, -1, NULL), SUO_OK);
    do {
        assert_status(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                      SUO_OK);
        for (uint64_t i = 0; i < count; i++) {
            suo_token *own = &s->tokens[s->count];
            assert_true(s->count < TOKENS_MAX && tokens[i].term_len < 64);
            *own = tokens[i];
            own->term = memcpy(s->terms[s->count], own->term, own->term_len);
            s->count++;
            if (own->unit + own->unit_count > s->unit_count)
                s->unit_count = own->unit + own->unit_count;
        }
    } while (count > 0);
}

/* ---- brute force ---- */

/* Is this token what the step wants at its unit? A joined form may be the last
 * word of the phrase, as in the index; behind it stand its own parts. */
static bool token_is_step(const suo_token *token, const suo_step *step,
                          uint32_t unit, bool is_last)
{
    size_t len = step->bytes.len - 1;
    bool is_gram = token->kind == SUO_TOKEN_GRAM;
    if (token->kind == SUO_TOKEN_WHOLE && !is_last)
        return false;
    if (token->unit != unit || is_gram != (step->kind != SUO_STEP_WORD) ||
        token->term_len < len ||
        memcmp(token->term, step->bytes.bytes + 1, len) != 0)
        return false;
    return step->kind == SUO_STEP_CHAR || token->term_len == len;
}

/* Where a row stands: the tokens of its first and its last step. */
typedef struct standing {
    size_t first;
    size_t last;
} standing;

static bool row_stands(const suo_sequence *row, const stream *s, uint32_t unit,
                       standing *where)
{
    for (size_t i = 0; i < row->count; i++) {
        const suo_step *step = &row->steps[i];
        size_t at = 0;
        while (at < s->count &&
               !token_is_step(&s->tokens[at], step, unit + step->unit,
                              i + 1 == row->count))
            at++;
        if (at == s->count)
            return false;
        where->last = at;
        if (i == 0)
            where->first = at;
    }
    return true;
}

/* Where a row ends in the text: of a gram, only one character may be meant. */
static uint32_t row_end(const suo_sequence *row, const suo_token *last,
                        const char *text)
{
    uint32_t end = last->start + 1;
    if (row->steps[row->count - 1].kind != SUO_STEP_CHAR)
        return last->end;
    while ((text[end] & 0xC0) == 0x80)
        end++;
    return end;
}

static void check_match(const suo_phrasebook *book,
                        const suo_book_reader *reader, const stream *s,
                        const char *text, suo_book_match wanted, standing where)
{
    const suo_book_phrase *phrase = &book->phrases[wanted.phrase];
    size_t found = 0;
    for (size_t m = 0; m < reader->match_count; m++) {
        const suo_book_match *match = &reader->matches[m];
        if (match->phrase != wanted.phrase || match->unit != wanted.unit)
            continue;
        found++;
        assert_int_equal(match->start, s->tokens[where.first].start);
        assert_int_equal(match->end,
                         row_end(&phrase->row, &s->tokens[where.last], text));
    }
    if (found != 1)
        print_error("'%s': '%.*s' at %u found %zu times\n", text,
                    (int)phrase->text.len, phrase->text.bytes, wanted.unit,
                    found);
    assert_int_equal(found, 1);
}

/* The reader's matches of token number 'at' beside those of brute force. */
static size_t check_matches(const suo_phrasebook *book,
                            const suo_book_reader *reader, const stream *s,
                            const char *text, size_t at)
{
    size_t wanted = 0;
    for (uint32_t p = 0; p < book->count; p++)
        for (uint32_t u = 0; u < s->unit_count; u++) {
            standing where;
            if (!row_stands(&book->phrases[p].row, s, u, &where) ||
                where.last != at)
                continue;
            check_match(book, reader, s, text,
                        (suo_book_match){.phrase = p, .unit = u}, where);
            wanted++;
        }
    assert_int_equal(reader->match_count, wanted);
    for (size_t m = 1; m < reader->match_count; m++)
        assert_true(reader->matches[m - 1].unit <= reader->matches[m].unit);
    return wanted;
}

static void fill_book(suo_phrasebook *book, suo_tokenizer *tokenizer,
                      test_random *random)
{
    for (uint64_t left = test_random_below(random, PHRASES_MAX); left > 0;
         left--) {
        char text[128];
        uint32_t number;
        write_text(random, text, 1 + test_random_below(random, 4));
        assert_status(suo_phrasebook_add(book, tokenizer, text, strlen(text),
                                         &number, NULL),
                      SUO_OK);
    }
}

static void test_phrasebook_reader__finds_all_places_and_no_others(void **state)
{
    enum { ROUNDS = 3000 };
    test_random random = test_random_begin(1122);
    suo_tokenizer *tokenizer = open_tokenizer();
    static stream s;
    size_t found = 0;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char text[256];
        suo_phrasebook book = {0};
        suo_book_reader reader = {0};
        fill_book(&book, tokenizer, &random);
        write_text(&random, text, test_random_below(&random, WORDS_MAX));
        stream_cut(&s, tokenizer, text);
        suo_book_reader_start(&reader, &book, text, strlen(text));
        for (size_t i = 0; i < s.count; i++) {
            assert_status(suo_book_reader_take(&reader, &s.tokens[i]), SUO_OK);
            found += check_matches(&book, &reader, &s, text, i);
        }
        suo_book_reader_clear(&reader);
        suo_phrasebook_clear(&book);
    }
    suo_tokenizer_free(tokenizer);
    printf("%zu places\n", found);
    assert_true(found > ROUNDS);
}

/* ---- the overlay ---- */

static uint64_t hash_tokens(suo_tokenizer *tokenizer, const char *text,
                            uint32_t piece, size_t *users)
{
    uint64_t hash = 1469598103934665603u;
    const suo_token *tokens;
    uint64_t count;
    suo_tokenizer_set_piece(tokenizer, piece);
    assert_status(suo_tokenizer_start(tokenizer, text, -1, NULL), SUO_OK);
    do {
        assert_status(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                      SUO_OK);
        for (uint64_t i = 0; i < count; i++) {
            const suo_token *t = &tokens[i];
            uint32_t parts[] = {t->start,      t->end,  t->unit,
                                t->unit_count, t->kind, t->flags};
            *users += t->kind == SUO_TOKEN_USER;
            for (size_t p = 0; p < 6; p++)
                hash = (hash ^ parts[p]) * 1099511628211u;
            for (uint32_t b = 0; b < t->term_len; b++)
                hash = (hash ^ (uint8_t)t->term[b]) * 1099511628211u;
        }
    } while (count > 0);
    return hash;
}

static void test_phrasebook_overlay__is_the_same_in_any_batches(void **state)
{
    static const char *const WORDS[] = {"退货款", "a-b", "票 a", "3", "货"};
    test_random random = test_random_begin(77);
    suo_tokenizer *tokenizer = open_tokenizer();
    suo_phrasebook book = {0};
    char *text = malloc(1 << 18);
    size_t users = 0;
    (void)state;
    for (int i = 0; i < 5; i++)
        assert_status(
            suo_phrasebook_add_word(
                &book, tokenizer,
                (suo_slice){(const uint8_t *)WORDS[i], strlen(WORDS[i])}, 1, 1,
                NULL),
            SUO_OK);
    suo_tokenizer_set_book(tokenizer, &book);
    for (int round = 0; round < 20; round++) {
        char *at = text;
        for (int line = 0; line < 400; line++, at += strlen(at))
            write_text(&random, at, 8);
        uint64_t whole = hash_tokens(tokenizer, text, 1 << 20, &users);
        assert_true(hash_tokens(tokenizer, text, 1, &users) == whole);
        assert_true(hash_tokens(tokenizer, text, 97, &users) == whole);
    }
    assert_true(users > 1000);
    suo_tokenizer_free(tokenizer);
    suo_phrasebook_clear(&book);
    free(text);
}

/* ---- the book ---- */

static uint32_t add(suo_phrasebook *book, suo_tokenizer *tokenizer,
                    const char *text)
{
    uint32_t number;
    assert_status(
        suo_phrasebook_add(book, tokenizer, text, strlen(text), &number, NULL),
        SUO_OK);
    return number;
}

static void test_phrasebook__knows_a_phrase_written_otherwise(void **state)
{
    suo_tokenizer *tokenizer = open_tokenizer();
    suo_phrasebook book = {0};
    (void)state;
    uint32_t number = add(&book, tokenizer, "V3 MONO");
    assert_int_equal(add(&book, tokenizer, "v3-mono"), number);
    assert_int_not_equal(add(&book, tokenizer, "v3"), number);
    assert_int_equal(book.count, 2);
    assert_int_equal(book.phrases[number].text.len, 7);
    assert_memory_equal(book.phrases[number].text.bytes, "V3 MONO", 7);
    assert_memory_equal(book.phrases[number].term.bytes, "uv 3 mono", 9);
    suo_phrasebook_clear(&book);
    suo_tokenizer_free(tokenizer);
}

static void test_phrasebook__keeps_the_larger_weight_and_earlier_time(
    void **state)
{
    suo_tokenizer *tokenizer = open_tokenizer();
    suo_phrasebook book = {0};
    const suo_slice a = {(const uint8_t *)"a-b", 3};
    const suo_slice b = {(const uint8_t *)"A B", 3};
    (void)state;
    add(&book, tokenizer, "a b");
    assert_true(book.phrases[0].weight == 0);
    assert_status(suo_phrasebook_add_word(&book, tokenizer, a, 2, 5, NULL),
                  SUO_OK);
    assert_status(suo_phrasebook_add_word(&book, tokenizer, b, 1, 3, NULL),
                  SUO_OK);
    assert_int_equal(book.count, 1);
    assert_true(book.phrases[0].weight == 2 && book.phrases[0].since == 3);
    suo_phrasebook_clear(&book);
    suo_tokenizer_free(tokenizer);
}

static void test_phrasebook__refuses_nothing_and_too_much(void **state)
{
    suo_tokenizer *tokenizer = open_tokenizer();
    suo_phrasebook book = {0};
    char text[2 * SUO_PHRASE_UNITS_MAX + 3] = "";
    uint32_t number;
    (void)state;
    for (int i = 0; i <= SUO_PHRASE_UNITS_MAX; i++)
        strcat(text, "x ");
    assert_status(suo_phrasebook_add(&book, tokenizer, "?!", 2, &number, NULL),
                  SUO_INVALID);
    assert_int_equal(number, SUO_NO_PHRASE);
    assert_status(
        suo_phrasebook_add(&book, tokenizer, text, strlen(text), &number, NULL),
        SUO_LIMIT);
    assert_int_equal(number, SUO_NO_PHRASE);
    assert_status(suo_phrasebook_add(&book, tokenizer, text, strlen(text) - 2,
                                     &number, NULL),
                  SUO_OK);
    suo_phrasebook_clear(&book);
    suo_tokenizer_free(tokenizer);
}

static const char READ[] = "申请退货 a-b 票";

/* Make a book, and read the tokens of READ with it. */
static suo_status fill_and_read(suo_tokenizer *tokenizer, const stream *s)
{
    suo_phrasebook book = {0};
    suo_book_reader reader = {0};
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < 80 && status == SUO_OK; i++) {
        char text[32];
        snprintf(text, sizeof(text), i == 0 ? "请退" : "x%u 退货款", i);
        status = suo_phrasebook_add_word(
            &book, tokenizer, (suo_slice){(const uint8_t *)text, strlen(text)},
            1, 1, NULL);
    }
    suo_book_reader_start(&reader, &book, READ, strlen(READ));
    for (size_t i = 0; i < s->count && status == SUO_OK; i++)
        status = suo_book_reader_take(&reader, &s->tokens[i]);
    suo_book_reader_clear(&reader);
    suo_phrasebook_clear(&book);
    return status;
}

static void test_phrasebook__survives_each_failed_allocation(void **state)
{
    static stream s;
    suo_tokenizer *tokenizer = open_tokenizer();
    memory_trial trial = {0};
    (void)state;
    stream_cut(&s, tokenizer, READ);
    assert_status(fill_and_read(tokenizer, &s), SUO_OK);
    while (memory_trial_next(&trial)) {
        stream_cut(&s, tokenizer, READ);
        memory_trial_arm(&trial);
        memory_trial_disarm(&trial, fill_and_read(tokenizer, &s));
    }
    print_message("%ld allocations\n", trial.count);
    assert_true(trial.count > 20);
    suo_tokenizer_free(tokenizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_phrasebook_reader__finds_all_places_and_no_others),
        cmocka_unit_test(test_phrasebook_overlay__is_the_same_in_any_batches),
        cmocka_unit_test(test_phrasebook__knows_a_phrase_written_otherwise),
        cmocka_unit_test(
            test_phrasebook__keeps_the_larger_weight_and_earlier_time),
        cmocka_unit_test(test_phrasebook__refuses_nothing_and_too_much),
        cmocka_unit_test(test_phrasebook__survives_each_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
