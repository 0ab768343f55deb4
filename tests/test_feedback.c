/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_feedback.c - the file of feedback: written, read back, and refused.
 */
#include "support/unit.h"

#include "base/hash.h"
#include "index/feedback.h"
#include "support/memory_os.h"
#include "support/random.h"

enum {
    ENTRIES = 200,
    ROUNDS = 30,
    PINS_AT = 86 /* bytes of the small file before its pins */
};

static const char PATH[] = "f/feedback.suo";

static suo_slice slice(const char *text)
{
    return (suo_slice){(const uint8_t *)text, strlen(text)};
}

static void write_file(memory_os *files, suo_feedback_entry *entries,
                       size_t count)
{
    const suo_slice keys[] = {slice("b"), slice("a")};
    suo_feedback_pin pin = {slice("q?"), keys, 2};
    const suo_feedback made = {.os = memory_os_table(files),
                               .folder = (char *)(uintptr_t) "f",
                               .number = 7,
                               .entries = entries,
                               .entry_count = count,
                               .pins = &pin,
                               .pin_count = 1};
    assert_status(suo_feedback_write(&made, NULL), SUO_OK);
}

static suo_status read_file(memory_os *files, suo_feedback **back,
                            suo_error *error)
{
    return suo_feedback_load(memory_os_table(files), "f", back, error);
}

/* Something of each kind. */
static void write_small(memory_os *files)
{
    suo_feedback_entry entries[] = {
        {.key = slice("a"), .counts = {90, 4, 0, 0.5, 1}},
        {.key = slice("b"), .successor = slice("退货")},
        {.key = slice("退货"), .counts = {0, 0, 3, 0, 0}}};
    write_file(files, entries, 3);
}

static void assert_same(const suo_feedback_entry *found,
                        const suo_feedback_entry *wanted)
{
    assert_int_equal(found->key.len, wanted->key.len);
    assert_memory_equal(found->key.bytes, wanted->key.bytes, wanted->key.len);
    assert_memory_equal(found->counts, wanted->counts, sizeof(wanted->counts));
    assert_int_equal(found->successor.len, wanted->successor.len);
    if (wanted->successor.len > 0)
        assert_memory_equal(found->successor.bytes, wanted->successor.bytes,
                            wanted->successor.len);
}

static void test_feedback__that_never_was_is_empty(void **state)
{
    suo_feedback *back;
    bool is_newest;
    assert_status(read_file(*state, &back, NULL), SUO_OK);
    assert_int_equal(back->entry_count, 0);
    assert_int_equal(back->number, 0);
    assert_status(suo_feedback_is_newest(back, &is_newest, NULL), SUO_OK);
    assert_true(is_newest);
    write_small(*state);
    assert_status(suo_feedback_is_newest(back, &is_newest, NULL), SUO_OK);
    assert_false(is_newest);
    suo_feedback_release(back);
}

/* The bytes of FORMAT.md 13, written down by hand. */
static void test_feedback__has_the_bytes_of_the_page(void **state)
{
    static const uint8_t WANTED[] = {
        'S', 'U',  'O',  'F',  'B',  'K',  '\r', '\n', 1, 0, 0, 0, /* version */
        0,   0,    0,    0,                                        /* flags */
        7,   0,    0,    0,    0,    0,    0,    0,                /* writes */
        3,                                             /* documents */
        1,   'a',  0x1B,                               /* key, mask */
        0,   0,    0,    0,    0,    0x80, 0x56, 0x40, /* 90 shown */
        0,   0,    0,    0,    0,    0,    0x10, 0x40, /* 4 opened */
        0,   0,    0,    0,    0,    0,    0xE0, 0x3F, /* .5 against */
        0,   0,    0,    0,    0,    0,    0xF0, 0x3F, /* 1 solved */
        1,   'b',  0x20,                               /* key, mask */
        6,   0xE9, 0x80, 0x80, 0xE8, 0xB4, 0xA7,       /* takes its place */
        6,   0xE9, 0x80, 0x80, 0xE8, 0xB4, 0xA7, 0x04, /* key, mask */
        0,   0,    0,    0,    0,    0,    0x08, 0x40, /* 3 for it */
        1,                                             /* questions */
        2,   'q',  '?',                                /* question */
        2,   1,    'b',  1,    'a'};                   /* keys */
    size_t len;
    write_small(*state);
    const uint8_t *bytes = memory_os_bytes(*state, PATH, &len);
    assert_int_equal(len, sizeof(WANTED) + 8);
    assert_memory_equal(bytes, WANTED, sizeof(WANTED));
    assert_int_equal(suo_load_u64(bytes + len - 8), suo_hash(bytes, len - 8));
}

