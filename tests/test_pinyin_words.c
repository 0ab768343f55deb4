/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_pinyin_words.c - how the commonest words are read, against a dictionary
 * that no table of ours was made from: CC-CEDICT, which is not in the project
 * (CC BY-SA). SUO_CEDICT names its file, unpacked; without it this skips.
 *
 * The words are the commonest of words.tsv, by frequency, that it has. A
 * reading is right if it is one of the dictionary's, tones aside. Each that is
 * not is printed.
 */
#include "support/unit.h"

#include "text/spelling.h"

#define WORDS SUO_SOURCE_DIR "/src/text/tables/words.tsv"

enum { JUDGED = 5000, WRONG_MAX = 25, WORD_BYTES = 64, READINGS = 64 };

typedef struct judged_word {
    char word[WORD_BYTES];
    char readings[2 * READINGS]; /* each with a '/' before and behind it */
    unsigned long frequency;
} judged_word;

static judged_word *words;
static size_t word_count;

static int by_word(const void *left, const void *right)
{
    const judged_word *a = left;
    const judged_word *b = right;
    return strcmp(a->word, b->word);
}

static int by_frequency(const void *left, const void *right)
{
    const judged_word *a = left;
    const judged_word *b = right;
    if (a->frequency != b->frequency)
        return a->frequency > b->frequency ? -1 : 1;
    return strcmp(a->word, b->word);
}

static void read_words(void)
{
    char line[256];
    FILE *in = fopen(WORDS, "rb");
    assert_non_null(in);
    words = calloc(200000, sizeof(*words));
    assert_non_null(words);
    while (fgets(line, sizeof(line), in) != NULL && word_count < 200000) {
        size_t len = strcspn(line, "\t");
        if (line[0] == '#' || len >= WORD_BYTES)
            continue;
        memcpy(words[word_count].word, line, len);
        words[word_count].frequency = strtoul(line + len, NULL, 10);
        word_count++;
    }
    fclose(in);
    qsort(words, word_count, sizeof(*words), by_word);
}

/* The dictionary's "yin2 hang2" as ours: no digits, v for u:, er for r. */
static void normalize(const char *from, size_t len, char *to)
{
    const char *end = from + len;
    for (; from < end; from++) {
        bool is_alone = (from[-1] == '[' || from[-1] == ' ');
        if (*from == 'u' && from[1] == ':') {
            *to++ = 'v';
            from++;
        } else if (*from == 'r' && is_alone && from[1] == '5') {
            *to++ = 'e';
            *to++ = 'r';
        } else if (*from < '0' || *from > '9') {
            *to++ = (char)(*from | 0x20); /* letters small, a blank stays */
        }
    }
    *to = '\0';
}

/* One entry: TRADITIONAL SIMPLIFIED [readings] /.../ */
static void take_entry(const char *line)
{
    const char *word = strchr(line, ' ');
    const char *open = strstr(line, " [");
    const char *close = strchr(line, ']');
    judged_word key = {.frequency = 0};
    char reading[4 * READINGS];
    if (line[0] == '#' || word == NULL || open == NULL || close == NULL ||
        open <= word || open - word > WORD_BYTES || close - open > READINGS)
        return;
    memcpy(key.word, word + 1, (size_t)(open - word - 1));
    judged_word *found =
        bsearch(&key, words, word_count, sizeof(*words), by_word);
    if (found == NULL)
        return;
    normalize(open + 2, (size_t)(close - open - 2), reading);
    if (strlen(found->readings) + strlen(reading) + 3 < sizeof(found->readings))
        sprintf(found->readings + strlen(found->readings), "/%s/", reading);
}

/* Our reading between slashes; false if the word is no Han alone. */
static bool read_word(suo_spelling *spelling, const char *word, char *reading)
{
    size_t len = 0;
    assert_status(
        suo_spelling_read(spelling, word, (uint32_t)strlen(word), NULL),
        SUO_OK);
    for (size_t i = 0; i < spelling->count && len < READINGS; i++)
        len += (size_t)sprintf(
            reading + len, "%s%s", i == 0 ? "/" : " ",
            suo_pinyin_syllables[spelling->units[i].syllable].letters);
    strcpy(reading + len, "/");
    return spelling->count > 0;
}

static void test_pinyin__reads_the_commonest_words_right(void **state)
{
    const char *path = getenv("SUO_CEDICT");
    char line[4096];
    char reading[4 * READINGS];
    suo_spelling spelling = {0};
    int judged = 0;
    int wrong = 0;
    (void)state;
    FILE *in = path != NULL ? fopen(path, "rb") : NULL;
    if (in == NULL)
        skip();
    read_words();
    while (fgets(line, sizeof(line), in) != NULL)
        take_entry(line);
    fclose(in);
    qsort(words, word_count, sizeof(*words), by_frequency);
    for (size_t i = 0; i < word_count && judged < JUDGED; i++) {
        if (words[i].readings[0] == '\0' ||
            !read_word(&spelling, words[i].word, reading))
            continue;
        judged++;
        if (strstr(words[i].readings, reading) != NULL)
            continue;
        wrong++;
        print_message("%s %s, dictionary %s\n", words[i].word, reading,
                      words[i].readings);
    }
    print_message("%d words, %d read otherwise\n", judged, wrong);
    suo_spelling_clear(&spelling);
    free(words);
    assert_int_equal(judged, JUDGED);
    assert_true(wrong <= WRONG_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pinyin__reads_the_commonest_words_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
