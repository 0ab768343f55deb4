/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.c - why a document is a hit, or is none: for people and as JSON.
 */
#include "search.h"

#include <string.h>

#include "json_text.h"
#include "text.h"

static const char *const OUTCOMES[] = {"hit",
                                       "nothing of the question",
                                       "lacks what hits must have",
                                       "left out by a filter",
                                       "below the hits",
                                       "before this page"};
static const char *const KINDS[] = {"other", "word",  "phrase",
                                    "gram",  "form",  "prefix",
                                    "boost", "title", "adjacency"};

static const char *outcome_name(const suo_explained *told)
{
    return told->outcome < sizeof OUTCOMES / sizeof *OUTCOMES
               ? OUTCOMES[told->outcome]
               : "unknown";
}

static const char *part_name(const suo_part *part)
{
    return part->kind < sizeof KINDS / sizeof *KINDS ? KINDS[part->kind]
                                                     : KINDS[0];
}

/* What is to be said of a part that is not in the document. */
static const char *part_absence(const suo_part *part)
{
    if (part->flags & SUO_PART_MISSING)
        return "missing: hits must have it";
    if (!(part->flags & SUO_PART_ASKED))
        return part->flags & SUO_PART_STOP ? "a stop word, not asked"
                                           : "not asked";
    return part->doc_freq == 0 ? "in no document" : "not in this document";
}

static bool part_is_asked_for(const suo_part *part)
{
    return part->kind >= SUO_PART_WORD && part->kind <= SUO_PART_PREFIX;
}

/* The name of the field of a boost or of titles, "feedback" of a boost by that;
 * NULL. */
static const char *part_field(const cli_searcher *searcher,
                              const suo_part *part)
{
    if (part->kind == SUO_PART_BOOST &&
        searcher->search.boosts[part->boost].kind == SUO_BOOST_VOTES)
        return "feedback";
    return part->kind == SUO_PART_BOOST || part->kind == SUO_PART_TITLE
               ? suo_schema_field_name(searcher->schema, part->field)
               : NULL;
}

/* A part that nothing of the question asks for. */
static void other_print(const cli_searcher *searcher, const suo_part *part)
{
    const char *field = part_field(searcher, part);
    printf("    %10.6f  %-6s ", part->score, part_name(part));
    if (part->kind == SUO_PART_BOOST) {
        printf("%s  ", field);
        if (part->flags & SUO_PART_VALUE)
            printf("value %lld, all above times %.4f\n", (long long)part->value,
                   part->factor);
        else
            printf("no value\n");
        return;
    }
    printf("%s", field != NULL ? field : "neighbouring words");
    if (part->factor != 1)
        printf("  times %.4f by the boosts", part->factor);
    putchar('\n');
}

static void part_print(const suo_part *part, const char *question)
{
    printf("    %10.6f  %-6s ", part->score, part_name(part));
    cli_print_plain(stdout, question + part->start, part->end - part->start);
    if (part->freq > 0)
        printf("  weight %.4f (idf %.4f, in %llu documents), frequency %g, "
               "length %g of %.1f on average\n",
               part->weight, part->idf, (unsigned long long)part->doc_freq,
               part->freq, part->length, part->average);
    else
        printf("  %s\n", part_absence(part));
}

static json_object *other_json(const cli_searcher *searcher,
                               const suo_part *part)
{
    json_object *object = json_object_new_object();
    const char *field = part_field(searcher, part);
    cli_json_add_text(object, "kind", part_name(part));
    if (field != NULL)
        cli_json_add_text(object, "field", field);
    if (part->flags & SUO_PART_VALUE)
        cli_json_add(object, "value", json_object_new_int64(part->value));
    cli_json_add(object, "factor", json_object_new_double(part->factor));
    cli_json_add(object, "score", json_object_new_double(part->score));
    return object;
}

