/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenizer.c - from text to tokens: piece -> folded text -> runs -> tokens.
 *
 * A piece of the text is folded, its runs are taken one after the other, and
 * each adds its tokens to the batch until that is full. A Latin or other run
 * goes into one batch whole. The Han runs of a piece are cut together; one of
 * them, which may be long, is added some words at a time.
 *
 * Everything is scratch that grows to what the longest piece needs and then
 * stays: a steady stream of texts allocates nothing.
 */
#include "text/tokenizer.h"

#include <assert.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uversion.h>
#include <utf8proc.h>

#include "base/hash.h"
#include "base/memory.h"
#include "text/accents.h"
#include "text/ascii.h"
#include "text/batch.h"
#include "text/codes.h"
#include "text/contractions.h"
#include "text/fold.h"
#include "text/han_tokens.h"
#include "text/lexicon.h"
#include "text/mixed.h"
#include "text/offsets.h"
#include "text/overlay.h"
#include "text/pieces.h"
#include "text/runs.h"
#include "text/stem.h"
#include "text/stop.h"
#include "text/utf8.h"
#include "text/words.h"

enum {
    /* Raise it when any rule of cutting changes. */
    TOKENIZER_RULES = 5
};

struct suo_tokenizer {
    uint32_t piece_bytes;
    int32_t offset_unit; /* of the next text */
    const char *text;
    uint32_t text_len;
    uint32_t text_at; /* where the next piece starts */
    uint32_t unit;    /* number of the next unit */
    size_t folded_at; /* next character of the piece */
    suo_folded folded;
    suo_words words;
    suo_stem stem;
    suo_batch batch;
    suo_offsets offsets;
    suo_codes codes; /* both point to what stands above */
    suo_han_tokens han;
    const suo_phrasebook *book; /* the user's words; NULL: none */
    suo_overlay overlay;
};

suo_status suo_tokenizer_make(const suo_analyzer *analyzer,
                              suo_tokenizer **tokenizer, suo_error *error)
{
    suo_language language = {0};
    const char *name = analyzer->language;
    *tokenizer = NULL;
    if (name != NULL && !suo_language_find(name, strlen(name), &language))
        return suo_error_set(error, SUO_VERSION,
                             "this Suo has no stemmer for '%s'", name);
    *tokenizer = suo_alloc_zero(1, sizeof(**tokenizer));
    if (*tokenizer == NULL)
        return suo_error_no_memory(error);
    (*tokenizer)->piece_bytes = SUO_PIECE_BYTES;
    (*tokenizer)->stem.language = language;
    const suo_stop *stop =
        language.kind == SUO_LANGUAGE_OTHER ? &suo_stop_chinese : &suo_stop_all;
    (*tokenizer)->stem.stop = stop;
    (*tokenizer)->codes = (suo_codes){
        &(*tokenizer)->batch, &(*tokenizer)->folded, &(*tokenizer)->stem, stop};
    (*tokenizer)->han = (suo_han_tokens){
        .batch = &(*tokenizer)->batch,
        .folded = &(*tokenizer)->folded,
        .stop = stop,
        .words = analyzer->han_by_icu ? &(*tokenizer)->words : NULL};
    return SUO_OK;
}

void suo_tokenizer_free(suo_tokenizer *tokenizer)
{
    if (tokenizer == NULL)
        return;
    suo_folded_clear(&tokenizer->folded);
    suo_han_tokens_clear(&tokenizer->han);
    suo_words_clear(&tokenizer->words);
    suo_stem_clear(&tokenizer->stem);
    suo_batch_clear(&tokenizer->batch);
    suo_overlay_clear(&tokenizer->overlay);
    suo_offsets_clear(&tokenizer->offsets);
    suo_dealloc(tokenizer);
}

void suo_tokenizer_set_piece(suo_tokenizer *tokenizer, uint32_t bytes)
{
    assert(bytes > 0 && bytes <= SUO_STRETCH_BYTES);
    tokenizer->piece_bytes = bytes;
}

