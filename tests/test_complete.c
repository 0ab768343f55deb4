/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_complete.c - which titles go on from what was typed, and in which order.
 */
#include "support/corpus.h"

/* Titles and their votes, the key of each its number. */
typedef struct voted_title {
    const char *title;
    int64_t votes;
} voted_title;

static const voted_title TITLES[] = {
    {"怎么申请退货", 5},     {"退货运费谁出", 9},
    {"推荐活动规则", 1},     {"银行卡怎么绑定", 3},
    {"如何修改收货地址", 2}, {"Return policy", 4},
    {"OneDrive 同步", 0},    {"旅行箱保修", 0},
    {"退貨運費誰出", 1},     {"Wi-Fi 6 路由器", 0},
    {"APP下单", 0},          {"Café hours", 0},
    {"新手指南", -5},        {"  ", 7},
    {"先付款后发货", 0},     {"西安仓库", 0},
};
enum { TITLE_COUNT = sizeof(TITLES) / sizeof(*TITLES) };

static char *make_folder(void)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (uint32_t i = 0; i < TITLE_COUNT; i++) {
        corpus_document document = {.votes = TITLES[i].votes};
        snprintf(document.key, sizeof(document.key), "%u", i);
        document.roles[document.role_count++] = "r";
        corpus_document_add(&document, CORPUS_TITLE, TITLES[i].title,
                            strlen(TITLES[i].title));
        corpus_put(writer, &document);
        corpus_document_clear(&document);
    }
    corpus_writer_finish(writer);
    return folder;
}

static suo_completions *complete(const suo_view *view, const char *text,
                                 uint64_t use)
{
    const suo_complete_options options = {.size = sizeof(options), .use = use};
    suo_error error = SUO_ERROR_EMPTY;
    suo_completions *completions;
    corpus_ok(suo_view_complete(view, text, -1, &options, &completions, &error),
              &error);
    return completions;
}

/* What is found: each title with what matches in brackets, a '/' behind it. */
static const char *show(const suo_view *view, const char *text, uint64_t use)
{
    static char out[4096];
    suo_completions *completions = complete(view, text, use);
    const suo_completion *items = suo_completions_items(completions);
    size_t len = 0;
    for (uint32_t i = 0; i < suo_completions_count(completions); i++) {
        const suo_completion *item = &items[i];
        int start = (int)item->match.start;
        int end = (int)item->match.end;
        len += (size_t)sprintf(out + len, "%.*s[%.*s]%.*s/", start, item->text,
                               end - start, item->text + start,
                               (int)item->text_len - end, item->text + end);
        assert_int_equal(item->field, CORPUS_TITLE);
        assert_true(item->score > 0);
    }
    out[len] = '\0';
    suo_completions_free(completions);
    return out;
}

