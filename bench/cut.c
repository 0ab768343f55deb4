/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cut.c - the words that Suo's tokenizer makes of documents.
 */
#include "cut.h"

#include <stdlib.h>

#include "cli.h"

/* Where the words go. */
typedef struct cut_run {
    bench_cutter *cutter;
    const bench_vocabulary *known;
    bench_vocabulary *counted; /* NULL: 'known' is asked */
    uint64_t doc;
    uint32_t part;
} cut_run;

void bench_cutter_init(bench_cutter *cutter, const suo_schema *schema)
{
    *cutter =
        (bench_cutter){.schema = schema, .error = {.size = sizeof(suo_error)}};
}

void bench_cutter_free(bench_cutter *cutter)
{
    for (uint32_t field = 0; field < SUO_FIELDS_MAX; field++)
        suo_tokenizer_free(cutter->tokenizers[field]);
    free(cutter->words);
}

static suo_status cutter_start(bench_cutter *cutter, const bench_corpus *corpus,
                               const bench_part *part,
                               suo_tokenizer **tokenizer)
{
    suo_status status = SUO_OK;
    suo_tokenizer **kept = &cutter->tokenizers[part->field];
    if (*kept == NULL)
        status = suo_tokenizer_new_for_field(cutter->schema, part->field, kept,
                                             &cutter->error);
    *tokenizer = *kept;
    if (status == SUO_OK)
        status = suo_tokenizer_start(*kept, bench_corpus_text(corpus, part),
                                     (int64_t)part->len, &cutter->error);
    return status;
}

static void run_add(cut_run *run, const suo_token *token)
{
    bench_cutter *cutter = run->cutter;
    if (cutter->word_count == cutter->word_capacity) {
        cutter->word_capacity = cutter->word_capacity * 2 + 256;
        cutter->words = cli_realloc(cutter->words, cutter->word_capacity *
                                                       sizeof *cutter->words);
    }
    uint32_t term =
        run->counted != NULL
            ? bench_vocabulary_count(run->counted, token->term, token->term_len,
                                     run->doc)
            : bench_vocabulary_find(run->known, token->term, token->term_len);
    cutter->words[cutter->word_count++] =
        (bench_word){term,
                     run->part,
                     token->start,
                     token->end,
                     token->unit,
                     token->unit + token->unit_count,
                     (token->flags & SUO_TOKEN_STOP) != 0};
}

static suo_status run_part(cut_run *run, const bench_corpus *corpus)
{
    const bench_part *part = bench_corpus_part(corpus, run->doc, run->part);
    const suo_token *tokens;
    suo_tokenizer *tokenizer;
    uint64_t count = 0;
    suo_status status = cutter_start(run->cutter, corpus, part, &tokenizer);
    do {
        if (status == SUO_OK)
            status = suo_tokenizer_next(tokenizer, &tokens, &count,
                                        &run->cutter->error);
        for (uint64_t at = 0; status == SUO_OK && at < count; at++) {
            if (tokens[at].kind == SUO_TOKEN_WORD)
                run_add(run, &tokens[at]);
        }
    } while (status == SUO_OK && count > 0);
    return status;
}

static suo_status run_document(cut_run *run, const bench_corpus *corpus)
{
    suo_status status = SUO_OK;
    run->cutter->word_count = 0;
    uint32_t end = corpus->docs[run->doc].part_count;
    for (; run->part < end && status == SUO_OK; run->part++)
        status = run_part(run, corpus);
    return status;
}

suo_status bench_cut_count(bench_cutter *cutter, const bench_corpus *corpus,
                           uint64_t doc, bench_vocabulary *vocabulary)
{
    cut_run run = {cutter, NULL, vocabulary, doc, 0};
    return run_document(&run, corpus);
}

suo_status bench_cut(bench_cutter *cutter, const bench_corpus *corpus,
                     uint64_t doc, const bench_vocabulary *vocabulary)
{
    cut_run run = {cutter, vocabulary, NULL, doc, 0};
    return run_document(&run, corpus);
}

suo_status bench_cut_all(bench_cutter *cutter, const bench_corpus *corpus,
                         uint64_t *token_count)
{
    suo_status status = SUO_OK;
    *token_count = 0;
    for (uint64_t at = 0; at < corpus->part_count && status == SUO_OK; at++) {
        suo_tokenizer *tokenizer;
        const suo_token *tokens;
        uint64_t count = 0;
        status = cutter_start(cutter, corpus, &corpus->parts[at], &tokenizer);
        do {
            if (status == SUO_OK)
                status = suo_tokenizer_next(tokenizer, &tokens, &count,
                                            &cutter->error);
            *token_count += count;
        } while (status == SUO_OK && count > 0);
    }
    return status;
}
