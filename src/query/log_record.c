/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_record.c - mask a question, and hash the words that are left.
 */
#include "query/log_record.h"

#include "base/hash.h"
#include "base/memory.h"
#include "text/masking.h"
#include "text/tokenizer.h"
#include "text/utf8.h"

enum { WORDS_MAX = 256 }; /* of a question, that tell it from others */

/* A word in the buffer of words. */
typedef struct scribe_word {
    uint32_t start;
    uint32_t len;
    bool is_stop;
} scribe_word;

struct suo_log_scribe {
    suo_tokenizer *tokenizer;
    suo_masking masking;
    const suo_kept_words *kept;
    suo_buffer terms; /* of the words, one after the other */
    suo_buffer form;  /* what is hashed */
    scribe_word words[WORDS_MAX];
    uint32_t word_count;
};

suo_status suo_log_scribe_make(const suo_kept_words *kept,
                               suo_log_scribe **scribe, suo_error *error)
{
    const suo_analyzer analyzer = {0};
    suo_log_scribe *made = suo_alloc_zero(1, sizeof(*made));
    *scribe = NULL;
    if (made == NULL)
        return suo_error_no_memory(error);
    suo_status status = suo_tokenizer_make(&analyzer, &made->tokenizer, error);
    if (status != SUO_OK) {
        suo_dealloc(made);
        return status;
    }
    made->kept = kept;
    *scribe = made;
    return SUO_OK;
}

void suo_log_scribe_free(suo_log_scribe *scribe)
{
    if (scribe == NULL)
        return;
    suo_tokenizer_free(scribe->tokenizer);
    suo_masking_clear(&scribe->masking);
    suo_buffer_free(&scribe->terms);
    suo_buffer_free(&scribe->form);
    suo_dealloc(scribe);
}

/* ---- what was asked ---- */

static int scribe_compare(const suo_log_scribe *scribe, const scribe_word *a,
                          const scribe_word *b)
{
    return suo_bytes_compare(scribe->terms.data + a->start, a->len,
                             scribe->terms.data + b->start, b->len);
}

/* Put a word in its place, by its bytes; one that is there is left out. */
static void scribe_insert(suo_log_scribe *scribe, const scribe_word *word)
{
    uint32_t at = scribe->word_count;
    int order = 1;
    while (at > 0) {
        order = scribe_compare(scribe, word, &scribe->words[at - 1]);
        if (order >= 0)
            break;
        at--;
    }
    if ((at > 0 && order == 0) || scribe->word_count == WORDS_MAX)
        return;
    memmove(scribe->words + at + 1, scribe->words + at,
            (scribe->word_count - at) * sizeof(*scribe->words));
    scribe->words[at] = *word;
    scribe->word_count++;
}

static suo_status scribe_read_words(suo_log_scribe *scribe, suo_error *error)
{
    const suo_buffer *text = &scribe->masking.text;
    const suo_token *tokens;
    uint64_t count;
    suo_buffer_reset(&scribe->terms);
    scribe->word_count = 0;
    suo_status status = suo_tokenizer_start(
        scribe->tokenizer, text->len > 0 ? (const char *)text->data : "",
        (int64_t)text->len, error);
    while (status == SUO_OK) {
        status = suo_tokenizer_next(scribe->tokenizer, &tokens, &count, error);
        if (status != SUO_OK || count == 0)
            break;
        for (uint64_t i = 0; i < count; i++) {
            if (tokens[i].kind != SUO_TOKEN_WORD)
                continue;
            const scribe_word word = {(uint32_t)scribe->terms.len,
                                      tokens[i].term_len,
                                      tokens[i].flags & SUO_TOKEN_STOP};
            suo_buffer_add(&scribe->terms, tokens[i].term, word.len);
            if (!scribe->terms.failed)
                scribe_insert(scribe, &word);
        }
    }
    return status == SUO_OK ? suo_buffer_status(&scribe->terms, error) : status;
}

