/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_highlight.c - all words of a question in a whole text: their ranges in
 * each unit, and HTML that a parser reads back as the text and nothing else.
 */
#include <gumbo.h>

#include "support/corpus.h"
#include "text/utf8.h"

typedef struct fixture {
    char *folder;
    suo_hits *hits; /* of one document, whose body has two values */
} fixture;

static const char QUESTION[] = "card 退货 v3mono return* 😀";
static const char FIRST[] = "A card, 退货 and <b>returning</b> V3-MONO.";

static int set_up(void **state)
{
    static fixture f;
    f.folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(f.folder);
    corpus_document document = {.key = "k", .votes = 7};
    corpus_document_add(&document, CORPUS_BODY, FIRST, strlen(FIRST));
    corpus_document_add(&document, CORPUS_BODY, "card 2", 6);
    corpus_document_add(&document, CORPUS_TAG, "a", 1);
    corpus_document_add(&document, CORPUS_TAG, "b", 1);
    corpus_document_add(&document, CORPUS_TAG, "c", 1);
    corpus_put(writer, &document);
    corpus_document_clear(&document);
    corpus_writer_finish(writer);
    suo_view *view = corpus_view(f.folder, NULL);
    f.hits = corpus_search(view, QUESTION, 1);
    suo_view_close(view);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    suo_hits_free(f->hits);
    corpus_folder_remove(f->folder);
    return 0;
}

static suo_highlight highlight(const fixture *f, const char *text, size_t len,
                               const suo_html_options *html)
{
    suo_error error = SUO_ERROR_EMPTY;
    suo_highlight shown = {.size = sizeof(shown)};
    corpus_ok(suo_hits_highlight_text(f->hits, CORPUS_BODY, text, (int64_t)len,
                                      html, &shown, &error),
              &error);
    return shown;
}

static const char *html_of(const fixture *f, const char *text, const char *open,
                           const char *close)
{
    const suo_html_options options = {.size = sizeof(options),
                                      .open = open,
                                      .open_len = -1,
                                      .close = close,
                                      .close_len = -1};
    return highlight(f, text, strlen(text), &options).html;
}

/* ---- ranges ---- */

static void test_highlight__is_of_any_value_of_a_hit(void **state)
{
    const fixture *f = *state;
    suo_highlight shown = {.size = sizeof(shown)};
    corpus_ok(
        suo_hits_highlight(f->hits, 0, CORPUS_BODY, 0, NULL, &shown, NULL),
        NULL);
    assert_int_equal(shown.mark_count, 4);
    assert_int_equal(shown.text_len, strlen(FIRST));
    assert_null(shown.html);
    corpus_ok(
        suo_hits_highlight(f->hits, 0, CORPUS_BODY, 1, NULL, &shown, NULL),
        NULL);
    assert_int_equal(shown.mark_count, 1);
    assert_status(
        suo_hits_highlight(f->hits, 0, CORPUS_BODY, 2, NULL, &shown, NULL),
        SUO_NOT_FOUND);
    assert_null(shown.marks);
}

static void test_highlight__counts_in_three_units(void **state)
{
    suo_highlight shown = highlight(*state, "😀\xFF\xFF退货", 12, NULL);
    const suo_range wanted = {.start = 6,
                              .end = 12,
                              .point_start = 3,
                              .point_end = 5,
                              .utf16_start = 4,
                              .utf16_end = 6};
    assert_int_equal(shown.mark_count, 1);
    assert_memory_equal(&shown.marks[0], &wanted, sizeof(wanted));
}

static void test_highlight__marks_what_overlaps_once(void **state)
{
    assert_string_equal(html_of(*state, "退货 退货card", NULL, NULL),
                        "<mark>退货</mark> <mark>退货card</mark>");
}

/* Units before byte 'at', counted from the beginning. */
static void count_units(const char *text, size_t len, size_t at,
                        uint64_t *points, uint64_t *utf16)
{
    *points = *utf16 = 0;
    for (size_t i = 0; i < at;) {
        uint32_t code;
        bool is_broken;
        i += suo_utf8_decode((const uint8_t *)text + i, len - i, &code,
                             &is_broken);
        assert_true(i <= at);
        ++*points;
        *utf16 += code > 0xFFFF ? 2 : 1;
    }
}

static void check_ranges(const suo_highlight *shown)
{
    for (uint64_t i = 0; i < shown->mark_count; i++) {
        const suo_range *mark = &shown->marks[i];
        uint64_t points;
        uint64_t utf16;
        assert_true(mark->start < mark->end && mark->end <= shown->text_len);
        assert_true(i == 0 || mark->start > shown->marks[i - 1].end);
        count_units(shown->text, shown->text_len, mark->start, &points, &utf16);
        assert_int_equal(mark->point_start, points);
        assert_int_equal(mark->utf16_start, utf16);
        count_units(shown->text, shown->text_len, mark->end, &points, &utf16);
        assert_int_equal(mark->point_end, points);
        assert_int_equal(mark->utf16_end, utf16);
    }
}

/* ---- HTML ---- */