static void test_feedback__of_any_keys_comes_back(void **state)
{
    static uint8_t bytes[ENTRIES + SUO_KEY_MAX];
    static suo_feedback_entry entries[ENTRIES];
    test_random random = test_random_begin(90);
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)test_random_next(&random);
    for (int round = 0; round < ROUNDS; round++) {
        suo_feedback *back;
        size_t count = test_random_below(&random, ENTRIES + 1);
        /* Beginnings of one row of bytes: longer ones come later. */
        for (size_t i = 0; i < count; i++) {
            entries[i] = (suo_feedback_entry){
                .key = {bytes, SUO_KEY_MAX - count + 1 + i}};
            for (int kind = 0; kind < SUO_FEEDBACK_KINDS; kind++)
                entries[i].counts[kind] =
                    (double)test_random_below(&random, 3) *
                    (SUO_FEEDBACK_COUNT_MAX / 2);
            entries[i].counts[i % SUO_FEEDBACK_KINDS] += 0.01;
            if (entries[i].counts[i % SUO_FEEDBACK_KINDS] > 1e15)
                entries[i].counts[i % SUO_FEEDBACK_KINDS] = 1e15;
            if (i > 0 && test_random_below(&random, 2) == 0)
                entries[i].successor =
                    entries[test_random_below(&random, i)].key;
        }
        write_file(*state, entries, count);
        assert_status(read_file(*state, &back, NULL), SUO_OK);
        assert_int_equal(back->number, 7);
        assert_int_equal(back->entry_count, count);
        for (size_t i = 0; i < count; i++)
            assert_same(&back->entries[i], &entries[i]);
        suo_feedback_release(back);
    }
}

static void test_feedback__keeps_what_is_pinned(void **state)
{
    suo_feedback *back;
    write_small(*state);
    assert_status(read_file(*state, &back, NULL), SUO_OK);
    assert_int_equal(back->pin_count, 1);
    const suo_feedback_pin *pin = &back->pins[0];
    assert_int_equal(pin->question.len, 2);
    assert_memory_equal(pin->question.bytes, "q?", 2);
    assert_int_equal(pin->key_count, 2);
    assert_memory_equal(pin->keys[0].bytes, "b", 1);
    assert_memory_equal(pin->keys[1].bytes, "a", 1);
    suo_feedback_release(back);
}

static void assert_refused(memory_os *files)
{
    suo_feedback *back;
    suo_error error = SUO_ERROR_EMPTY;
    assert_status(read_file(files, &back, &error), SUO_CORRUPT);
    assert_null(back);
    assert_true(error.message[0] != '\0');
}

static void test_feedback__with_any_bit_turned_is_refused(void **state)
{
    size_t len;
    write_small(*state);
    uint8_t *bytes = memory_os_bytes(*state, PATH, &len);
    for (size_t bit = 0; bit < len * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        assert_refused(*state);
        bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    }
}

/* Also by somebody who makes the hash right. */
static void test_feedback__cut_short_is_refused(void **state)
{
    uint8_t copy[256];
    size_t len;
    write_small(*state);
    const uint8_t *bytes = memory_os_bytes(*state, PATH, &len);
    assert_true(len < sizeof(copy));
    memcpy(copy, bytes, len);
    for (size_t cut = 0; cut < len; cut++) {
        uint8_t sealed[256];
        memory_os_put(*state, PATH, copy, cut);
        assert_refused(*state);
        if (cut < 8)
            continue;
        memcpy(sealed, copy, cut);
        suo_store_u64(sealed + cut - 8, suo_hash(sealed, cut - 8));
        memory_os_put(*state, PATH, sealed, cut);
        assert_refused(*state);
    }
}

/* Put 'count' bytes at 'at' of the small file, make its hash right, read; then
 * the file is as it was. */
static suo_status read_patched(memory_os *files, size_t at, const void *patch,
                               size_t count)
{
    uint8_t copy[256];
    size_t len;
    suo_feedback *back;
    uint8_t *bytes = memory_os_bytes(files, PATH, &len);
    assert_true(len < sizeof(copy));
    memcpy(copy, bytes, len);
    memcpy(bytes + at, patch, count);
    suo_store_u64(bytes + len - 8, suo_hash(bytes, len - 8));
    suo_status status = read_file(files, &back, NULL);
    suo_feedback_release(back);
    memcpy(bytes, copy, len);
    return status;
}

