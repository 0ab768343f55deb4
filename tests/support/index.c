/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index.c - articles made by arithmetic, and a reader that reads it all.
 */
#include "support/index.h"

#include <stdio.h>

#include "index/check.h"
#include "index/snapshot.h"
#include "index/view.h"
#include "query/explain.h"
#include "write/writer.h"

static const char *const BODIES[] = {
    "How to return an order: open the return form within 30 days.",
    "我想退货怎么办？请在三十天内提交退货申请，客服会尽快处理。",
    "The V3-MONO charger does not start; reset the device and try again.",
    "支付宝付款失败，请检查验证码是否正确，或者更换付款方式。",
    "Refunds of an order arrive after 5 to 7 working days. 退款需要时间。",
    "保修期内的产品可以免费维修，iPhone15Pro 也一样。",
    "Change your password under Settings; it takes effect at once.",
};

enum { BODY_COUNT = sizeof(BODIES) / sizeof(BODIES[0]), ROLE_SETS = 5 };

suo_status index_schema(suo_schema **schema)
{
    static const struct {
        const char *name;
        suo_field_kind kind;
    } fields[] = {
        [INDEX_TITLE] = {"title", SUO_FIELD_TEXT},
        [INDEX_BODY] = {"body", SUO_FIELD_TEXT},
        [INDEX_TAGS] = {"tags", SUO_FIELD_KEYWORD},
        [INDEX_VOTES] = {"votes", SUO_FIELD_INTEGER},
        [INDEX_UPDATED] = {"updated", SUO_FIELD_TIME},
        [INDEX_URL] = {"url", SUO_FIELD_STORED},
    };
    suo_status st = suo_schema_new(schema, NULL);
    for (size_t i = 0; st == SUO_OK && i < sizeof(fields) / sizeof(fields[0]);
         i++)
        st = suo_schema_add_field(*schema, fields[i].name, -1, fields[i].kind,
                                  NULL, NULL);
    if (st == SUO_OK)
        st = suo_schema_set_weight(*schema, INDEX_TITLE, 2, NULL);
    if (st != SUO_OK) {
        suo_schema_free(*schema);
        *schema = NULL;
    }
    return st;
}

/* Roles: none, agent, agent and guest, guest, a long one. */
static suo_status article_add_roles(suo_document *document, uint32_t number)
{
    uint32_t set = number % ROLE_SETS;
    suo_status st = SUO_OK;
    if (set == 1 || set == 2)
        st = suo_document_add_role(document, "agent", -1, NULL);
    if (st == SUO_OK && (set == 2 || set == 3))
        st = suo_document_add_role(document, "guest", -1, NULL);
    if (st == SUO_OK && set == 4)
        st = suo_document_add_role(document, "客服-二线", -1, NULL);
    return st;
}

suo_status index_article(suo_document *document, uint32_t number,
                         uint32_t version)
{
    static const char *const tags[] = {"faq", "returns/refund", "账户"};
    char text[300];
    suo_document_clear(document);
    snprintf(text, sizeof(text), "doc-%u", number);
    suo_status st = suo_document_set_key(document, text, -1, NULL);
    if (st == SUO_OK)
        st = article_add_roles(document, number);
    snprintf(text, sizeof(text), "Order %u 退货 %s", number % 40,
             version > 0 ? "updated" : "");
    if (st == SUO_OK)
        st = suo_document_add_text(document, INDEX_TITLE, text, -1, NULL);
    for (uint32_t i = 0; st == SUO_OK && i <= number % 2; i++) {
        snprintf(text, sizeof(text), "%s no%u",
                 BODIES[(number + i) % BODY_COUNT], number);
        st = suo_document_add_text(document, INDEX_BODY, text, -1, NULL);
    }
    for (uint32_t i = 0; st == SUO_OK && i < number % 4; i++)
        st = suo_document_add_text(document, INDEX_TAGS, tags[(number + i) % 3],
                                   -1, NULL);
    if (st == SUO_OK && number % 3 != 0)
        st = suo_document_set_integer(document, INDEX_VOTES,
                                      (int64_t)number * 1000 - 77, NULL);
    if (st == SUO_OK)
        st = suo_document_set_integer(document, INDEX_UPDATED,
                                      1700000000000 + number, NULL);
    snprintf(text, sizeof(text), "https://help.example/%u", number);
    if (st == SUO_OK && number % 5 != 0)
        st = suo_document_add_text(document, INDEX_URL, text, -1, NULL);
    return st;
}

