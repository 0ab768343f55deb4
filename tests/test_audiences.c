/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_audiences.c - sets of roles, their documents, their sums.
 */
#include "support/unit.h"

#include "base/memory.h"
#include "index/audiences.h"
#include "support/random.h"

enum { AUDIENCES = 40, FIELDS = 16 };

typedef struct fixture {
    uint32_t count;
    uint32_t ends[AUDIENCES];
    suo_buffer roles[AUDIENCES];
    suo_length_sum sums[AUDIENCES][SUO_LANES][SUO_TEXT_FIELDS_MAX];
    suo_buffer section;
} fixture;

static fixture f;

/* Roles 'r0' .. 'r63', some twice, in any order. */
static uint32_t random_roles(test_random *random, suo_slice *names)
{
    static char texts[64][4];
    uint32_t count = (uint32_t)test_random_bits(random, 6);
    for (uint32_t i = 0; i < 64; i++)
        snprintf(texts[i], sizeof(texts[i]), "r%u", i);
    for (uint32_t i = 0; i < count; i++) {
        const char *text = texts[test_random_below(random, 64)];
        names[i] = (suo_slice){(const uint8_t *)text, strlen(text)};
    }
    return count;
}

static void fixture_make(test_random *random, uint32_t text_count)
{
    uint32_t end = 0;
    f.count = 1 + (uint32_t)test_random_below(random, AUDIENCES);
    suo_buffer_reset(&f.section);
    for (uint32_t i = 0; i < f.count; i++) {
        suo_slice names[SUO_ROLES_MAX];
        uint32_t docs = 1 + (uint32_t)test_random_bits(random, 10);
        uint32_t count = random_roles(random, names);
        suo_buffer_reset(&f.roles[i]);
        suo_roles_encode(&f.roles[i], names, count);
        end += docs;
        f.ends[i] = end;
        for (uint32_t t = 0; t < text_count; t++)
            for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
                uint64_t has = test_random_below(random, docs + 1u);
                uint64_t more = has > 0 ? test_random_bits(random, 20) : 0;
                f.sums[i][lane][t] = (suo_length_sum){has, has + more};
            }
        suo_audience_encode(&f.section,
                            (suo_slice){f.roles[i].data, f.roles[i].len}, end,
                            text_count, f.sums[i]);
    }
}

static suo_status decode(uint32_t text_count, suo_audience **audiences)
{
    return suo_audiences_decode((suo_slice){f.section.data, f.section.len},
                                f.count, text_count, f.ends[f.count - 1],
                                audiences);
}

static void test_audiences__come_back(void **state)
{
    test_random random = test_random_begin(56);
    (void)state;
    for (int round = 0; round < 300; round++) {
        uint32_t text_count = (uint32_t)test_random_below(&random, FIELDS + 1);
        suo_audience *audiences;
        fixture_make(&random, text_count);
        assert_status(decode(text_count, &audiences), SUO_OK);
        for (uint32_t i = 0; i < f.count; i++) {
            assert_int_equal(audiences[i].doc_end, f.ends[i]);
            assert_int_equal(audiences[i].roles.len, f.roles[i].len);
            assert_memory_equal(audiences[i].roles.bytes, f.roles[i].data,
                                f.roles[i].len);
            for (uint32_t t = 0; t < text_count; t++)
                for (uint32_t lane = 0; lane < SUO_LANES; lane++)
                    assert_memory_equal(&audiences[i].sums[lane][t],
                                        &f.sums[i][lane][t],
                                        sizeof(suo_length_sum));
        }
        suo_dealloc(audiences);
        assert_status(suo_audiences_decode(
                          (suo_slice){f.section.data, f.section.len - 1},
                          f.count, text_count, f.ends[f.count - 1], &audiences),
                      SUO_CORRUPT);
        assert_null(audiences);
    }
}

static void test_roles__have_one_form(void **state)
{
    const suo_slice b = {(const uint8_t *)"b", 1};
    const suo_slice a = {(const uint8_t *)"a", 1};
    const suo_slice aa = {(const uint8_t *)"aa", 2};
    suo_slice first[] = {b, a, aa, b, a};
    suo_slice second[] = {aa, b, a};
    suo_buffer one = {0};
    suo_buffer other = {0};
    (void)state;
    suo_roles_encode(&one, first, 5);
    suo_roles_encode(&other, second, 3);
    assert_int_equal(one.len, other.len);
    assert_memory_equal(one.data, other.data, one.len);
    assert_memory_equal(one.data, "\3\1a\2aa\1b", one.len);
    suo_buffer_free(&one);
    suo_buffer_free(&other);
}

