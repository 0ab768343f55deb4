/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokens.c - `suo tokens`: what the tokenizer makes of lines of text.
 *
 * --words prints every byte that is no white space exactly once, in order: the
 * tokens' own bytes, and between them each character as a word of its own. So
 * taking the spaces out of the output gives the line without its white space.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "json_text.h"
#include "options.h"
#include "reader.h"
#include "text.h"

typedef enum tokens_format {
    TOKENS_TABLE,
    TOKENS_JSON,
    TOKENS_WORDS
} tokens_format;

/* A word of --words: the bytes it covers, the longer ones first. */
typedef struct token_span {
    uint32_t start;
    uint32_t end;
} token_span;

typedef struct tokens_run {
    suo_snapshot *snapshot; /* whose tokenizer it is, or NULL */
    suo_tokenizer *tokenizer;
    tokens_format format;
    suo_offset_unit unit;
    uint32_t *bytes; /* of one line: where each of its units starts */
    size_t byte_capacity;
    token_span *spans; /* of one line */
    size_t span_count;
    size_t span_capacity;
    bool is_sorted;   /* the spans came in order */
    cli_buffer words; /* the line being made of them */
    suo_error error;
} tokens_run;

static const cli_usage USAGE = {
    "suo tokens", "[OPTION...] [FILE...]",
    "show what the tokenizer makes of lines of text",
    "Reads stdin if no FILE is given; - is stdin, too. For each token: term,\n"
    "kind, first unit, units, start - end, and the bytes it stands for,\n"
    "parted by tabs; an empty line ends each line of input. Kinds: word;\n"
    "whole (several words as one); gram (two Han characters); user (a word of\n"
    "the index).\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  1  a file could not be read, or a line is too long\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed\n"};

static const char *token_kind_name(uint16_t kind)
{
    switch (kind) {
    case SUO_TOKEN_WORD:
        return "word";
    case SUO_TOKEN_WHOLE:
        return "whole";
    case SUO_TOKEN_GRAM:
        return "gram";
    case SUO_TOKEN_USER:
        return "user";
    default:
        return "unknown";
    }
}

/* The bytes of the line that a token stands for. */
static token_span token_bytes(const tokens_run *run, const suo_token *token)
{
    if (run->unit == SUO_OFFSET_BYTES)
        return (token_span){token->start, token->end};
    return (token_span){run->bytes[token->start], run->bytes[token->end]};
}

static void token_print(const tokens_run *run, const suo_token *token,
                        const char *line)
{
    token_span span = token_bytes(run, token);
    cli_print_plain(stdout, token->term, token->term_len);
    printf("\t%s\t%u\t%u\t%u-%u\t", token_kind_name(token->kind),
           (unsigned)token->unit, (unsigned)token->unit_count,
           (unsigned)token->start, (unsigned)token->end);
    cli_print_plain(stdout, line + span.start, span.end - span.start);
    putchar('\n');
}

static json_object *token_json(const tokens_run *run, const suo_token *token,
                               const char *line)
{
    token_span span = token_bytes(run, token);
    json_object *object = json_object_new_object();
    cli_json_add(object, "term", cli_json_text(token->term, token->term_len));
    cli_json_add_text(object, "kind", token_kind_name(token->kind));
    cli_json_add_count(object, "unit", token->unit);
    cli_json_add_count(object, "units", token->unit_count);
    cli_json_add_count(object, "start", token->start);
    cli_json_add_count(object, "end", token->end);
    cli_json_add(object, "han",
                 json_object_new_boolean((token->flags & SUO_TOKEN_HAN) != 0));
    cli_json_add(object, "stop",
                 json_object_new_boolean((token->flags & SUO_TOKEN_STOP) != 0));
    cli_json_add(object, "surface",
                 cli_json_text(line + span.start, span.end - span.start));
    return object;
}

static int span_compare(const void *a, const void *b)
{
    const token_span *left = a;
    const token_span *right = b;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return (left->end < right->end) - (left->end > right->end);
}

/*
 * Keep a token as a word. A whole code or a word of the index that spans white
 * space is left out: its words stand for it.
 */