/* Change the words, put articles [start, end) and commit. */
static suo_status index_put(suo_writer *writer, suo_document *document,
                            uint32_t start, uint32_t end, uint32_t version)
{
    suo_status st = index_words(writer, version);
    for (uint32_t i = start; st == SUO_OK && i < end; i++) {
        bool replaced;
        st = index_article(document, i, version);
        if (st == SUO_OK)
            st = suo_writer_add(writer, document, &replaced, NULL);
    }
    if (st == SUO_OK)
        st = suo_writer_finish(writer, (suo_slice){(const uint8_t *)"note", 4},
                               NULL);
    return st;
}

suo_status index_words(suo_writer *writer, uint32_t version)
{
    static const char *const words[] = {"V3 MONO", "闪电退", "验证码",
                                        "iPhone15Pro", "gift card"};
    char text[100];
    suo_status st = SUO_OK;
    for (uint32_t i = 0; st == SUO_OK && i < 3; i++) {
        const char *word = words[(version + i) % 5];
        const suo_slice bytes = {(const uint8_t *)word, strlen(word)};
        st = suo_writer_put_word(writer, bytes, 1 + version, NULL);
    }
    const suo_slice last = {(const uint8_t *)words[version % 5],
                            strlen(words[version % 5])};
    if (st == SUO_OK)
        st = suo_writer_drop_word(writer, last, NULL);
    int len = snprintf(text, sizeof(text),
                       "# version %u\nreturn, refund\n退货 => 退款\n", version);
    if (st == SUO_OK)
        st = suo_writer_put_synonyms(
            writer, (suo_slice){(const uint8_t *)text, (size_t)len}, NULL);
    return st;
}

suo_status index_make(const suo_os *os, const char *folder)
{
    suo_schema *schema = NULL;
    suo_document *document = NULL;
    suo_writer *writer = NULL;
    suo_status st = index_schema(&schema);
    if (st == SUO_OK)
        st = suo_document_new(schema, &document, NULL);
    if (st == SUO_OK)
        st = suo_writer_make(os, folder, schema, 0, &writer, NULL);
    if (st == SUO_OK)
        st = index_put(writer, document, 0, INDEX_DOCS, 0);
    if (st == SUO_OK)
        st = index_put(writer, document, INDEX_DOCS - INDEX_DEAD,
                       INDEX_DOCS - INDEX_DEAD + INDEX_SECOND_DOCS, 1);
    suo_writer_free(writer);
    suo_document_free(document);
    suo_schema_free(schema);
    return st;
}

/* ---- reading ---- */

static void answer(suo_buffer *answers, const char *format, uint64_t value)
{
    char text[64];
    int len = snprintf(text, sizeof(text), format, (unsigned long long)value);
    suo_buffer_add(answers, text, (size_t)len);
}

static suo_status answer_texts(suo_hits *hits, uint32_t hit,
                               suo_buffer *answers)
{
    static const uint32_t fields[] = {INDEX_TITLE, INDEX_BODY, INDEX_TAGS,
                                      INDEX_URL};
    for (size_t f = 0; f < 4; f++)
        for (uint32_t nth = 0; nth < 6; nth++) {
            suo_slice text;
            suo_status st =
                suo_hits_load_text(hits, hit, fields[f], nth, &text, NULL);
            if (st == SUO_NOT_FOUND)
                break;
            if (st != SUO_OK)
                return st;
            suo_buffer_add(answers, text.bytes, text.len);
            suo_buffer_add_u8(answers, '|');
        }
    return SUO_OK;
}

/* Marks of a part of a text, and its HTML. */
static void answer_marks(suo_buffer *answers, const suo_range *marks,
                         uint64_t count, const char *html, uint64_t html_len)
{
    answer(answers, " %llu marks ", count);
    for (uint64_t i = 0; i < count; i++)
        suo_buffer_add(answers, &marks[i], sizeof(marks[i]));
    suo_buffer_add(answers, html, html_len);
}

