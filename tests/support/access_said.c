/* SPDX-License-Identifier: Apache-2.0 */
/*
 * access_said.c - what users say of documents, visible or not: the same for
 * both indexes of a pair.
 */
#include "support/access.h"

#include "write/feedback_writer.h"

enum { MARKS = 12, LINKS = 4, PINNED = 3, KEYS = 18, KEY_ROOM = 8 };

const char ACCESS_PINNED[] = "card 退货";

/* A key of either kind: v0 ... h8. */
static suo_slice key_make(char room[KEY_ROOM], uint64_t number)
{
    int len = snprintf(room, KEY_ROOM, "%c%u", "vh"[number / 9],
                       (unsigned)(number % 9));
    return (suo_slice){(const uint8_t *)room, (size_t)len};
}

static void say_marks(suo_feedback_writer *writer, test_random *random)
{
    char room[KEY_ROOM];
    suo_feedback_writer_multiply(writer, 0); /* of the questions before */
    for (int i = 0; i < MARKS; i++)
        corpus_ok(suo_feedback_writer_count(
                      writer, key_make(room, test_random_below(random, KEYS)),
                      1 + (suo_feedback_kind)test_random_below(random, 5),
                      test_random_below(random, 5), NULL),
                  NULL);
}

static void say_links(suo_feedback_writer *writer, test_random *random)
{
    char rooms[2][KEY_ROOM];
    for (uint64_t i = 0; i < KEYS; i++) /* likewise */
        (void)!suo_feedback_writer_replace(writer, key_make(rooms[0], i),
                                           (suo_slice){0}, NULL);
    for (int i = 0; i < LINKS; i++) {
        suo_slice old =
            key_make(rooms[0], test_random_below(random, KEYS * 3 / 4));
        suo_slice later = key_make(rooms[1], test_random_below(random, KEYS));
        suo_status status =
            suo_feedback_writer_replace(writer, old, later, NULL);
        assert_true(status == SUO_OK || status == SUO_INVALID); /* a circle */
    }
}

static void say_pins(suo_feedback_writer *writer, test_random *random)
{
    char rooms[PINNED][KEY_ROOM];
    suo_slice keys[PINNED];
    const suo_slice question = {(const uint8_t *)ACCESS_PINNED,
                                sizeof(ACCESS_PINNED) - 1};
    uint64_t first = test_random_below(random, KEYS);
    for (uint64_t i = 0; i < PINNED; i++)
        keys[i] = key_make(rooms[i], (first + i * 5) % KEYS);
    corpus_ok(suo_feedback_writer_put_pin(writer, question, keys, PINNED, NULL),
              NULL);
}

void access_say(const suo_os *os, const char *folder, test_random *random)
{
    suo_feedback_writer *writer;
    corpus_ok(suo_feedback_writer_make(os, folder, &writer, NULL), NULL);
    say_marks(writer, random);
    say_links(writer, random);
    say_pins(writer, random);
    corpus_ok(suo_feedback_writer_finish(writer, NULL), NULL);
    suo_feedback_writer_free(writer);
}