suo_status suo_tokenizer_set_offsets(suo_tokenizer *tokenizer, int32_t unit,
                                     suo_error *error)
{
    if (tokenizer == NULL)
        return suo_error_set(error, SUO_INVALID, "no tokenizer");
    if (unit < SUO_OFFSET_BYTES || unit > SUO_OFFSET_UTF16)
        return suo_error_set(error, SUO_INVALID, "no unit of offsets is %d",
                             (int)unit);
    tokenizer->offset_unit = unit;
    return SUO_OK;
}

/* Forget the text: the next call of next finds its end. */
static void tokenizer_reset(suo_tokenizer *tokenizer)
{
    tokenizer->text = NULL;
    tokenizer->text_len = 0;
    tokenizer->text_at = 0;
    tokenizer->unit = 0;
    tokenizer->folded_at = 0;
    tokenizer->folded.count = 0;
    suo_han_tokens_reset(&tokenizer->han);
}

void suo_tokenizer_set_book(suo_tokenizer *tokenizer,
                            const suo_phrasebook *book)
{
    tokenizer->book = book;
    tokenizer_reset(tokenizer);
}

suo_status suo_tokenizer_start(suo_tokenizer *tokenizer, const char *text,
                               int64_t text_len, suo_error *error)
{
    if (tokenizer == NULL)
        return suo_error_set(error, SUO_INVALID, "no tokenizer");
    tokenizer_reset(tokenizer);
    tokenizer->folded.replaced = 0;
    suo_offsets_start(&tokenizer->offsets, tokenizer->offset_unit);
    if (text == NULL && text_len != 0)
        return suo_error_set(error, SUO_INVALID, "no text");
    uint64_t len = text_len < 0 ? strlen(text) : (uint64_t)text_len;
    if (len > SUO_TEXT_MAX)
        return suo_error_set(
            error, SUO_LIMIT, "a text of %llu bytes; at most %llu",
            (unsigned long long)len, (unsigned long long)SUO_TEXT_MAX);
    tokenizer->text = text;
    tokenizer->text_len = (uint32_t)len;
    if (tokenizer->book != NULL)
        suo_book_reader_start(&tokenizer->overlay.reader, tokenizer->book, text,
                              len);
    return SUO_OK;
}

uint64_t suo_tokenizer_replaced(const suo_tokenizer *tokenizer)
{
    return tokenizer == NULL ? 0 : tokenizer->folded.replaced;
}

/* ---- other scripts ---- */

/* Write the characters [from, to), at most SUO_TOKEN_TERM_MAX bytes. */
static size_t tokenizer_write(const suo_folded *folded, size_t from, size_t to,
                              char *term)
{
    size_t len = 0;
    for (; from < to && len <= SUO_TOKEN_TERM_MAX - SUO_UTF8_MAX; from++)
        len +=
            suo_utf8_encode(folded->codes[from] & SUO_FOLDED_CODE, term + len);
    return len;
}

/* Take joiners off both ends of [from, to): ICU leaves '_' on a word where it
 * cuts beside it. */
static void tokenizer_trim(const suo_folded *folded, size_t *from, size_t *to)
{
    while (*from < *to && suo_class(folded->codes[*from]) == SUO_CLASS_JOINER)
        ++*from;
    while (*from < *to && suo_class(folded->codes[*to - 1]) == SUO_CLASS_JOINER)
        --*to;
}