/* A snippet of two fragments, and all of the title. */
static suo_status answer_shown(suo_hits *hits, uint32_t hit,
                               suo_buffer *answers)
{
    const suo_html_tags tags = {{(const uint8_t *)"<b>", 3},
                                {(const uint8_t *)"</b>", 4}};
    const suo_showing_options how = {40, 2, true, tags};
    suo_snippet snippet = {.size = sizeof(snippet)};
    suo_highlight title = {.size = sizeof(title)};
    suo_slice text;
    suo_status st =
        suo_hits_make_snippet(hits, hit, INDEX_BODY, &how, &snippet, NULL);
    for (uint64_t i = 0; i < snippet.fragment_count && st == SUO_OK; i++) {
        const suo_fragment *own = &snippet.fragments[i];
        suo_buffer_add(answers, own->text, own->text_len);
        answer_marks(answers, own->marks, own->mark_count, own->html,
                     own->html_len);
    }
    if (st == SUO_OK || st == SUO_NOT_FOUND)
        st = suo_hits_load_text(hits, hit, INDEX_TITLE, 0, &text, NULL);
    if (st == SUO_OK)
        st = suo_hits_make_highlight(hits, INDEX_TITLE, text, &tags, &title,
                                     NULL);
    if (st == SUO_OK)
        answer_marks(answers, title.marks, title.mark_count, title.html,
                     title.html_len);
    return st;
}

static suo_status answer_hit(suo_hits *hits, uint32_t hit, suo_buffer *answers)
{
    const suo_hit *item = &suo_hits_get_items(hits)[hit];
    uint32_t count;
    int64_t value;
    suo_buffer_add(answers, item->key, item->key_len);
    suo_buffer_add_double(answers, item->score);
    suo_status st = answer_shown(hits, hit, answers);
    if (st == SUO_OK || st == SUO_NOT_FOUND)
        st = answer_texts(hits, hit, answers);
    if (st == SUO_OK)
        st = suo_hits_load_count(hits, hit, INDEX_TAGS, &count, NULL);
    if (st == SUO_OK)
        answer(answers, "%llu tags ", count);
    for (uint32_t f = INDEX_VOTES; f <= INDEX_UPDATED && st == SUO_OK; f++)
        if (suo_hits_load_integer(hits, hit, f, &value, NULL) == SUO_OK)
            answer(answers, "%lld ", (uint64_t)value);
    suo_buffer_add_u8(answers, '\n');
    return st;
}

static void answer_facet(const suo_facet_answer *facet, suo_buffer *answers)
{
    answer(answers, "%llu values: ", facet->distinct);
    for (uint64_t i = 0; i < facet->count; i++) {
        const suo_facet_value *value = &facet->values[i];
        suo_buffer_add(answers, value->text, value->text_len);
        answer(answers, " %lld", (uint64_t)value->min);
        answer(answers, " in %llu, ", value->count);
    }
    suo_buffer_add_u8(answers, '\n');
}

/* Why a hit is one. */
static suo_status answer_reasons(const suo_view *view, const char *question,
                                 const suo_search_request *request,
                                 const suo_hit *hit, suo_buffer *answers)
{
    const suo_slice key = {(const uint8_t *)hit->key, hit->key_len};
    suo_explanation *made;
    suo_status st = suo_explanation_make(view, question, strlen(question),
                                         request, key, &made, NULL);
    if (st != SUO_OK)
        return st;
    suo_explained told = suo_explanation_show(made);
    suo_buffer_add(answers, told.parts, told.part_count * sizeof(*told.parts));
    answer(answers, "rank %llu\n", told.rank);
    suo_explanation_release(made);
    return SUO_OK;
}

static suo_status answer_question(const suo_view *view, const char *question,
                                  suo_order order, suo_buffer *answers)
{
    const suo_facet facets[] = {
        {.field = INDEX_TAGS, .kind = SUO_FACET_PATHS, .n = 9},
        {.field = INDEX_VOTES, .kind = SUO_FACET_STEPS, .n = 9, .step = 9000}};
    const suo_search_request request = {
        .fields = 3,
        .k = 5,
        .facets = facets,
        .facet_count = 2,
        .ordering = {.order = order, .field = INDEX_TAGS, .is_keyword = true},
        .collapse = {order != SUO_ORDER_SCORE, true, INDEX_TAGS}};
    suo_hits *hits;
    suo_status st =
        suo_hits_make(view, question, strlen(question), &request, &hits, NULL);
    if (st != SUO_OK)
        return st;
    answer(answers, "%llu hits\n", suo_hits_get_total(hits));
    if (suo_hits_get_count(hits) > 0)
        st = answer_reasons(view, question, &request,
                            &suo_hits_get_items(hits)[0], answers);
    for (uint32_t i = 0; i < suo_hits_get_count(hits) && st == SUO_OK; i++) {
        st = answer_hit(hits, i, answers);
        answer(answers, "of %llu\n", suo_hits_get_group(hits, i));
    }
    for (uint32_t f = 0; f < request.facet_count && st == SUO_OK; f++)
        answer_facet(suo_hits_get_facet(hits, f), answers);
    suo_hits_release(hits);
    return st;
}