static json_object *part_json(const suo_part *part, const char *question)
{
    json_object *object = json_object_new_object();
    cli_json_add_text(object, "kind", part_name(part));
    cli_json_add(
        object, "text",
        cli_json_text(question + part->start, part->end - part->start));
    cli_json_add_count(object, "start", part->start);
    cli_json_add_count(object, "end", part->end);
    cli_json_add(object, "asked",
                 json_object_new_boolean(part->flags & SUO_PART_ASKED));
    cli_json_add(object, "stop",
                 json_object_new_boolean(part->flags & SUO_PART_STOP));
    cli_json_add(object, "needed",
                 json_object_new_boolean(part->flags & SUO_PART_NEEDED));
    cli_json_add(object, "missing",
                 json_object_new_boolean(part->flags & SUO_PART_MISSING));
    cli_json_add_count(object, "doc_freq", part->doc_freq);
    cli_json_add(object, "idf", json_object_new_double(part->idf));
    cli_json_add(object, "weight", json_object_new_double(part->weight));
    cli_json_add(object, "freq", json_object_new_double(part->freq));
    cli_json_add(object, "length", json_object_new_double(part->length));
    cli_json_add(object, "average", json_object_new_double(part->average));
    cli_json_add(object, "score", json_object_new_double(part->score));
    return object;
}

/* Explain; '*made' is to be freed. */
static suo_status explain(const cli_searcher *searcher,
                          const cli_answer *answer, const char *key,
                          uint64_t key_len, suo_explanation **made,
                          suo_explained *told, suo_error *error)
{
    *told = (suo_explained){.size = sizeof *told};
    suo_status status = suo_view_explain(
        searcher->view, answer->question, (int64_t)answer->question_len,
        &searcher->search, key, (int64_t)key_len, made, error);
    if (status == SUO_OK)
        status = suo_explanation_get(*made, told, error);
    return status;
}

suo_status cli_show_reasons(const cli_searcher *searcher,
                            const cli_answer *answer, const char *key,
                            uint64_t key_len, suo_error *error)
{
    suo_explanation *made = NULL;
    suo_explained told;
    suo_status status =
        explain(searcher, answer, key, key_len, &made, &told, error);
    if (status == SUO_OK && told.outcome != SUO_OUTCOME_HIT)
        printf("    %s\n", outcome_name(&told));
    for (uint64_t i = 0; status == SUO_OK && i < told.part_count; i++) {
        const suo_part *part = &told.parts[i];
        if (part_is_asked_for(part))
            part_print(part, answer->question);
        else
            other_print(searcher, part);
    }
    suo_explanation_free(made);
    return status;
}

suo_status cli_json_reasons(const cli_searcher *searcher,
                            const cli_answer *answer, const char *key,
                            uint64_t key_len, json_object *object,
                            suo_error *error)
{
    suo_explanation *made = NULL;
    suo_explained told;
    suo_status status =
        explain(searcher, answer, key, key_len, &made, &told, error);
    if (status == SUO_OK) {
        json_object *parts = json_object_new_array();
        cli_json_add_text(object, "outcome", outcome_name(&told));
        cli_json_add(object, "parts", parts);
        for (uint64_t i = 0; i < told.part_count; i++) {
            const suo_part *part = &told.parts[i];
            json_object_array_add(parts, part_is_asked_for(part)
                                             ? part_json(part, answer->question)
                                             : other_json(searcher, part));
        }
    }
    suo_explanation_free(made);
    return status;
}

suo_status cli_show_why(const cli_searcher *searcher, const cli_answer *answer,
                        const char *key, bool is_json, suo_error *error)
{
    uint64_t key_len = (uint64_t)strlen(key);
    if (!is_json) {
        cli_print_plain(stdout, key, key_len);
        putchar('\n');
        return cli_show_reasons(searcher, answer, key, key_len, error);
    }
    json_object *object = json_object_new_object();
    cli_json_add(object, "question",
                 cli_json_text(answer->question, answer->question_len));
    cli_json_add(object, "key", cli_json_text(key, key_len));
    suo_status status =
        cli_json_reasons(searcher, answer, key, key_len, object, error);
    if (status == SUO_OK) {
        cli_json_print(object);
        putchar('\n');
    }
    json_object_put(object);
    return status;
}