static void assert_shows(const char *text, const char *wanted)
{
    char *folder = make_folder();
    suo_view *view = corpus_view(folder, "r");
    assert_string_equal(show(view, text, 0), wanted);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_complete__finds_words_inside_titles(void **state)
{
    (void)state;
    assert_shows("退", "[退]货运费谁出/怎么申请[退]货/");
    assert_shows("退货", "[退货]运费谁出/怎么申请[退货]/");
    assert_shows("pol", "Return [pol]icy/");
    assert_shows("drive", "One[Drive] 同步/");
    assert_shows("货", "怎么申请退[货]/退[货]运费谁出/先付款后发[货]/"
                       "如何修改收[货]地址/");
    assert_shows("olicy", "");
}

static void test_complete__finds_pinyin_and_initials(void **state)
{
    (void)state;
    assert_shows("tuihuo", "[退货]运费谁出/怎么申请[退货]/");
    assert_shows("tuih", "[退货]运费谁出/怎么申请[退货]/");
    assert_shows("th", "[退货]运费谁出/怎么申请[退货]/");
    assert_shows("thyf", "[退货运费]谁出/");
    assert_shows("zmsq", "[怎么申请]退货/");
    assert_shows("yinhang", "[银行]卡怎么绑定/");
    assert_shows("xian", "[西安]仓库/[先]付款后发货/旅行[箱]保修/");
}

static void test_complete__finds_mixed_writing(void **state)
{
    (void)state;
    assert_shows("tui货", "[退货]运费谁出/怎么申请[退货]/");
    assert_shows("退h", "[退货]运费谁出/怎么申请[退货]/");
    assert_shows("thuo", "[退货]运费谁出/怎么申请[退货]/");
    assert_shows("退hyunf", "[退货运费]谁出/");
    assert_shows("appxd", "[APP下单]/");
    assert_shows("zh", "新手[指]南/如何修改收货地[址]/");
    assert_shows("shouhuodzh", "如何修改[收货地址]/");
}

static void test_complete__folds_what_is_typed(void **state)
{
    (void)state;
    assert_shows("退貨運", "[退货运]费谁出/");
    assert_shows("RETURN  Pol", "[Return pol]icy/");
    assert_shows("wifi", "[Wi-Fi] 6 路由器/");
    assert_shows("wi fi 6", "[Wi-Fi 6] 路由器/");
    assert_shows("cafe", "[Café] hours/");
    assert_shows("lvxing", "[旅行]箱保修/");
    assert_shows("luxing", "[旅行]箱保修/");
    assert_shows("lüxing", "[旅行]箱保修/");
}

static void test_complete__ranks_by_use(void **state)
{
    const uint64_t votes = 1u << CORPUS_VOTES;
    char *folder = make_folder();
    suo_view *view = corpus_view(folder, NULL);
    (void)state;
    assert_string_equal(show(view, "怎", votes),
                        "[怎]么申请退货/银行卡[怎]么绑定/");
    assert_string_equal(
        show(view, "货", votes),
        "退[货]运费谁出/怎么申请退[货]/如何修改收[货]地址/先付款后发[货]/");
    suo_completions *none = complete(view, "", votes);
    assert_int_equal(suo_completions_count(none), 10);
    const suo_completion *first = suo_completions_items(none);
    assert_memory_equal(first->key, "1", 1);
    assert_int_equal(first->match.end, 0);
    suo_completions_free(none);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_complete__shows_a_title_once_as_of_its_best_document(
    void **state)
{
    const uint64_t votes = 1u << CORPUS_VOTES;
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        static const char *const WRITTEN[] = {"wifi", "Wi-Fi", "WIFI", "WiFi"};
        corpus_document document = {.votes = i == 2 ? 8 : 3};
        snprintf(document.key, sizeof(document.key), "%u", i);
        document.roles[document.role_count++] = i == 2 ? "s" : "r";
        corpus_document_add(&document, CORPUS_TITLE, WRITTEN[i],
                            strlen(WRITTEN[i]));
        corpus_put(writer, &document);
        corpus_document_clear(&document);
    }
    corpus_commit(writer);
    suo_view *view = corpus_view(folder, "r");
    assert_string_equal(show(view, "wi", votes), "[wi]fi/");
    suo_view_close(view);
    view = corpus_view(folder, "r,s");
    assert_string_equal(show(view, "wi", votes), "[WI]FI/");
    suo_view_close(view);
    corpus_delete(writer, "0");
    corpus_commit(writer);
    view = corpus_view(folder, "r");
    assert_string_equal(show(view, "wi", votes), "[Wi]-Fi/");
    suo_view_close(view);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

static void test_complete__takes_each_writing_by_its_own_words(void **state)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    (void)state;
    corpus_put_text(writer, "1", "r", "wifi", NULL);
    corpus_put_text(writer, "2", "r", "Wi-Fi", NULL);
    corpus_commit(writer);
    suo_view *view = corpus_view(folder, "r");
    assert_string_equal(show(view, "fi", 0), "Wi-[Fi]/");
    assert_string_equal(show(view, "wi", 0), "[wi]fi/");
    suo_view_close(view);
    corpus_delete(writer, "2");
    corpus_commit(writer);
    view = corpus_view(folder, "r");
    assert_string_equal(show(view, "fi", 0), "");
    suo_view_close(view);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

static void test_complete__refuses_what_makes_no_sense(void **state)
{
    char *folder = make_folder();
    suo_view *view = corpus_view(folder, NULL);
    suo_completions *completions;
    suo_complete_options options = {.size = sizeof(options), .k = 101};
    (void)state;
    assert_status(
        suo_view_complete(view, "a", -1, &options, &completions, NULL),
        SUO_LIMIT);
    assert_null(completions);
    options = (suo_complete_options){.size = sizeof(options),
                                     .titles = 1u << CORPUS_TAG};
    assert_status(
        suo_view_complete(view, "a", -1, &options, &completions, NULL),
        SUO_INVALID);
    options = (suo_complete_options){.size = sizeof(options),
                                     .use = 1u << CORPUS_TITLE};
    assert_status(
        suo_view_complete(view, "a", -1, &options, &completions, NULL),
        SUO_INVALID);
    options = (suo_complete_options){.size = sizeof(options),
                                     .use = UINT64_C(1) << 63};
    assert_status(
        suo_view_complete(view, "a", -1, &options, &completions, NULL),
        SUO_INVALID);
    options = (suo_complete_options){.size = 0};
    assert_status(
        suo_view_complete(view, "a", -1, &options, &completions, NULL),
        SUO_INVALID);
    assert_status(suo_view_complete(view, NULL, 3, NULL, &completions, NULL),
                  SUO_INVALID);
    suo_completions_free(NULL);
    suo_view_close(view);
    corpus_folder_remove(folder);
}

static void test_complete__takes_only_the_beginning_of_a_long_title(
    void **state)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    char title[3001];
    (void)state;
    for (size_t i = 0; i < 1000; i++)
        memcpy(title + 3 * i, i < 500 ? "退" : "货", 3);
    title[3000] = '\0';
    corpus_put_text(writer, "k", "r", title, NULL);
    corpus_commit(writer);
    suo_view *view = corpus_view(folder, "r");
    suo_completions *found = complete(view, "tttttttt", 0);
    assert_int_equal(suo_completions_count(found), 1);
    assert_int_equal(suo_completions_items(found)->text_len, 1023);
    suo_completions_free(found);
    found = complete(view, "退货", 0);
    assert_int_equal(suo_completions_count(found), 0);
    suo_completions_free(found);
    suo_view_close(view);
    suo_writer_close(writer);
    corpus_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete__finds_words_inside_titles),
        cmocka_unit_test(test_complete__finds_pinyin_and_initials),
        cmocka_unit_test(test_complete__finds_mixed_writing),
        cmocka_unit_test(test_complete__folds_what_is_typed),
        cmocka_unit_test(test_complete__ranks_by_use),
        cmocka_unit_test(
            test_complete__shows_a_title_once_as_of_its_best_document),
        cmocka_unit_test(test_complete__takes_each_writing_by_its_own_words),
        cmocka_unit_test(test_complete__refuses_what_makes_no_sense),
        cmocka_unit_test(
            test_complete__takes_only_the_beginning_of_a_long_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
