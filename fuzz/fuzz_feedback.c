/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_feedback.c - any bytes are the file of feedback, its hash made right.
 *
 * It is refused, or what it says can be read back and weighed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "index/feedback.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* ---- a system of one file; its user is a suo_slice ---- */

static int one_open(void *user, const char *path, suo_open_mode mode, int *file)
{
    (void)user;
    (void)path;
    *file = 1;
    return mode == SUO_OPEN_READ ? 0 : EROFS;
}

static int one_close(void *user, int file)
{
    (void)user;
    (void)file;
    return 0;
}

static int one_size(void *user, int file, uint64_t *bytes)
{
    (void)file;
    *bytes = ((const suo_slice *)user)->len;
    return 0;
}

static int one_read(void *user, int file, uint64_t offset, void *bytes,
                    size_t len, size_t *got)
{
    const suo_slice *all = user;
    (void)file;
    *got = offset >= all->len        ? 0
           : len > all->len - offset ? all->len - (size_t)offset
                                     : len;
    memcpy(bytes, all->bytes + offset, *got);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    suo_feedback *feedback;
    suo_feedback_document document = {.size = sizeof(document)};
    bool is_newest;
    if (len < 8)
        return 0;
    uint8_t *sealed = malloc(len);
    if (sealed == NULL)
        return 0;
    memcpy(sealed, bytes, len);
    suo_store_u64(sealed + len - 8, suo_hash(sealed, len - 8));
    suo_slice all = {sealed, len};
    const suo_os os = {.user = &all,
                       .open = one_open,
                       .close = one_close,
                       .size = one_size,
                       .read = one_read};
    if (suo_feedback_load(&os, "f", &feedback, NULL) == SUO_OK) {
        if (suo_feedback_is_newest(feedback, &is_newest, NULL) != SUO_OK ||
            !is_newest)
            abort();
        for (uint64_t i = 0; i < suo_feedback_count(feedback); i++) {
            double good;
            double bad;
            suo_feedback_weigh(&feedback->entries[i], &good, &bad);
            if (suo_feedback_get(feedback, i, &document, NULL) != SUO_OK ||
                !(good + bad >= 0) || document.key_len == 0)
                abort();
        }
        for (uint64_t i = 0; i < suo_feedback_pin_count(feedback); i++) {
            uint64_t key_len;
            if (suo_feedback_pin_key(feedback, i, 0, &key_len) == NULL)
                abort();
        }
        for (size_t i = 0; i < feedback->link_count; i++)
            if (feedback->links[i].next != SUO_NO_LINK &&
                feedback->links[i].next >= i)
                abort();
        suo_feedback_release(feedback);
    }
    free(sealed);
    return 0;
}
