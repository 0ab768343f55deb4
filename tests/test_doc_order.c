/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_doc_order.c - documents by audience, then by put; the dead left out.
 */
#include "support/unit.h"

#include "support/random.h"
#include "write/doc_order.h"

enum { SLOTS_MAX = 500, AUDIENCES_MAX = 20 };

typedef struct fixture {
    suo_inverter inverter; /* only what the order looks at */
    suo_slot slots[SLOTS_MAX];
    suo_slice audiences[AUDIENCES_MAX];
    uint8_t names[AUDIENCES_MAX][4];
} fixture;

static void fixture_make(fixture *f, test_random *random)
{
    memset(f, 0, sizeof(*f));
    f->inverter.slots = f->slots;
    f->inverter.audiences = f->audiences;
    f->inverter.slot_count = 1 + test_random_below(random, SLOTS_MAX);
    f->inverter.audience_count = 1 + test_random_below(random, AUDIENCES_MAX);
    for (size_t i = 0; i < f->inverter.audience_count; i++) {
        f->names[i][0] = (uint8_t)(i * 7 % AUDIENCES_MAX); /* unique, mixed */
        f->names[i][1] = (uint8_t)test_random_next(random);
        f->audiences[i] =
            (suo_slice){f->names[i], 1 + test_random_below(random, 3)};
    }
    uint64_t dead_share = test_random_below(random, 5);
    for (size_t i = 0; i < f->inverter.slot_count; i++) {
        f->slots[i].audience =
            (uint32_t)test_random_below(random, f->inverter.audience_count);
        f->slots[i].is_dead = test_random_below(random, 4) < dead_share;
    }
}

/* Slots and documents lead to each other; the dead have none. */
static uint32_t check_numbers(const fixture *f, const suo_doc_order *order)
{
    uint32_t living = 0;
    for (uint32_t i = 0; i < f->inverter.slot_count; i++) {
        if (f->slots[i].is_dead) {
            assert_int_equal(order->docs[i], SUO_NO_DOC);
            continue;
        }
        living++;
        assert_true(order->docs[i] < order->doc_count);
        assert_int_equal(order->slots[order->docs[i]], i);
    }
    assert_int_equal(order->doc_count, living);
    return living;
}

static void check_audiences(const fixture *f, const suo_doc_order *order)
{
    uint32_t start = 0;
    for (uint32_t i = 0; i < order->audience_count; i++) {
        const suo_slice *own = &f->audiences[order->audiences[i]];
        if (i > 0) {
            const suo_slice *last = &f->audiences[order->audiences[i - 1]];
            assert_true(suo_bytes_compare(last->bytes, last->len, own->bytes,
                                          own->len) < 0);
        }
        assert_true(order->audience_ends[i] > start);
        for (uint32_t doc = start; doc < order->audience_ends[i]; doc++) {
            assert_int_equal(f->slots[order->slots[doc]].audience,
                             order->audiences[i]);
            if (doc > start)
                assert_true(order->slots[doc] > order->slots[doc - 1]);
        }
        start = order->audience_ends[i];
    }
    assert_int_equal(start, order->doc_count);
}

static void test_doc_order__is_by_audience_then_by_put(void **state)
{
    static fixture f;
    test_random random = test_random_begin(59);
    size_t empty = 0;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        suo_doc_order order = {0};
        fixture_make(&f, &random);
        assert_status(suo_doc_order_make(&order, &f.inverter, NULL), SUO_OK);
        empty += check_numbers(&f, &order) == 0;
        check_audiences(&f, &order);
        suo_doc_order_clear(&order);
        assert_null(order.docs);
    }
    assert_true(empty > 10); /* all were dead */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_doc_order__is_by_audience_then_by_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
