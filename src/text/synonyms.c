/* SPDX-License-Identifier: Apache-2.0 */
/*
 * synonyms.c - read the rules, line by line, into a phrasebook.
 */
#include "text/synonyms.h"

/* One line as numbers of phrases: those of the left side first. */
typedef struct synonym_rule {
    uint32_t phrases[SUO_RULE_PHRASES_MAX];
    size_t count;
    size_t left; /* of them on the left; 'count' when all are alike */
} synonym_rule;

static const char COMMA[] = "\xEF\xBC\x8C"; /* U+FF0C */

/* Length of the separator at 'at': a comma of one of the two kinds. */
static size_t rule_comma(const char *text, size_t len, size_t at)
{
    if (text[at] == ',')
        return 1;
    return len - at >= 3 && memcmp(text + at, COMMA, 3) == 0 ? 3 : 0;
}

static bool byte_is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/* Add the phrase [from, to) of the line; blanks around it do not count. */
static suo_status rule_add(synonym_rule *rule, suo_phrasebook *book,
                           suo_tokenizer *tokenizer, const char *text,
                           size_t from, size_t to, suo_error *error)
{
    while (from < to && byte_is_blank(text[from]))
        from++;
    while (to > from && byte_is_blank(text[to - 1]))
        to--;
    if (from == to)
        return suo_error_set(error, SUO_INVALID, "an empty phrase");
    if (rule->count == SUO_RULE_PHRASES_MAX)
        return suo_error_set(error, SUO_LIMIT, "more than %d phrases",
                             SUO_RULE_PHRASES_MAX);
    return suo_phrasebook_add(book, tokenizer, text + from, to - from,
                              &rule->phrases[rule->count++], error);
}

/* Read a line that is no comment and not empty. */
static suo_status rule_read(synonym_rule *rule, suo_phrasebook *book,
                            suo_tokenizer *tokenizer, const char *text,
                            size_t len, suo_error *error)
{
    bool has_arrow = false;
    size_t from = 0;
    rule->count = 0;
    for (size_t at = 0; at < len;) {
        size_t comma = rule_comma(text, len, at);
        bool is_arrow = len - at >= 2 && memcmp(text + at, "=>", 2) == 0;
        if (comma == 0 && !is_arrow) {
            at++;
            continue;
        }
        if (is_arrow && has_arrow)
            return suo_error_set(error, SUO_INVALID, "a second '=>'");
        suo_status status =
            rule_add(rule, book, tokenizer, text, from, at, error);
        if (status != SUO_OK)
            return status;
        if (is_arrow)
            rule->left = rule->count;
        has_arrow |= is_arrow;
        at += is_arrow ? 2 : comma;
        from = at;
    }
    suo_status status = rule_add(rule, book, tokenizer, text, from, len, error);
    if (!has_arrow)
        rule->left = rule->count;
    if (status == SUO_OK && rule->count < 2)
        status = suo_error_set(error, SUO_INVALID,
                               "a rule needs two phrases, as in 'a, b' or "
                               "'a => b'");
    return status;
}

/* Let 'target' answer 'source' too, once. */
static suo_status synonym_link(suo_phrasebook *book, uint32_t source,
                               uint32_t target)
{
    suo_book_phrase *phrase = &book->phrases[source];
    if (source == target)
        return SUO_OK;
    for (size_t i = 0; i < phrase->synonym_count; i++)
        if (phrase->synonyms[i] == target)
            return SUO_OK;
    if (phrase->synonym_count == SUO_SYNONYMS_EACH_MAX)
        return SUO_LIMIT;
    if (suo_grow(&phrase->synonyms, &phrase->synonym_cap,
                 phrase->synonym_count + 1,
                 sizeof(*phrase->synonyms)) != SUO_OK)
        return SUO_NO_MEMORY;
    phrase->synonyms[phrase->synonym_count++] = target;
    return SUO_OK;
}

static suo_status rule_link(const synonym_rule *rule, suo_phrasebook *book,
                            suo_error *error)
{
    suo_status status = SUO_OK;
    bool is_one_way = rule->left < rule->count;
    size_t first = is_one_way ? rule->left : 0;
    for (size_t i = 0; i < rule->left; i++)
        for (size_t j = first; j < rule->count; j++)
            status = status == SUO_OK ? synonym_link(book, rule->phrases[i],
                                                     rule->phrases[j])
                                      : status;
    if (status == SUO_LIMIT)
        return suo_error_set(error, status, "a phrase with more than %d others",
                             SUO_SYNONYMS_EACH_MAX);
    return status == SUO_OK ? SUO_OK : suo_error_no_memory(error);
}

/* Put the number of the line before what is wrong with it. */
static suo_status rule_fail(suo_status status, size_t line,
                            const suo_error *inner, suo_error *error)
{
    if (status == SUO_INVALID || status == SUO_LIMIT)
        return suo_error_set(error, status, "synonyms, line %zu: %s", line,
                             inner->message);
    return suo_error_set(error, status, "%s", inner->message);
}

suo_status suo_synonyms_load(suo_phrasebook *book, suo_tokenizer *tokenizer,
                             const char *rules, size_t len, suo_error *error)
{
    synonym_rule *rule = suo_alloc(1, sizeof(*rule));
    suo_error inner = {.size = sizeof(inner)};
    suo_status status = SUO_OK;
    size_t line = 0;
    if (rule == NULL)
        return suo_error_no_memory(error);
    for (size_t at = 0; at < len && status == SUO_OK;) {
        const char *text = rules + at;
        const char *end = memchr(text, '\n', len - at);
        size_t line_len = end != NULL ? (size_t)(end - text) : len - at;
        at += line_len + 1;
        line++;
        while (line_len > 0 && byte_is_blank(text[line_len - 1]))
            line_len--;
        if (line_len == 0 || text[0] == '#')
            continue;
        status = rule_read(rule, book, tokenizer, text, line_len, &inner);
        if (status == SUO_OK)
            status = rule_link(rule, book, &inner);
    }
    if (status != SUO_OK)
        status = rule_fail(status, line, &inner, error);
    suo_dealloc(rule);
    return status;
}

suo_status suo_synonyms_check(suo_tokenizer *tokenizer, const char *rules,
                              size_t len, suo_error *error)
{
    suo_phrasebook book = {0};
    suo_status status = suo_synonyms_load(&book, tokenizer, rules, len, error);
    suo_phrasebook_clear(&book);
    return status;
}