static suo_status answer_view(const suo_snapshot *snapshot, bool sees_all,
                              suo_buffer *answers)
{
    static const char *const questions[] = {"how do I return my order no7",
                                            "退货申请 支付宝", "V3MONO 货 re*",
                                            "order -title:退货 -\"my v3\""};
    const suo_slice roles[] = {{(const uint8_t *)"guest", 5},
                               {(const uint8_t *)"客服-二线", 13}};
    suo_view *view;
    suo_status st = suo_view_make(snapshot, roles, 2, sees_all, &view, NULL);
    if (st != SUO_OK)
        return st;
    answer(answers, "%llu documents\n", view->doc_count);
    for (size_t i = 0; i < 4 && st == SUO_OK; i++)
        st = answer_question(view, questions[i], SUO_ORDER_SCORE, answers);
    if (st == SUO_OK)
        st = answer_question(view, questions[0], SUO_ORDER_DESCENDING, answers);
    suo_view_free(view);
    return st;
}

static void answer_words(const suo_snapshot *snapshot, suo_buffer *answers)
{
    uint64_t len;
    for (uint64_t i = 0; i < suo_snapshot_word_count(snapshot); i++) {
        double weight;
        const char *word = suo_snapshot_word(snapshot, i, &len, &weight);
        suo_buffer_add(answers, word, len);
        suo_buffer_add_double(answers, weight);
        answer(answers, " since %llu\n", snapshot->vocabulary.words[i].since);
    }
    answer(answers, "generation %llu\n", snapshot->vocabulary.generation);
    const char *rules = suo_snapshot_synonyms(snapshot, &len);
    suo_buffer_add(answers, rules, len);
}

suo_status index_answers_as(const suo_os *os, const char *folder,
                            const suo_reading *reading, suo_buffer *answers)
{
    suo_snapshot *snapshot;
    suo_status st = suo_snapshot_load_as(os, folder, reading, &snapshot, NULL);
    if (st != SUO_OK)
        return st;
    answer(answers, "commit %llu\n", snapshot->manifest.commit);
    answer_words(snapshot, answers);
    st = answer_view(snapshot, false, answers);
    if (st == SUO_OK)
        st = answer_view(snapshot, true, answers);
    suo_snapshot_release(snapshot);
    return st;
}

suo_status index_answers(const suo_os *os, const char *folder,
                         suo_buffer *answers)
{
    const suo_reading usual = {0};
    return index_answers_as(os, folder, &usual, answers);
}

suo_status index_examine(const suo_os *os, const char *folder,
                         suo_buffer *answers)
{
    suo_check_report report = {.size = sizeof(report)};
    suo_status st = index_answers(os, folder, answers);
    suo_status checked = suo_index_check(os, folder, &report, NULL);
    answer(answers, "%llu documents, ", report.doc_count);
    answer(answers, "%llu terms, ", report.term_count);
    answer(answers, "%llu postings, ", report.posting_count);
    answer(answers, "%llu positions\n", report.position_count);
    return st != SUO_OK ? st : checked;
}

typedef struct tidy_job {
    const suo_manifest *manifest;
    size_t count;
    size_t strangers;
} tidy_job;

static int tidy_visit(void *user, const char *name)
{
    tidy_job *job = user;
    if (name[0] == '.')
        return 0;
    job->count++;
    job->strangers += !suo_manifest_keeps(job->manifest, name);
    return 0;
}

bool index_is_tidy(const suo_os *os, const char *folder)
{
    suo_manifest manifest;
    if (suo_manifest_read(&manifest, os, folder, NULL) != SUO_OK)
        return false;
    size_t wanted = 2; /* the manifest and the lock */
    wanted += manifest.vocabulary_commit > 0;
    for (uint32_t i = 0; i < manifest.segment_count; i++)
        wanted += 1 + (manifest.segments[i].dead_count > 0);
    tidy_job job = {.manifest = &manifest};
    int code = os->list_folder(os->user, folder, tidy_visit, &job);
    suo_manifest_clear(&manifest);
    return code == 0 && job.count == wanted && job.strangers == 0;
}