static void words_keep(tokens_run *run, const suo_token *token,
                       const char *line)
{
    if (token->kind == SUO_TOKEN_GRAM)
        return;
    if (token->kind != SUO_TOKEN_WORD &&
        cli_has_space(line + token->start, token->end - token->start))
        return;
    if (run->span_count == run->span_capacity) {
        run->span_capacity = run->span_capacity * 2 + 256;
        run->spans =
            cli_realloc(run->spans, run->span_capacity * sizeof *run->spans);
    }
    token_span *span = &run->spans[run->span_count++];
    *span = (token_span){token->start, token->end};
    if (run->span_count > 1 && span_compare(span - 1, span) > 0)
        run->is_sorted = false;
}

/* Add a word to the line, without the white space that may stand in it. */
static void words_add(cli_buffer *out, const char *text, size_t len)
{
    if (out->len > 0)
        cli_buffer_append(out, " ", 1);
    size_t good = 0; /* start of what is not yet appended */
    size_t at = 0;
    while (at < len) {
        uint32_t code;
        size_t char_len = cli_utf8_next(text + at, len - at, &code);
        if (cli_is_space(code)) {
            cli_buffer_append(out, text + good, at - good);
            good = at + char_len;
        }
        at += char_len;
    }
    cli_buffer_append(out, text + good, len - good);
}

/* Add what stands between two words: each character is a word of its own. */
static void words_add_gap(cli_buffer *out, const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        uint32_t code;
        size_t char_len = cli_utf8_next(text + at, len - at, &code);
        if (!cli_is_space(code))
            words_add(out, text + at, char_len);
        at += char_len;
    }
}

static void words_print_line(tokens_run *run, const char *line, size_t len)
{
    cli_buffer *out = &run->words;
    size_t at = 0;
    out->len = 0;
    if (!run->is_sorted)
        qsort(run->spans, run->span_count, sizeof *run->spans, span_compare);
    for (size_t index = 0; index < run->span_count; index++) {
        const token_span *span = &run->spans[index];
        if (span->start < at || span->end <= span->start)
            continue;
        words_add_gap(out, line + at, span->start - at);
        words_add(out, line + span->start, span->end - span->start);
        at = span->end;
    }
    words_add_gap(out, line + at, len - at);
    cli_buffer_append(out, "\n", 1);
    fwrite(out->data, 1, out->len, stdout);
    run->span_count = 0;
    run->is_sorted = true;
}

/* Note where the units of the line start, and its end. */
static void tokens_map_line(tokens_run *run, const char *line, size_t len)
{
    size_t count = 0;
    size_t at = 0;
    if (run->byte_capacity < len + 1) {
        run->byte_capacity = len + 1;
        run->bytes =
            cli_realloc(run->bytes, run->byte_capacity * sizeof *run->bytes);
    }
    while (at < len) {
        uint32_t code;
        size_t char_len = cli_utf8_next(line + at, len - at, &code);
        run->bytes[count++] = (uint32_t)at;
        if (run->unit == SUO_OFFSET_UTF16 && code > 0xFFFF &&
            code != CLI_BROKEN)
            run->bytes[count++] = (uint32_t)at;
        at += char_len;
    }
    run->bytes[count] = (uint32_t)at;
}

static suo_status tokens_line(tokens_run *run, const char *line, size_t len)
{
    if (run->unit != SUO_OFFSET_BYTES)
        tokens_map_line(run, line, len);
    json_object *list =
        run->format == TOKENS_JSON ? json_object_new_array() : NULL;
    suo_status status =
        suo_tokenizer_start(run->tokenizer, line, (int64_t)len, &run->error);
    while (status == SUO_OK) {
        const suo_token *tokens;
        uint64_t count;
        status =
            suo_tokenizer_next(run->tokenizer, &tokens, &count, &run->error);
        if (status != SUO_OK || count == 0)
            break;
        for (uint64_t at = 0; at < count; at++) {
            if (run->format == TOKENS_TABLE)
                token_print(run, &tokens[at], line);
            else if (run->format == TOKENS_WORDS)
                words_keep(run, &tokens[at], line);
            else
                json_object_array_add(list, token_json(run, &tokens[at], line));
        }
    }
    if (status == SUO_OK && run->format == TOKENS_WORDS)
        words_print_line(run, line, len);
    else if (status == SUO_OK && run->format == TOKENS_JSON)
        cli_json_print(list);
    if (status == SUO_OK && run->format != TOKENS_WORDS)
        putchar('\n');
    json_object_put(list);
    return status;
}