/* Add the words ICU finds in a run; the batch has room for them. */
static suo_status tokenizer_add_other(suo_tokenizer *tokenizer, suo_run run,
                                      suo_error *error)
{
    const suo_folded *folded = &tokenizer->folded;
    suo_words *words = &tokenizer->words;
    suo_status st = suo_words_cut(words, folded->codes + run.from,
                                  run.to - run.from, error);
    if (st != SUO_OK)
        return st;
    size_t end = run.from;
    for (size_t i = 0; i < words->count; i++) {
        size_t from = end;
        size_t to = end = run.from + words->parts[i].end;
        tokenizer_trim(folded, &from, &to);
        if (words->parts[i].is_word && from < to) {
            char *term = suo_batch_room(&tokenizer->batch);
            size_t len = tokenizer_write(folded, from, to, term);
            if (tokenizer->stem.language.kind == SUO_LANGUAGE_OTHER)
                st = suo_stem_word(&tokenizer->stem, term, &len, error);
            if (st != SUO_OK)
                return st;
            *suo_batch_add(&tokenizer->batch) =
                (suo_token){.term = term,
                            .term_len = (uint32_t)len,
                            .start = folded->starts[from],
                            .end = folded->ends[to - 1],
                            .unit = tokenizer->unit++,
                            .unit_count = 1,
                            .kind = SUO_TOKEN_WORD};
            suo_batch_take(&tokenizer->batch, len);
        }
    }
    return SUO_OK;
}

/* ---- the stream ---- */

/* Add plain words up to one that is none, and fold the piece it is in;
 * '*is_end' if there is none. */
static suo_status tokenizer_read(suo_tokenizer *tokenizer, bool *is_full,
                                 bool *is_end, suo_error *error)
{
    suo_status st =
        suo_ascii_add(&tokenizer->codes, tokenizer->text, tokenizer->text_at,
                      tokenizer->text_len, &tokenizer->unit,
                      &tokenizer->text_at, is_full, error);
    *is_end = tokenizer->text_at == tokenizer->text_len;
    if (st != SUO_OK || *is_full || *is_end)
        return st;
    uint32_t end = suo_piece_end(tokenizer->text, tokenizer->text_at,
                                 tokenizer->text_len, tokenizer->piece_bytes);
    st = suo_fold(&tokenizer->folded, tokenizer->text, tokenizer->text_at, end,
                  error);
    tokenizer->text_at = end;
    tokenizer->folded_at = 0;
    return st == SUO_OK ? suo_han_tokens_read(&tokenizer->han, error) : st;
}

/* Add a run of Latin: from the bytes, if it is plain. The batch has room. */
static suo_status tokenizer_add_latin(suo_tokenizer *tokenizer, suo_run run,
                                      bool *is_full, suo_error *error)
{
    const suo_folded *folded = &tokenizer->folded;
    uint32_t start = folded->starts[run.from];
    uint32_t end = folded->ends[run.to - 1];
    uint32_t read;
    suo_status st = suo_ascii_add(&tokenizer->codes, tokenizer->text, start,
                                  end, &tokenizer->unit, &read, is_full, error);
    if (st != SUO_OK || *is_full || read == end)
        return st;
    assert(read == start);
    return suo_codes_add(&tokenizer->codes, run.from, run.to, &tokenizer->unit,
                         error);
}

/* Add a run that is not Han. */
static suo_status tokenizer_add_run(suo_tokenizer *tokenizer, suo_run run,
                                    bool *is_full, suo_error *error)
{
    size_t count = run.to - run.from;
    suo_status st = suo_batch_reserve(&tokenizer->batch, count + 2,
                                      count * SUO_CODES_BYTES + SUO_WHOLE_MAX +
                                          SUO_MIXED_BYTES_MAX,
                                      is_full, error);
    if (st != SUO_OK || *is_full)
        return st;
    uint32_t unit = tokenizer->unit;
    if (run.kind == SUO_RUN_OTHER)
        st = tokenizer_add_other(tokenizer, run, error);
    else
        st = tokenizer_add_latin(tokenizer, run, is_full, error);
    if (st != SUO_OK || *is_full)
        return st;
    tokenizer->folded_at = run.to;
    if (run.kind == SUO_RUN_LATIN &&
        suo_mixed_may_be(&tokenizer->folded, run.from))
        suo_mixed_add(&tokenizer->batch, tokenizer->text, &tokenizer->folded,
                      run.from, unit);
    return SUO_OK;
}