/* Each rule of the page, broken under a right hash. */
static void test_feedback__that_breaks_a_rule_is_refused(void **state)
{
    static const struct {
        size_t at;
        const char *patch;
        size_t len;
        suo_status wanted;
    } CASES[] = {
        {0, "X", 1, SUO_CORRUPT},                     /* magic */
        {8, "\2", 1, SUO_VERSION},                    /* version */
        {8, "\0", 1, SUO_CORRUPT},                    /* likewise */
        {12, "\1", 1, SUO_VERSION},                   /* flags */
        {16, "\0", 1, SUO_CORRUPT},                   /* no writes */
        {24, "\2", 1, SUO_CORRUPT},                   /* fewer documents */
        {24, "\4", 1, SUO_CORRUPT},                   /* more */
        {24, "\x7F", 1, SUO_CORRUPT},                 /* than fit */
        {25, "\0", 1, SUO_CORRUPT},                   /* an empty key */
        {26, "\xFF", 1, SUO_CORRUPT},                 /* no order */
        {27, "\0", 1, SUO_CORRUPT},                   /* an empty mask */
        {27, "\x5B", 1, SUO_CORRUPT},                 /* an unknown bit */
        {28, "\0\0\0\0\0\0\0\0", 8, SUO_CORRUPT},     /* 0 */
        {28, "\0\0\0\0\0\0\xF0\x7F", 8, SUO_CORRUPT}, /* infinite */
        {28, "\0\0\0\0\0\0\xF8\x7F", 8, SUO_CORRUPT}, /* no number */
        {28, "\0\0\0\0\0\0\xF0\xBF", 8, SUO_CORRUPT}, /* negative */
        {28, "\0\0\0\0\0\0\xF0\x43", 8, SUO_CORRUPT}, /* over 1e15 */
        {28, "\0\0\0\0\0\0\xF0\x3F", 8, SUO_OK},
        {PINS_AT, "\0", 1, SUO_CORRUPT},       /* fewer pins */
        {PINS_AT, "\2", 1, SUO_CORRUPT},       /* more */
        {PINS_AT + 1, "\0", 1, SUO_CORRUPT},   /* no question */
        {PINS_AT + 4, "\0", 1, SUO_CORRUPT},   /* no key */
        {PINS_AT + 4, "\1", 1, SUO_CORRUPT},   /* fewer keys */
        {PINS_AT + 4, "\x11", 1, SUO_CORRUPT}, /* too many */
        {PINS_AT + 5, "\0", 1, SUO_CORRUPT},   /* an empty key */
        {PINS_AT + 6, "a", 1, SUO_CORRUPT},    /* a key twice */
    };
    write_small(*state);
    for (size_t i = 0; i < sizeof(CASES) / sizeof(*CASES); i++)
        if (read_patched(*state, CASES[i].at, CASES[i].patch, CASES[i].len) !=
            CASES[i].wanted)
            fail_msg("case %zu", i);
}

/* Links that run in a circle, of any length. */
static void test_feedback__that_leads_in_a_circle_is_refused(void **state)
{
    static char keys[ENTRIES][8];
    static suo_feedback_entry entries[ENTRIES];
    for (size_t count = 1; count <= ENTRIES; count += 1 + count / 3) {
        suo_feedback *back;
        for (size_t i = 0; i < count; i++) {
            snprintf(keys[i], sizeof(keys[i]), "%04zu", i);
            entries[i] =
                (suo_feedback_entry){.key = slice(keys[i]), .counts = {1}};
        }
        for (size_t i = 0; i < count; i++)
            entries[i].successor = slice(keys[(i + 1) % count]);
        write_file(*state, entries, count);
        assert_refused(*state);
        if (count == 1)
            continue;
        entries[count / 2].successor = (suo_slice){0};
        write_file(*state, entries, count);
        assert_status(read_file(*state, &back, NULL), SUO_OK);
        assert_int_equal(back->link_count, count - 1);
        for (size_t i = 0; i < back->link_count; i++)
            assert_true(back->links[i].next == (i == 0 ? SUO_NO_LINK : i - 1));
        suo_feedback_release(back);
    }
}

/* Whatever stands there, reading it ends well or is refused. */
static void test_feedback__of_any_bytes_is_safe(void **state)
{
    size_t len;
    write_small(*state);
    memory_os_bytes(*state, PATH, &len);
    for (size_t at = 0; at < len - 8; at++)
        for (unsigned value = 0; value < 256; value++) {
            uint8_t patch = (uint8_t)value;
            suo_status status = read_patched(*state, at, &patch, 1);
            assert_true(status == SUO_OK || status == SUO_CORRUPT ||
                        (status == SUO_VERSION && at >= 8 && at < 16));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_feedback__that_never_was_is_empty,
                                        memory_os_set_up, memory_os_tear_down),
        cmocka_unit_test_setup_teardown(
            test_feedback__has_the_bytes_of_the_page, memory_os_set_up,
            memory_os_tear_down),
        cmocka_unit_test_setup_teardown(test_feedback__keeps_what_is_pinned,
                                        memory_os_set_up, memory_os_tear_down),
        cmocka_unit_test_setup_teardown(test_feedback__of_any_keys_comes_back,
                                        memory_os_set_up, memory_os_tear_down),
        cmocka_unit_test_setup_teardown(
            test_feedback__with_any_bit_turned_is_refused, memory_os_set_up,
            memory_os_tear_down),
        cmocka_unit_test_setup_teardown(test_feedback__cut_short_is_refused,
                                        memory_os_set_up, memory_os_tear_down),
        cmocka_unit_test_setup_teardown(
            test_feedback__that_breaks_a_rule_is_refused, memory_os_set_up,
            memory_os_tear_down),
        cmocka_unit_test_setup_teardown(
            test_feedback__that_leads_in_a_circle_is_refused, memory_os_set_up,
            memory_os_tear_down),
        cmocka_unit_test_setup_teardown(test_feedback__of_any_bytes_is_safe,
                                        memory_os_set_up, memory_os_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