/* All lines of one file. Returns an exit code. */
static int tokens_file(tokens_run *run, cli_reader *reader, const char *path)
{
    const char *line;
    size_t len;
    int code = CLI_OK;
    cli_read read = CLI_READ_ERROR;
    if (cli_reader_open(reader, path)) {
        while ((read = cli_reader_next(reader, &line, &len)) <= CLI_READ_LONG) {
            if (read == CLI_READ_LONG) {
                fprintf(stderr, "%s:%llu: the line is longer than 1 GiB\n",
                        path, (unsigned long long)reader->line);
                code = CLI_BAD_INPUT;
            } else if (tokens_line(run, line, len) != SUO_OK) {
                return cli_fail(path, &run->error);
            }
        }
    }
    if (read == CLI_READ_ERROR) {
        fprintf(stderr, "suo: %s: %s\n", path, strerror(errno));
        code = CLI_BAD_INPUT;
    }
    cli_reader_close(reader);
    return code;
}

static int tokens_all(tokens_run *run, const char **paths)
{
    static const char *const STDIN_ONLY[] = {"-", NULL};
    cli_reader reader = CLI_READER_CLOSED;
    const char *const *list = paths != NULL ? paths : STDIN_ONLY;
    int code = CLI_OK;
    for (size_t at = 0; list[at] != NULL && code <= CLI_BAD_INPUT; at++) {
        int file_code = tokens_file(run, &reader, list[at]);
        code = file_code > code ? file_code : code;
    }
    cli_reader_free(&reader);
    return code;
}

/* A tokenizer with Suo's own segmenter of Han text, or with ICU's, for text
 * in a language; SUO_INVALID if there is no such language. */
static suo_status tokens_open(tokens_run *run, bool is_icu,
                              const char *language)
{
    suo_schema *schema = NULL;
    uint32_t field = 0;
    suo_status status = suo_schema_new(&schema, &run->error);
    if (status == SUO_OK)
        status = suo_schema_add_field(schema, "text", -1, SUO_FIELD_TEXT,
                                      &field, &run->error);
    if (status == SUO_OK)
        status =
            suo_schema_set_language(schema, field, language, -1, &run->error);
    if (status == SUO_OK && is_icu)
        status = suo_schema_set_option(schema, "han", -1, 1, &run->error);
    if (status == SUO_OK)
        status = suo_tokenizer_new_for_field(schema, field, &run->tokenizer,
                                             &run->error);
    suo_schema_free(schema);
    return status;
}

/* A tokenizer as an index uses it for a field; the snapshot must stay open. */
static int tokens_open_index(tokens_run *run, const char *path,
                             const char *name)
{
    uint32_t field = 0;
    suo_status status =
        suo_snapshot_open(path, -1, &run->snapshot, &run->error);
    if (status != SUO_OK)
        return cli_fail(path, &run->error);
    const suo_schema *schema = suo_snapshot_schema(run->snapshot);
    if (name == NULL) /* the first text field */
        while (field < suo_schema_field_count(schema) &&
               suo_schema_field_kind(schema, field) != SUO_FIELD_TEXT)
            field++;
    else if (suo_schema_find_field(schema, name, -1, &field, NULL) != SUO_OK)
        field = UINT32_MAX;
    status = suo_snapshot_tokenizer_new(run->snapshot, field, &run->tokenizer,
                                        &run->error);
    if (status == SUO_NOT_FOUND)
        return cli_usage_error(&USAGE,
                               "--field: the index has no text field %s",
                               name != NULL ? name : "at all");
    return status == SUO_OK ? CLI_OK : cli_fail(path, &run->error);
}

/* What the options ask for. */
typedef struct tokens_options {
    int is_json;
    int is_words;
    char *han;
    char *language;
    char *index;
    char *field;
    char *offsets;
} tokens_options;

