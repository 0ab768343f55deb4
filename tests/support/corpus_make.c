/* SPDX-License-Identifier: Apache-2.0 */
/*
 * corpus_make.c - random documents and folders of them, and real ones from
 * files.
 *
 * The alphabet of the random ones is small, so that terms repeat, scores tie
 * and codes, their parts and their written forms meet.
 */
#include "support/corpus.h"

#include <sys/stat.h>

/* ---- random ---- */

static const char *const PIECES[] = {
    "退",          "货",        "款",
    "订",          "单",        "我",
    "的",          "数",        "据",
    "貨",          "數據",      "发票",
    "退货",        "客服",      "验证码",
    "怎么",        "可以",      "數(shù)據(jù)",
    "應(yīng)用",  "〇",        "々",
    "return",      "returns",   "returned",
    "card",        "cards",     "the",
    "of",          "is",        "to",
    "can",         "don't",     "V3 MONO",
    "v3mono",      "V3-MONO",   "ZA-3",
    "za3",         "3",         "mono",
    "iPhone15Pro", "iphone 15", "max_len",
    "maxLen",      "pre-order", "OneDrive",
    "drive",       "mo-no",     "e-mail",
    "5.3.1",       "531",       "v",
    "ｖ３",        "カード",    "かな",
    "카드",        "ไทย",       "αβγ",
    "😀",           "\xff",      "\xe9\x80",
};

char *corpus_random_text(test_random *random, uint32_t count, size_t *len)
{
    static const char *const JOINTS[] = {"",   "",   " ", " ",
                                         "，", "。", "-", "\n"};
    const uint32_t pieces = sizeof(PIECES) / sizeof(*PIECES);
    char *text = malloc((size_t)count * 32 + 1);
    assert_non_null(text);
    *len = 0;
    for (uint32_t i = 0; i < count; i++) {
        /* The lower of two draws: some pieces are common, some rare. */
        uint32_t a = (uint32_t)test_random_below(random, pieces);
        uint32_t b = (uint32_t)test_random_below(random, pieces);
        const char *piece = PIECES[(a < b ? a : b) * 31 % pieces];
        const char *joint = JOINTS[test_random_below(random, 8)];
        memcpy(text + *len, piece, strlen(piece));
        *len += strlen(piece);
        memcpy(text + *len, joint, strlen(joint));
        *len += strlen(joint);
    }
    text[*len] = '\0';
    return text;
}

void corpus_document_random(corpus_document *document, test_random *random,
                            const char *key, uint32_t words_max)
{
    static const uint32_t FIELDS[] = {CORPUS_TITLE, CORPUS_BODY, CORPUS_BODY,
                                      CORPUS_EXTRA, CORPUS_TAG,  CORPUS_NOTE};
    *document = (corpus_document){0};
    snprintf(document->key, sizeof(document->key), "%s", key);
    for (size_t i = 0; i < sizeof(FIELDS) / sizeof(*FIELDS); i++) {
        if (test_random_below(random, 3) == 0)
            continue; /* an empty field */
        size_t len;
        uint32_t words = (uint32_t)test_random_below(random, words_max + 1);
        if (FIELDS[i] == CORPUS_TITLE || FIELDS[i] == CORPUS_TAG)
            words = words / 4;
        char *text = corpus_random_text(random, words, &len);
        corpus_document_add(document, FIELDS[i], text, len);
        free(text);
    }
    document->votes = (int64_t)test_random_below(random, 4);
}

char *corpus_folder_random(const suo_schema *schema, corpus_putter *put,
                           test_random *random, uint32_t puts,
                           uint32_t commit_puts)
{
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer(folder, schema, 0);
    for (uint32_t i = 0; i < puts; i++) {
        put(writer, random, (uint32_t)test_random_below(random, puts * 7 / 8));
        if (i % commit_puts == commit_puts - 1)
            corpus_commit(writer);
    }
    corpus_writer_finish(writer);
    return folder;
}

char *corpus_folder_of_titles(uint32_t times)
{
    static const char *const TITLES[] = {"怎么申请退货", "退货运费",
                                         "Return policy", "提货点 A", "题号"};
    char *folder = corpus_folder_make();
    suo_writer *writer = corpus_writer_start(folder);
    for (uint32_t i = 0; i < 5 * times; i++) {
        char key[16];
        char title[64];
        snprintf(key, sizeof(key), "%u", i);
        snprintf(title, sizeof(title), "%s %u", TITLES[i % 5], i / 5);
        corpus_put_text(writer, key, i % 2 ? "r" : "s", title, NULL);
    }
    corpus_writer_finish(writer);
    return folder;
}

/* ---- files ---- */

