/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_status.c - the caller's error object, of any size.
 */
#include "support/unit.h"

#include "base/status.h"

static void test_error__keeps_status_and_message(void **state)
{
    suo_error error = SUO_ERROR_EMPTY;
    (void)state;
    assert_status(suo_error_set(&error, SUO_FULL, "%s: %d", "disk", 7),
                  SUO_FULL);
    assert_int_equal(error.status, SUO_FULL);
    assert_string_equal(error.message, "disk: 7");
}

static void test_error__may_be_missing(void **state)
{
    (void)state;
    assert_status(suo_error_set(NULL, SUO_IO, "x"), SUO_IO);
    suo_error_prefix(NULL, "x");
    assert_status(suo_error_no_memory(NULL), SUO_NO_MEMORY);
}

static void test_error__writes_nothing_past_the_size_given(void **state)
{
    size_t head = offsetof(suo_error, message);
    (void)state;
    for (size_t size = 0; size <= sizeof(suo_error); size++) {
        suo_error error;
        memset(&error, 'x', sizeof(error));
        error.size = (uint32_t)size;
        assert_status(suo_error_set(&error, SUO_IO, "%0600d", 1), SUO_IO);
        suo_error_prefix(&error, "before");
        const char *bytes = (const char *)&error;
        for (size_t i = size < 4 ? 4 : size; i < sizeof(error); i++)
            assert_int_equal(bytes[i], 'x');
        if (size >= head)
            assert_int_equal(error.status, SUO_IO);
        if (size > head)
            assert_true(strlen(error.message) < size - head);
    }
}

/* Wherever the cut falls, what is left of a text of 3-byte characters is a
 * number of whole ones. */
static void test_error__cuts_at_a_whole_character(void **state)
{
    (void)state;
    for (size_t room = 1; room < 40; room++) {
        suo_error error = {0};
        error.size = (uint32_t)(offsetof(suo_error, message) + room);
        assert_status(suo_error_set(&error, SUO_IO, "%s",
                                    "退货退货退货退货退货退货退货退货"),
                      SUO_IO);
        assert_int_equal(strlen(error.message) % 3, 0);
        assert_true(strlen(error.message) + 3 >= room);
    }
}

static void test_error__prefix_stands_before_the_message(void **state)
{
    suo_error error = SUO_ERROR_EMPTY;
    (void)state;
    assert_status(suo_error_set(&error, SUO_CORRUPT, "broken"), SUO_CORRUPT);
    suo_error_prefix(&error, "file %d", 3);
    assert_string_equal(error.message, "file 3: broken");
    assert_int_equal(error.status, SUO_CORRUPT);
}

static void test_error__prefix_keeps_whole_characters_too(void **state)
{
    (void)state;
    for (size_t room = 12; room < 40; room++) {
        suo_error error = {0};
        error.size = (uint32_t)(offsetof(suo_error, message) + room);
        assert_status(
            suo_error_set(&error, SUO_IO, "%s", "退货退货退货退货退货"),
            SUO_IO);
        suo_error_prefix(&error, "abc");
        assert_memory_equal(error.message, "abc: ", 5);
        assert_int_equal((strlen(error.message) - 5) % 3, 0);
    }
}

static void test_status__has_a_name_for_each_code(void **state)
{
    (void)state;
    for (suo_status status = SUO_OK; status <= SUO_CANCELLED; status++)
        assert_memory_equal(suo_status_name(status), "SUO_", 4);
    assert_string_equal(suo_status_name(SUO_CANCELLED + 1), "unknown");
    assert_string_equal(suo_status_name(-1), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error__keeps_status_and_message),
        cmocka_unit_test(test_error__may_be_missing),
        cmocka_unit_test(test_error__writes_nothing_past_the_size_given),
        cmocka_unit_test(test_error__cuts_at_a_whole_character),
        cmocka_unit_test(test_error__prefix_stands_before_the_message),
        cmocka_unit_test(test_error__prefix_keeps_whole_characters_too),
        cmocka_unit_test(test_status__has_a_name_for_each_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