static void test_html__escapes_all_that_has_a_meaning(void **state)
{
    assert_string_equal(
        html_of(*state, "<a href=\"x\">card's</a> & \r\n", NULL, NULL),
        "&lt;a href=&quot;x&quot;&gt;<mark>card&#39;s</mark>"
        "&lt;/a&gt; &amp; &#13;\n");
}

static void test_html__takes_the_tags_of_the_caller(void **state)
{
    assert_string_equal(
        html_of(*state, "a card", "<em class=\"hit\">", "</em>"),
        "a <em class=\"hit\">card</em>");
    assert_string_equal(html_of(*state, "a card", "[", ""), "a [card");
}

static void test_html__replaces_what_it_cannot_hold(void **state)
{
    const suo_html_options options = {.size = sizeof(options)};
    suo_highlight shown = highlight(*state,
                                    "a\0\xFF"
                                    "b",
                                    4, &options);
    assert_string_equal(shown.html, "a\xEF\xBF\xBD\xEF\xBF\xBD"
                                    "b");
    shown = highlight(*state, "", 0, &options);
    assert_string_equal(shown.html, "");
    assert_int_equal(shown.html_len, 0);
}

/* The text as a parser must give it back; the caller frees it. */
static char *text_expected(const char *text, size_t len, size_t *expected_len)
{
    char *out = malloc(3 * len + 1);
    assert_non_null(out);
    *expected_len = 0;
    for (size_t i = 0; i < len;) {
        uint32_t code;
        bool is_broken;
        i += suo_utf8_decode((const uint8_t *)text + i, len - i, &code,
                             &is_broken);
        *expected_len += suo_utf8_encode(code == 0 ? SUO_REPLACEMENT : code,
                                         out + *expected_len);
    }
    out[*expected_len] = '\0';
    return out;
}

/* What a parser finds: its text, and how many marks. */
typedef struct reading {
    char *text;
    size_t len;
    uint64_t marks;
} reading;

static void read_children(reading *r, const GumboVector *children,
                          bool is_marked)
{
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *node = children->data[i];
        if (node->type == GUMBO_NODE_ELEMENT) {
            assert_int_equal(node->v.element.tag, GUMBO_TAG_MARK);
            assert_int_equal(node->v.element.attributes.length, 0);
            assert_false(is_marked);
            r->marks++;
            read_children(r, &node->v.element.children, true);
            continue;
        }
        assert_true(node->type == GUMBO_NODE_TEXT ||
                    node->type == GUMBO_NODE_WHITESPACE);
        size_t len = strlen(node->v.text.text);
        memcpy(r->text + r->len, node->v.text.text, len);
        r->len += len;
    }
}

/* Read the HTML as the inside of a <pre>: a parser keeps all white space in
 * it but a line feed at its start, so that a letter comes first. */
static void check_html(const char *html, size_t html_len, const char *text,
                       size_t len, uint64_t mark_count)
{
    static const char START[] = "<!DOCTYPE html><title></title><pre>x";
    size_t start_len = strlen(START);
    size_t expected_len;
    char *page = malloc(start_len + html_len + 1);
    reading r = {.text = malloc(html_len + 2)};
    assert_true(page != NULL && r.text != NULL);
    memcpy(page, START, start_len);
    memcpy(page + start_len, html, html_len);
    GumboOutput *parsed = gumbo_parse_with_options(&kGumboDefaultOptions, page,
                                                   start_len + html_len);
    const GumboNode *root = parsed->root;
    const GumboNode *body = root->v.element.children.data[1];
    assert_int_equal(body->v.element.children.length, 1);
    const GumboNode *pre = body->v.element.children.data[0];
    assert_int_equal(pre->v.element.tag, GUMBO_TAG_PRE);
    read_children(&r, &pre->v.element.children, false);
    char *expected = text_expected(text, len, &expected_len);
    assert_int_equal(r.len, expected_len + 1);
    assert_memory_equal(r.text + 1, expected, expected_len);
    assert_int_equal(r.marks, mark_count);
    gumbo_destroy_output(&kGumboDefaultOptions, parsed);
    free(expected);
    free(r.text);
    free(page);
}

/* Pieces that try to get out. */
static const char *const HOSTILE[] = {"<script>alert(1)</script>",
                                      "</pre>",
                                      "</mark>",
                                      "<mark>",
                                      "<!--",
                                      "-->",
                                      "&lt;",
                                      "&#0;",
                                      "&amp",
                                      "]]>",
                                      "<![CDATA[",
                                      "\" onclick=\"x",
                                      "'",
                                      "<plaintext>",
                                      "**card**",
                                      "[x](javascript:1)",
                                      "\r\n",
                                      "\n",
                                      "\t",
                                      "<card>",
                                      "&card;",
                                      "退货",
                                      "return",
                                      "returns",
                                      "V3",
                                      "-MONO",
                                      "😀",
                                      "\xFF",
                                      "\xE9\x80",
                                      "e\xCC\x81",
                                      " ",
                                      "。"};

