/* SPDX-License-Identifier: Apache-2.0 */
/*
 * analysis.c - load words and synonyms into the books of an index's
 * languages.
 *
 * The first language's book is read; the others have the same phrases, cut
 * their way, and 'numbers' leads from one to the other.
 */
#include "query/analysis.h"

#include <assert.h>

#include "text/synonyms.h"

void suo_analysis_free(suo_analysis *analysis)
{
    if (analysis == NULL)
        return;
    for (uint32_t i = 0; i < analysis->language_count; i++) {
        suo_phrasebook_clear(&analysis->languages[i].book);
        suo_dealloc(analysis->languages[i].numbers);
        for (suo_tokenizer *kept;
             (kept = suo_pool_take(&analysis->languages[i].tokenizers)) !=
             NULL;)
            suo_tokenizer_free(kept);
    }
    for (suo_attachment *scratch;
         (scratch = suo_pool_take(&analysis->scratches)) != NULL;)
        scratch->free(scratch);
    suo_dealloc(analysis);
}

suo_status suo_analysis_take_tokenizer(const suo_analysis *analysis,
                                       uint32_t language,
                                       suo_tokenizer **tokenizer,
                                       suo_error *error)
{
    suo_analysis *owner = (suo_analysis *)(uintptr_t)analysis;
    *tokenizer = suo_pool_take(&owner->languages[language].tokenizers);
    if (*tokenizer != NULL)
        return SUO_OK;
    return suo_tokenizer_make(&analysis->languages[language].analyzer,
                              tokenizer, error);
}

void suo_analysis_give_tokenizer(const suo_analysis *analysis,
                                 uint32_t language, suo_tokenizer *tokenizer)
{
    suo_analysis *owner = (suo_analysis *)(uintptr_t)analysis;
    if (tokenizer != NULL)
        suo_tokenizer_free(
            suo_pool_give(&owner->languages[language].tokenizers, tokenizer));
}

uint32_t suo_analysis_find(const suo_analysis *analysis, uint32_t text_number)
{
    uint32_t number = 0;
    while (!(analysis->languages[number].fields >> text_number & 1))
        number++;
    assert(number < analysis->language_count);
    return number;
}

static void analysis_detach(suo_attachment *attachment)
{
    suo_analysis_free((suo_analysis *)(void *)attachment);
}

/* The first language: the words, then the rules. */
static suo_status analysis_load(suo_phrasebook *book, suo_tokenizer *tokenizer,
                                const suo_vocabulary *vocabulary,
                                suo_error *error)
{
    suo_status status = SUO_OK;
    for (size_t i = 0; i < vocabulary->count && status == SUO_OK; i++) {
        const suo_vocabulary_word *word = &vocabulary->words[i];
        status = suo_phrasebook_add_word(book, tokenizer, word->text,
                                         word->weight, word->since, error);
    }
    if (status == SUO_OK)
        status = suo_synonyms_load(book, tokenizer,
                                   (const char *)vocabulary->synonyms.bytes,
                                   vocabulary->synonyms.len, error);
    return status;
}

/* A further language: the phrases of the first. */
static suo_status analysis_copy(suo_analysis_language *language,
                                suo_tokenizer *tokenizer,
                                const suo_phrasebook *first, suo_error *error)
{
    suo_status status = SUO_OK;
    language->numbers = suo_alloc(first->count, sizeof(*language->numbers));
    if (language->numbers == NULL)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < first->count && status == SUO_OK; i++) {
        const suo_book_phrase *phrase = &first->phrases[i];
        status = suo_phrasebook_add(
            &language->book, tokenizer, (const char *)phrase->text.bytes,
            phrase->text.len, &language->numbers[i], error);
        if (status == SUO_OK && phrase->weight > 0)
            suo_phrasebook_weigh(&language->book, language->numbers[i],
                                 phrase->weight, phrase->since);
    }
    return status;
}

static suo_status analysis_fill(suo_analysis *analysis,
                                const suo_vocabulary *vocabulary,
                                suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < analysis->language_count && status == SUO_OK;
         i++) {
        suo_analysis_language *language = &analysis->languages[i];
        suo_tokenizer *tokenizer;
        status = suo_tokenizer_make(&language->analyzer, &tokenizer, error);
        if (status != SUO_OK)
            return status;
        status = i == 0 ? analysis_load(&language->book, tokenizer, vocabulary,
                                        error)
                        : analysis_copy(language, tokenizer,
                                        &analysis->languages[0].book, error);
        suo_tokenizer_free(tokenizer);
    }
    /* A writer has checked all of it: only a forged file fails here. */
    if (status == SUO_INVALID || status == SUO_LIMIT)
        status = suo_error_set(error, SUO_CORRUPT,
                               "the index's words or synonyms break a rule");
    return status;
}

suo_status suo_analysis_make(const suo_schema *schema,
                             const suo_vocabulary *vocabulary,
                             suo_analysis **analysis, suo_error *error)
{
    *analysis = NULL;
    suo_analysis *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    made->attachment.free = analysis_detach;
    suo_status status = SUO_OK;
    suo_schema_language languages[SUO_TEXT_FIELDS_MAX];
    made->language_count = suo_schema_list_languages(schema, languages);
    made->wants_pairs = schema->options[SUO_OPTION_ADJACENCY] > 0;
    for (uint32_t i = 0; i < made->language_count; i++) {
        made->languages[i].fields = languages[i].fields;
        made->languages[i].analyzer =
            (suo_analyzer){suo_schema_cuts_by_icu(schema), languages[i].name};
    }
    if (vocabulary != NULL && vocabulary->commit > 0)
        status = analysis_fill(made, vocabulary, error);
    if (status != SUO_OK) {
        suo_analysis_free(made);
        return status;
    }
    *analysis = made;
    return SUO_OK;
}

suo_status suo_analysis_get(const suo_snapshot *snapshot,
                            const suo_analysis **analysis, suo_error *error)
{
    const suo_attachment *kept = snapshot->attachment;
    suo_status status = SUO_OK;
    if (kept == NULL) {
        suo_analysis *made;
        status = suo_analysis_make(snapshot->manifest.schema,
                                   &snapshot->vocabulary, &made, error);
        if (status == SUO_OK)
            kept = suo_attachment_keep(suo_snapshot_slot(snapshot),
                                       &made->attachment);
    }
    *analysis = (const suo_analysis *)(const void *)kept;
    return status;
}