/* Read --offsets; false if it names no unit. */
static bool offsets_find(const char *name, suo_offset_unit *unit)
{
    static const char *const NAMES[] = {
        [SUO_OFFSET_BYTES] = "bytes",
        [SUO_OFFSET_CODE_POINTS] = "points",
        [SUO_OFFSET_UTF16] = "utf16",
    };
    for (int at = SUO_OFFSET_BYTES; at <= SUO_OFFSET_UTF16; at++)
        if (strcmp(name, NAMES[at]) == 0) {
            *unit = (suo_offset_unit)at;
            return true;
        }
    return false;
}

/* Check the options, and open the tokenizer they ask for. */
static int tokens_prepare(tokens_run *run, const tokens_options *o)
{
    bool is_icu = o->han != NULL && strcmp(o->han, "icu") == 0;
    if (o->han != NULL && !is_icu && strcmp(o->han, "suo") != 0)
        return cli_usage_error(&USAGE, "--han: suo or icu");
    if (o->is_json && o->is_words)
        return cli_usage_error(&USAGE, "--json or --words, but not both");
    if (o->is_words && o->offsets != NULL)
        return cli_usage_error(&USAGE, "--words shows no offsets");
    if (o->offsets != NULL && !offsets_find(o->offsets, &run->unit))
        return cli_usage_error(&USAGE, "--offsets: bytes, points or utf16");
    if (o->index != NULL && (o->han != NULL || o->language != NULL))
        return cli_usage_error(&USAGE,
                               "--index says how to cut: no --han, --language");
    if (o->index == NULL && o->field != NULL)
        return cli_usage_error(&USAGE, "--field wants an --index");
    run->format = o->is_json    ? TOKENS_JSON
                  : o->is_words ? TOKENS_WORDS
                                : TOKENS_TABLE;
    suo_status status = SUO_OK;
    int code = CLI_OK;
    if (o->index != NULL)
        code = tokens_open_index(run, o->index, o->field);
    else
        status = tokens_open(run, is_icu,
                             o->language != NULL ? o->language : "english");
    if (status == SUO_INVALID)
        return cli_usage_error(&USAGE, "--language: %s", run->error.message);
    if (status == SUO_OK && code == CLI_OK)
        status = suo_tokenizer_set_offsets(run->tokenizer, (int32_t)run->unit,
                                           &run->error);
    return status == SUO_OK ? code : cli_fail("tokenizer", &run->error);
}

static void tokens_free(tokens_run *run, tokens_options *o)
{
    suo_tokenizer_free(run->tokenizer);
    suo_snapshot_close(run->snapshot);
    free(run->spans);
    free(run->bytes);
    cli_buffer_free(&run->words);
    free(o->han);
    free(o->language);
    free(o->index);
    free(o->field);
    free(o->offsets);
}

int cli_tokens(int argc, const char **argv)
{
    tokens_run run = {.is_sorted = true, .error = {.size = sizeof(suo_error)}};
    tokens_options o = {0};
    const struct poptOption options[] = {
        {"index", 0, POPT_ARG_STRING, &o.index, 0,
         "Cut as this index does, with its own words", "INDEX"},
        {"field", 0, POPT_ARG_STRING, &o.field, 0,
         "As in this text field of it (default: the first)", "NAME"},
        {"words", 0, POPT_ARG_NONE, &o.is_words, 0,
         "Print the words parted by one space, a line for a line", NULL},
        {"json", 0, POPT_ARG_NONE, &o.is_json, 0, "Print one JSON array a line",
         NULL},
        {"offsets", 0, POPT_ARG_STRING, &o.offsets, 0,
         "What start and end count (default: bytes): code points as in Python, "
         "UTF-16 as in Java and JavaScript",
         "bytes|points|utf16"},
        {"han", 0, POPT_ARG_STRING, &o.han, 0,
         "Who cuts Han text (default: suo)", "suo|icu"},
        {"language", 0, POPT_ARG_STRING, &o.language, 0,
         "How words are stemmed (default: english): german, de, none ...",
         "LANGUAGE"},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code)) {
        code = tokens_prepare(&run, &o);
        if (code == CLI_OK)
            code = tokens_all(&run, poptGetArgs(context));
    }
    tokens_free(&run, &o);
    poptFreeContext(context);
    return code;
}