static char *hostile_text(test_random *random, size_t *len)
{
    const size_t count = sizeof(HOSTILE) / sizeof(*HOSTILE);
    uint64_t left = test_random_below(random, 40);
    char *text = malloc(left * 40 + 1);
    assert_non_null(text);
    *len = 0;
    for (; left > 0; left--) {
        const char *piece = HOSTILE[test_random_below(random, count)];
        memcpy(text + *len, piece, strlen(piece));
        *len += strlen(piece);
        if (test_random_below(random, 20) == 0)
            text[(*len)++] = '\0';
    }
    return text;
}

static void test_html__says_what_the_text_says(void **state)
{
    enum { ROUNDS = 3000 };
    const suo_html_options options = {.size = sizeof(options)};
    test_random random = test_random_begin(4711);
    uint64_t marks = 0;
    fixture own = *(fixture *)*state;
    for (int i = 0; i < ROUNDS; i++) {
        size_t len;
        char *text = i % 2 == 0 ? hostile_text(&random, &len)
                                : corpus_random_text(&random, 30, &len);
        suo_highlight shown = highlight(&own, text, len, &options);
        check_ranges(&shown);
        check_html(shown.html, shown.html_len, text, len, shown.mark_count);
        marks += shown.mark_count;
        free(text);
    }
    printf("%llu marks\n", (unsigned long long)marks);
    assert_true(marks > ROUNDS);
}

static void test_html__of_snippets_says_what_they_say(void **state)
{
    const fixture *f = *state;
    const suo_html_options html = {.size = sizeof(html)};
    for (uint32_t length = 1; length < 50; length++) {
        const suo_snippet_options options = {.size = sizeof(options),
                                             .length_max = length,
                                             .fragment_max = 1 + length % 3,
                                             .html = &html};
        suo_snippet snippet = {.size = sizeof(snippet)};
        corpus_ok(
            suo_hits_snippet(f->hits, 0, CORPUS_BODY, &options, &snippet, NULL),
            NULL);
        for (uint64_t i = 0; i < snippet.fragment_count; i++) {
            const suo_fragment *own = &snippet.fragments[i];
            check_html(own->html, own->html_len, own->text, own->text_len,
                       own->mark_count);
        }
    }
}

/* ---- statuses, values ---- */

static void test_highlight__refuses_what_makes_no_sense(void **state)
{
    const fixture *f = *state;
    suo_highlight shown = {.size = sizeof(shown)};
    suo_highlight none = {0};
    const suo_html_options no_size = {0};
    assert_status(
        suo_hits_highlight(f->hits, 1, CORPUS_BODY, 0, NULL, &shown, NULL),
        SUO_INVALID);
    assert_status(
        suo_hits_highlight(f->hits, 0, CORPUS_TAG, 0, NULL, &shown, NULL),
        SUO_INVALID);
    assert_status(suo_hits_highlight_text(f->hits, CORPUS_TAG, "a", -1, NULL,
                                          &shown, NULL),
                  SUO_INVALID);
    assert_status(suo_hits_highlight_text(f->hits, CORPUS_BODY, NULL, 1, NULL,
                                          &shown, NULL),
                  SUO_INVALID);
    assert_status(suo_hits_highlight_text(f->hits, CORPUS_BODY, "a", -1,
                                          &no_size, &shown, NULL),
                  SUO_INVALID);
    assert_status(suo_hits_highlight_text(f->hits, CORPUS_BODY, "a", -1, NULL,
                                          &none, NULL),
                  SUO_INVALID);
    assert_status(suo_hits_highlight_text(f->hits, CORPUS_BODY, "a",
                                          (int64_t)SUO_TEXT_MAX + 1, NULL,
                                          &shown, NULL),
                  SUO_LIMIT);
}

static void test_hits__count_the_values_of_any_field(void **state)
{
    static const uint32_t WANTED[CORPUS_FIELDS] = {0, 2, 3, 1, 0, 0};
    const fixture *f = *state;
    uint32_t count = 9;
    for (uint32_t field = 0; field < CORPUS_FIELDS; field++) {
        corpus_ok(suo_hits_value_count(f->hits, 0, field, &count, NULL), NULL);
        assert_int_equal(count, WANTED[field]);
    }
    assert_status(suo_hits_value_count(f->hits, 0, CORPUS_FIELDS, &count, NULL),
                  SUO_INVALID);
    assert_status(suo_hits_value_count(f->hits, 1, 0, &count, NULL),
                  SUO_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_highlight__is_of_any_value_of_a_hit),
        cmocka_unit_test(test_highlight__counts_in_three_units),
        cmocka_unit_test(test_highlight__marks_what_overlaps_once),
        cmocka_unit_test(test_html__escapes_all_that_has_a_meaning),
        cmocka_unit_test(test_html__takes_the_tags_of_the_caller),
        cmocka_unit_test(test_html__replaces_what_it_cannot_hold),
        cmocka_unit_test(test_html__says_what_the_text_says),
        cmocka_unit_test(test_html__of_snippets_says_what_they_say),
        cmocka_unit_test(test_highlight__refuses_what_makes_no_sense),
        cmocka_unit_test(test_hits__count_the_values_of_any_field),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