const char *corpus_data(void)
{
    static char path[4096];
    struct stat about;
    const char *given = getenv("SUO_SHARED_DATA");
    snprintf(path, sizeof(path), "%s",
             given != NULL ? given : SUO_SOURCE_DIR "/../shared/data");
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode) ? path : NULL;
}

const char *corpus_data_or_skip(void)
{
    const char *data = corpus_data();
    if (data == NULL) {
        print_message("no real data (SUO_SHARED_DATA): skipped\n");
        skip();
    }
    return data;
}

char *corpus_read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    *len = 0;
    if (file == NULL)
        return NULL;
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    char *bytes = malloc((size_t)size + 1);
    assert_non_null(bytes);
    *len = fread(bytes, 1, (size_t)size, file);
    assert_int_equal(*len, size);
    bytes[size] = '\0';
    fclose(file);
    return bytes;
}

static size_t json_put_code(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const uint8_t LEADS[] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(LEADS[more] | code >> 6 * more);
    for (size_t i = 1; i <= more; i++)
        out[i] = (char)(0x80 | (code >> 6 * (more - i) & 0x3F));
    return more + 1;
}

/* The four hexadecimal digits of an escape, and of its second half. */
static const char *json_read_code(const char *at, uint32_t *code)
{
    char digits[5] = {0};
    memcpy(digits, at, 4);
    *code = (uint32_t)strtoul(digits, NULL, 16);
    at += 4;
    if (*code < 0xD800 || *code > 0xDBFF || at[0] != '\\' || at[1] != 'u')
        return at;
    memcpy(digits, at + 2, 4);
    uint32_t low = (uint32_t)strtoul(digits, NULL, 16);
    *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    return at + 6;
}

/* Unescape the string that begins after a quote; returns past its end. */
static const char *json_read_string(const char *at, char *out, size_t *len)
{
    static const char ESCAPES[] = "n\nt\tr\rb\bf\f";
    *len = 0;
    while (*at != '"' && *at != '\0') {
        if (*at != '\\') {
            out[(*len)++] = *at++;
            continue;
        }
        at++;
        if (*at == 'u') {
            uint32_t code;
            at = json_read_code(at + 1, &code);
            *len += json_put_code(out + *len, code);
            continue;
        }
        const char *escape = strchr(ESCAPES, *at);
        bool is_known = escape != NULL && (escape - ESCAPES) % 2 == 0;
        out[(*len)++] = is_known ? escape[1] : *at;
        at++;
    }
    out[*len] = '\0';
    return *at == '"' ? at + 1 : at;
}

/* Take id, title and body of one line; a name is a string before a colon. */
static void json_read_line(const char *line, corpus_document *document,
                           char *name, char *text)
{
    size_t name_len;
    size_t len;
    *document = (corpus_document){0};
    for (const char *at = line; *at != '\0';) {
        if (*at != '"') {
            at++;
            continue;
        }
        at = json_read_string(at + 1, name, &name_len);
        at += strspn(at, " ");
        if (*at != ':')
            continue;
        at += 1 + strspn(at + 1, " ");
        if (*at != '"')
            continue;
        at = json_read_string(at + 1, text, &len);
        if (strcmp(name, "id") == 0)
            snprintf(document->key, sizeof(document->key), "%s", text);
        else if (strcmp(name, "title") == 0)
            corpus_document_add(document, CORPUS_TITLE, text, len);
        else if (strcmp(name, "body") == 0)
            corpus_document_add(document, CORPUS_BODY, text, len);
    }
}

uint32_t corpus_read_json(const char *path, corpus_document *documents,
                          uint32_t max)
{
    size_t len;
    char *bytes = corpus_read_file(path, &len);
    if (bytes == NULL)
        return 0;
    char *name = malloc(len + 1);
    char *text = malloc(len + 1);
    assert_true(name != NULL && text != NULL);
    uint32_t count = 0;
    for (char *line = bytes; *line != '\0' && count < max;) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end = '\0';
        json_read_line(line, &documents[count++], name, text);
        line = end != NULL ? end + 1 : line + strlen(line);
    }
    free(text);
    free(name);
    free(bytes);
    return count;
}

uint32_t corpus_read_questions(const char *path, char **texts, uint32_t max)
{
    size_t len;
    uint32_t count = 0;
    char *bytes = corpus_read_file(path, &len);
    if (bytes == NULL)
        return 0;
    for (char *line = bytes; *line != '\0' && count < max;) {
        char *end = line + strcspn(line, "\n");
        char *tab = memchr(line, '\t', (size_t)(end - line));
        assert_non_null(tab);
        size_t text_len = (size_t)(end - tab - 1);
        texts[count] = malloc(text_len + 1);
        assert_non_null(texts[count]);
        memcpy(texts[count], tab + 1, text_len);
        texts[count++][text_len] = '\0';
        line = *end != '\0' ? end + 1 : end;
    }
    free(bytes);
    return count;
}
