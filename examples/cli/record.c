/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.c - one line of JSON as an object of json-c.
 *
 * json-c is quick but lenient even when strict. What would change data without
 * a word is caught here: its check of UTF-8 passes overlong forms, so the line
 * is checked before; it replaces a lone surrogate without telling, so these
 * are counted; it ends a key at an escaped NUL, so such a line is refused; it
 * clamps integers that int64 does not hold. NaN and Infinity it reads as
 * numbers: no field takes them. Other leniency (a control character in a
 * string, "1.") changes nothing and differs with its version.
 */
#include "record.h"

#include <locale.h>
#include <string.h>

#include "cli.h"

enum { ESCAPE_NONE = -1, ESCAPE_LEN = 6 };

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

/* The UTF-16 unit of "\uXXXX", or ESCAPE_NONE if no such escape is here. */
static int escape_unit(const char *at, const char *end)
{
    if (end - at < ESCAPE_LEN || at[0] != '\\' || at[1] != 'u')
        return ESCAPE_NONE;
    int unit = 0;
    for (int nth = 2; nth < ESCAPE_LEN; nth++) {
        int digit = hex_digit(at[nth]);
        if (digit < 0)
            return ESCAPE_NONE;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* The quote that ends the string 'at' stands in, or 'end'. */
static const char *string_end(const char *at, const char *end)
{
    while (at < end && *at != '"')
        at += *at == '\\' && end - at > 1 ? 2 : 1;
    return at;
}

static bool string_is_key(const char *quote, const char *end)
{
    const char *at = quote < end ? quote + 1 : end;
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
        at++;
    return at < end && *at == ':';
}

/*
 * Count the lone surrogates among the escapes, and look for a NUL in a key:
 * 'nul_key' receives where one stands, or NULL. No string is passed over more
 * than twice, however many NULs it holds.
 */
static uint64_t escapes_check(const char *line, size_t len,
                              const char **nul_key)
{
    const char *end = line + len;
    const char *at = line;
    const char *checked = line; /* strings before here are no such keys */
    uint64_t lone_count = 0;
    *nul_key = NULL;
    while ((at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
        int unit = escape_unit(at, end);
        if (unit == ESCAPE_NONE) {
            at += end - at > 1 ? 2 : 1;
            continue;
        }
        if (unit == 0 && at >= checked) {
            checked = string_end(at, end);
            if (string_is_key(checked, end)) {
                *nul_key = at;
                break;
            }
        }
        at += ESCAPE_LEN;
        bool is_high = unit >= 0xD800 && unit <= 0xDBFF;
        int next = is_high ? escape_unit(at, end) : ESCAPE_NONE;
        if (next >= 0xDC00 && next <= 0xDFFF)
            at += ESCAPE_LEN;
        else
            lone_count += unit >= 0xD800 && unit <= 0xDFFF;
    }
    return lone_count;
}

static bool record_refuse(cli_record *record, const char *wrong, size_t offset)
{
    record->wrong = wrong;
    record->column = 1;
    for (size_t at = 0; at < offset && at < record->len; at++)
        record->column += ((unsigned char)record->line[at] & 0xC0) != 0x80;
    return false;
}

/* What json-c holds against the line. */
static const char *tokener_complaint(enum json_tokener_error error)
{
    if (error == json_tokener_continue)
        error = json_tokener_error_parse_eof;
    if (error == json_tokener_error_depth)
        return "nesting too deep, 64 levels at most";
    return json_tokener_error_desc(error);
}

_Static_assert(CLI_NESTING_MAX == 64, "the complaint names it");

static bool record_read(json_tokener *tokener, cli_record *record)
{
    json_tokener_reset(tokener);
    record->root =
        json_tokener_parse_ex(tokener, record->line, (int)record->len);
    enum json_tokener_error error = json_tokener_get_error(tokener);
    size_t offset = json_tokener_get_parse_end(tokener);
    if (error != json_tokener_success)
        return record_refuse(record, tokener_complaint(error), offset);
    if (offset < record->len) /* a NUL, for json-c the end of the text */
        return record_refuse(
            record,
            json_tokener_error_desc(json_tokener_error_parse_unexpected),
            offset);
    if (json_object_is_type(record->root, json_type_object))
        return true;
    record->wrong = "JSON, but no object; one object a line is read";
    return false;
}

/*
 * For each line json-c turns the thread's locale into one with the numbers of
 * "C" and back. glibc makes and frees nothing for that if it is "C" as a
 * whole, which the tool's is in any case: it never asks for another. Without
 * this, a line of 250 bytes takes json-c 1800 instructions more than 11,000.
 */
static void use_plain_locale(void)
{
#ifdef __GLIBC__
    uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));
#endif
}

static json_tokener *parser_tokener(cli_parser *parser)
{
    if (parser->tokener == NULL) {
        use_plain_locale();
        parser->tokener = json_tokener_new_ex(CLI_NESTING_MAX + 1);
        if (parser->tokener == NULL)
            cli_out_of_memory(sizeof *parser->tokener);
        json_tokener_set_flags(parser->tokener, JSON_TOKENER_STRICT);
    }
    return parser->tokener;
}

bool cli_record_parse(cli_parser *parser, const char *line, size_t len,
                      cli_record *record)
{
    const char *nul_key;
    *record = (cli_record){.line = line, .len = len};
    if (!cli_utf8_is_valid(line, len)) {
        parser->repaired.len = 0;
        record->broken_count = cli_utf8_repair(line, len, &parser->repaired);
        record->line = parser->repaired.data;
        record->len = parser->repaired.len;
    }
    if (record->len > SUO_TEXT_MAX)
        return record_refuse(record, "longer than 1 GiB once repaired", 0);
    record->broken_count += escapes_check(record->line, record->len, &nul_key);
    if (nul_key != NULL)
        return record_refuse(record, "NUL in a key",
                             (size_t)(nul_key - record->line));
    return record_read(parser_tokener(parser), record);
}

void cli_record_clear(cli_record *record)
{
    json_object_put(record->root);
    *record = (cli_record){0};
}

void cli_parser_free(cli_parser *parser)
{
    if (parser->tokener != NULL)
        json_tokener_free(parser->tokener);
    cli_buffer_free(&parser->repaired);
    *parser = (cli_parser){0};
}

/* json-c makes INT64_MIN of anything below: the line must say it in full. */
static bool record_find_min(const cli_record *record)
{
    static const char MIN[] = "-9223372036854775808";
    const size_t min_len = sizeof MIN - 1;
    const char *end = record->line + record->len;
    const char *at = record->line;
    while ((at = memchr(at, '-', (size_t)(end - at))) != NULL) {
        if ((size_t)(end - at) > min_len && memcmp(at, MIN, min_len) == 0 &&
            (at[min_len] < '0' || at[min_len] > '9'))
            return true;
        at++;
    }
    return false;
}

/* The line is searched once, however many such values it has. */
static bool record_says_min(cli_record *record)
{
    if (!record->is_searched)
        record->says_min = record_find_min(record);
    record->is_searched = true;
    return record->says_min;
}

bool cli_record_integer(cli_record *record, json_object *value, int64_t *number)
{
    *number = 0;
    if (!json_object_is_type(value, json_type_int) ||
        json_object_get_uint64(value) > INT64_MAX)
        return false;
    *number = json_object_get_int64(value);
    return *number > INT64_MIN || record_says_min(record);
}