static bool shares_role(const suo_slice *a, uint32_t a_count,
                        const suo_slice *b, uint32_t b_count)
{
    for (uint32_t i = 0; i < a_count; i++)
        for (uint32_t j = 0; j < b_count; j++)
            if (suo_bytes_compare(a[i].bytes, a[i].len, b[j].bytes, b[j].len) ==
                0)
                return true;
    return false;
}

static void test_audience__admits_who_shares_a_role(void **state)
{
    test_random random = test_random_begin(57);
    size_t admitted = 0;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        suo_slice own[SUO_ROLES_MAX];
        suo_slice copy[SUO_ROLES_MAX];
        suo_slice asked[SUO_ROLES_MAX];
        suo_length_sum sums[SUO_LANES][SUO_TEXT_FIELDS_MAX] = {0};
        suo_buffer roles = {0};
        suo_buffer section = {0};
        suo_audience *audience;
        uint32_t own_count = random_roles(&random, own) % 8;
        uint32_t asked_count = random_roles(&random, asked) % 8;
        memcpy(copy, own, sizeof(own));
        suo_roles_encode(&roles, copy, own_count);
        suo_audience_encode(&section, (suo_slice){roles.data, roles.len}, 1, 0,
                            sums);
        assert_status(
            suo_audiences_decode((suo_slice){section.data, section.len}, 1, 0,
                                 1, &audience),
            SUO_OK);
        bool wanted = shares_role(own, own_count, asked, asked_count);
        assert_int_equal(suo_audience_admits(audience, asked, asked_count),
                         wanted);
        admitted += wanted;
        suo_dealloc(audience);
        suo_buffer_free(&roles);
        suo_buffer_free(&section);
    }
    assert_in_range(admitted, 100, 2900);
}

static void test_audiences__survive_damage(void **state)
{
    test_random random = test_random_begin(58);
    size_t refused = 0;
    (void)state;
    for (int round = 0; round < 5000; round++) {
        suo_audience *audiences;
        fixture_make(&random, 2);
        uint8_t *copy = malloc(f.section.len);
        assert_non_null(copy);
        memcpy(copy, f.section.data, f.section.len);
        copy[test_random_below(&random, f.section.len)] ^=
            (uint8_t)test_random_bits(&random, 8);
        uint32_t docs = f.ends[f.count - 1];
        suo_status st = suo_audiences_decode((suo_slice){copy, f.section.len},
                                             f.count, 2, docs, &audiences);
        uint32_t last = 0;
        for (uint32_t i = 0; st == SUO_OK && i < f.count; i++) {
            assert_true(audiences[i].doc_end > last &&
                        audiences[i].doc_end <= docs);
            last = audiences[i].doc_end;
        }
        refused += st == SUO_CORRUPT;
        suo_dealloc(audiences);
        free(copy);
    }
    assert_true(refused > 1000);
}

static void test_audiences__refuse_roles_that_do_not_ascend(void **state)
{
    static const struct {
        const char *roles;
        suo_status wanted;
    } cases[] = {{"\2\1a\1b\1", SUO_OK},       {"\2\1b\1a\1", SUO_CORRUPT},
                 {"\2\1a\1a\1", SUO_CORRUPT},  {"\2\1a\2aa\1", SUO_OK},
                 {"\2\2aa\1a\1", SUO_CORRUPT}, {"\1\0\1", SUO_CORRUPT}};
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        suo_audience *audiences;
        size_t len = i == 5 ? 3 : strlen(cases[i].roles);
        const suo_slice section = {(const uint8_t *)cases[i].roles, len};
        assert_int_equal(suo_audiences_decode(section, 1, 0, 1, &audiences),
                         cases[i].wanted);
        suo_dealloc(audiences);
    }
}

/* A count that the section cannot hold asks for no memory. */
static void test_audiences__refuse_false_counts(void **state)
{
    uint8_t bytes[100] = {0};
    suo_audience *audiences;
    (void)state;
    assert_status(suo_audiences_decode((suo_slice){bytes, 100}, UINT32_MAX, 1,
                                       9, &audiences),
                  SUO_CORRUPT);
    assert_status(
        suo_audiences_decode((suo_slice){bytes, 100}, 0, 1, 9, &audiences),
        SUO_CORRUPT);
    assert_null(audiences);
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < AUDIENCES; i++)
        suo_buffer_free(&f.roles[i]);
    suo_buffer_free(&f.section);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_audiences__come_back),
        cmocka_unit_test(test_roles__have_one_form),
        cmocka_unit_test(test_audience__admits_who_shares_a_role),
        cmocka_unit_test(test_audiences__survive_damage),
        cmocka_unit_test(test_audiences__refuse_roles_that_do_not_ascend),
        cmocka_unit_test(test_audiences__refuse_false_counts),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