/* Add the next runs of the piece, or begin the next one that is Han. */
static suo_status tokenizer_step_run(suo_tokenizer *tokenizer, bool *is_full,
                                     suo_error *error)
{
    const suo_folded *folded = &tokenizer->folded;
    size_t at = suo_run_start(folded, tokenizer->folded_at);
    tokenizer->folded_at = at;
    if (at == folded->count)
        return SUO_OK;
    if (suo_han_tokens_begin(&tokenizer->han, at, &tokenizer->folded_at))
        return SUO_OK;
    suo_run run;
    suo_run_find(folded, at, &run);
    return tokenizer_add_run(tokenizer, run, is_full, error);
}

suo_status suo_tokenizer_next(suo_tokenizer *tokenizer,
                              const suo_token **tokens, uint64_t *count,
                              suo_error *error)
{
    *tokens = NULL;
    *count = 0;
    if (tokenizer == NULL)
        return suo_error_set(error, SUO_INVALID, "no tokenizer");
    tokenizer->batch.count = 0;
    tokenizer->batch.terms_len = 0;
    bool is_full = false;
    bool is_end = false;
    suo_status st = SUO_OK;
    while (st == SUO_OK && !is_full && !is_end) {
        if (tokenizer->han.left > 0)
            st = suo_han_tokens_add(&tokenizer->han, tokenizer->text,
                                    &tokenizer->unit, &is_full, error);
        else if (tokenizer->folded_at < tokenizer->folded.count)
            st = tokenizer_step_run(tokenizer, &is_full, error);
        else
            st = tokenizer_read(tokenizer, &is_full, &is_end, error);
    }
    suo_token *made = tokenizer->batch.tokens;
    size_t made_count = tokenizer->batch.count;
    if (st == SUO_OK && tokenizer->book != NULL) {
        st = suo_overlay_run(&tokenizer->overlay, &tokenizer->batch, error);
        made = tokenizer->overlay.tokens;
        made_count = tokenizer->overlay.count;
    }
    if (st == SUO_OK && tokenizer->offsets.unit != SUO_OFFSET_BYTES)
        st = suo_offsets_convert(&tokenizer->offsets, tokenizer->text,
                                 tokenizer->text_len, made, made_count, error);
    if (st != SUO_OK) {
        tokenizer_reset(tokenizer);
        return st;
    }
    *tokens = made;
    *count = made_count;
    return SUO_OK;
}

size_t suo_token_form(const suo_token *token, const char *text, char *form)
{
    size_t len = token->end - token->start;
    if (len > SUO_FORM_BYTES_MAX || !(token->flags & SUO_TOKEN_STEMMED))
        return 0;
    for (size_t i = 0; i < len; i++) {
        uint8_t byte = (uint8_t)text[token->start + i];
        if (byte >= 0x80)
            return 0;
        form[i] = (char)(byte | 0x20);
    }
    return len;
}

uint64_t suo_analyzer_fingerprint(const suo_analyzer *analyzer)
{
    UVersionInfo icu, unicode;
    u_getVersion(icu);
    u_getUnicodeVersion(unicode);
    const char *language =
        analyzer->language != NULL ? analyzer->language : "english";
    uint64_t parts[] = {
        TOKENIZER_RULES,
        suo_fold_hash,
        suo_lexicon_hash,
        suo_mixed_hash,
        suo_stop_hash(),
        suo_contraction_hash(),
        suo_accent_hash,
        suo_load_u32(icu),
        suo_load_u32(unicode),
        suo_hash(utf8proc_version(), strlen(utf8proc_version())),
        suo_hash(language, strlen(language)),
        analyzer->han_by_icu};
    uint8_t flat[sizeof(parts)];
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        suo_store_u64(flat + i * 8, parts[i]);
    return suo_hash(flat, sizeof(flat));
}
