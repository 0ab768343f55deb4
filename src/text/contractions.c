/* SPDX-License-Identifier: Apache-2.0 */
/*
 * contractions.c - the endings of contractions, and those that go by a list.
 *
 * With an apostrophe the ending tells. Without one only those are listed that
 * are no other word: not id, ill, lets, shell, wed, well, were, nor im, which
 * in support text is instant messaging.
 */
#include "text/contractions.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"

typedef struct contraction {
    char whole[9]; /* at most 8 letters */
    char first[7];
} contraction;

static const contraction CONTRACTIONS[] = {
    {"ain't", "is"},        {"aint", "is"},     {"arent", "are"},
    {"can't", "can"},       {"cannot", "can"},  {"cant", "can"},
    {"couldnt", "could"},   {"didnt", "did"},   {"doesnt", "does"},
    {"dont", "do"},         {"hadnt", "had"},   {"hasnt", "has"},
    {"havent", "have"},     {"hes", "he"},      {"isnt", "is"},
    {"ive", "i"},           {"mustnt", "must"}, {"neednt", "need"},
    {"shan't", "shall"},    {"shant", "shall"}, {"shes", "she"},
    {"shouldnt", "should"}, {"theyd", "they"},  {"theyll", "they"},
    {"theyre", "they"},     {"theyve", "they"}, {"wasnt", "was"},
    {"werent", "were"},     {"weve", "we"},     {"whos", "who"},
    {"won't", "will"},      {"wont", "will"},   {"wouldnt", "would"},
    {"youd", "you"},        {"youll", "you"},   {"youre", "you"},
    {"youve", "you"},
};

/* Taken off where they are found, one after the other: couldn't've. */
static const char *const CONTRACTION_ENDINGS[] = {"'m",  "'re", "'ve",
                                                  "'ll", "'d",  "n't"};

static size_t contraction_take(char *word, size_t len, const char *ending)
{
    size_t ending_len = strlen(ending);
    if (len <= ending_len ||
        memcmp(word + len - ending_len, ending, ending_len) != 0)
        return len;
    return len - ending_len;
}

/* The contraction of the list that the word is; NULL if it is none. */
static const contraction *contraction_find(const char *word, size_t len)
{
    uint64_t key = 0; /* eight bytes at once: every new word is asked */
    if (len > sizeof(key))
        return NULL;
    memcpy(&key, word, len);
    size_t count = sizeof(CONTRACTIONS) / sizeof(CONTRACTIONS[0]);
    for (size_t i = 0; i < count; i++) {
        uint64_t whole;
        memcpy(&whole, CONTRACTIONS[i].whole, sizeof(whole));
        if (whole == key)
            return &CONTRACTIONS[i];
    }
    return NULL;
}

size_t suo_contraction_cut(char *word, size_t len)
{
    const contraction *known = contraction_find(word, len);
    if (known != NULL) {
        size_t first_len = strlen(known->first);
        assert(first_len <= len);
        memcpy(word, known->first, first_len);
        return first_len;
    }
    if (memchr(word, '\'', len) == NULL)
        return len;
    size_t count = sizeof(CONTRACTION_ENDINGS) / sizeof(CONTRACTION_ENDINGS[0]);
    for (size_t i = 0; i < count; i++)
        len = contraction_take(word, len, CONTRACTION_ENDINGS[i]);
    return len;
}

uint64_t suo_contraction_hash(void)
{
    return suo_hash(CONTRACTIONS, sizeof(CONTRACTIONS));
}