/* The key of the words; stop words only if there are no others. */
static suo_status scribe_hash(suo_log_scribe *scribe, uint64_t *key,
                              suo_error *error)
{
    bool has_others = false;
    suo_buffer_reset(&scribe->form);
    for (uint32_t i = 0; i < scribe->word_count; i++)
        has_others |= !scribe->words[i].is_stop;
    for (uint32_t i = 0; i < scribe->word_count; i++) {
        const scribe_word *word = &scribe->words[i];
        if (!has_others || !word->is_stop)
            suo_buffer_add_text(&scribe->form, scribe->terms.data + word->start,
                                word->len);
    }
    suo_status status = suo_buffer_status(&scribe->form, error);
    if (status == SUO_OK)
        *key = suo_hash(scribe->form.data, scribe->form.len);
    return status;
}

/* Copy as much of the masked text as has room, with a sign if that is not
 * all. */
static void scribe_copy_text(const suo_buffer *text, suo_log_record *record)
{
    static const char MORE[] = "…";
    size_t len = text->len;
    if (len > SUO_LOG_TEXT_MAX) {
        len = SUO_LOG_TEXT_MAX - (sizeof(MORE) - 1);
        while (len > 0 && suo_utf8_is_tail(text->data[len]))
            len--;
    }
    if (len > 0)
        memcpy(record->text, text->data, len);
    record->text_len = (uint8_t)len;
    if (len == text->len)
        return;
    memcpy(record->text + len, MORE, sizeof(MORE) - 1);
    record->text_len += sizeof(MORE) - 1;
}

/* ---- the record ---- */

static suo_status scribe_check(const suo_logged_search *search,
                               suo_error *error)
{
    const int64_t end = ((int64_t)SUO_LOG_DAY_MAX + 1) * SUO_LOG_DAY_SECONDS;
    if (search->question == NULL &&
        suo_text_len(search->question, search->question_len) > 0)
        return suo_error_set(error, SUO_INVALID, "the question is missing");
    if (search->time < 0 || search->time >= end)
        return suo_error_set(error, SUO_INVALID,
                             "the time is not between 1970 and 9999");
    if (!(search->answerability <= 1))
        return suo_error_set(error, SUO_INVALID, "an answerability is 0 to 1");
    if (suo_text_len(search->role, search->role_len) > SUO_NAME_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "the name of a role is too long");
    return SUO_OK;
}

/* A role's name that would be masked names a person, not a role. */
static suo_status scribe_write_role(suo_log_scribe *scribe,
                                    const suo_logged_search *search,
                                    suo_log_record *record, suo_error *error)
{
    size_t len =
        search->role == NULL ? 0 : suo_text_len(search->role, search->role_len);
    if (len == 0)
        return SUO_OK;
    suo_status status =
        suo_masking_read(&scribe->masking, search->role, len, NULL, error);
    if (status != SUO_OK)
        return status;
    record->is_other = scribe->masking.has_hidden;
    if (record->is_other)
        return SUO_OK;
    memcpy(record->role, search->role, len);
    record->role_len = (uint8_t)len;
    return SUO_OK;
}

suo_status suo_log_scribe_write(suo_log_scribe *scribe,
                                const suo_logged_search *search,
                                suo_log_record *record, suo_error *error)
{
    suo_status status = scribe_check(search, error);
    if (status != SUO_OK)
        return status;
    *record = (suo_log_record){
        .day = (uint32_t)(search->time / SUO_LOG_DAY_SECONDS),
        .answer =
            search->answerability < 0
                ? SUO_LOG_NO_ANSWER
                : (int32_t)(search->answerability * SUO_LOG_ANSWER_ONE + 0.5),
        .latency_us = search->latency_us,
        .is_empty = search->total == 0,
    };
    status = scribe_write_role(scribe, search, record, error);
    if (status == SUO_OK)
        status = suo_masking_read(
            &scribe->masking, search->question != NULL ? search->question : "",
            suo_text_len(search->question, search->question_len), scribe->kept,
            error);
    if (status == SUO_OK)
        status = scribe_read_words(scribe, error);
    if (status != SUO_OK || scribe->word_count == 0)
        return status;
    record->has_words = true;
    scribe_copy_text(&scribe->masking.text, record);
    return scribe_hash(scribe, &record->key, error);
}
