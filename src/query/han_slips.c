/* SPDX-License-Identifier: Apache-2.0 */
/*
 * han_slips.c - runs of Han with pairs of characters that nothing in the view
 * has, and the words that may be meant there.
 *
 * A slip tears a word into others, so it is not words that are compared but
 * stretches of a run, of any length a word may have: those in which some two
 * neighbours never stand together in the view, and which cut no word that it
 * has. What may be meant is a word of the view that is read alike or nearly so,
 * or has the same characters but one, or two that changed places. It costs
 * bits, as do the words that were typed (letter_slips.c); the stretches that
 * gain most, and do not overlap, are corrected.
 */
#include <math.h>

#include "query/correcting.h"
#include "text/lexicon.h"
#include "text/sounds.h"
#include "text/utf8.h"

enum {
    STRETCH_MAX = SUO_HAN_WORD_MAX + 1,
    READINGS_MAX = 8,    /* of a stretch that are tried */
    ONE_WRONG_LEAST = 3, /* characters of a word that one may be wrong of */
    TERM_BYTES = 1 + STRETCH_MAX * SUO_UTF8_MAX
};

/* Bits of slips. */
static const double SOUND_COST = 5;       /* read alike */
static const double NEAR_SOUND_COST = 3;  /* more, for each that is but near */
static const double MORE_SOUNDS_COST = 4; /* more, for each but the first */
static const double WRONG_CHAR_COST = 10;
static const double MISSING_CHAR_COST = 10;
static const double EXTRA_CHAR_COST = 10;
static const double SWAP_COST = 7;

/* Bits that a pair which never stands together speaks for a slip: as many as
 * the cheaper of its words has above the words that stand beside any other. */
static const double STRANGE_PAIR_MAX = 6;
static const double FUNCTION_WORD_COST = 5;

/* Bits that a word of two characters of the language, which the view has not,
 * speaks against one: there are so many that many sound alike. */
static const double REAL_WORD_COST = 6;

/* A word that may be meant by the stretch [from, to) of the run. */
typedef struct han_meant {
    uint32_t from;
    uint32_t to;
    uint32_t len;
    uint16_t chars[SUO_HAN_WORD_MAX];
    double gain; /* bits; 0: there is none */
} han_meant;

/* What is known of a character of the run. */
typedef struct han_place {
    uint32_t word_start; /* place where its word begins */
    uint32_t word_end;
    bool is_real; /* its word is one of the language, though not of the view */
    bool meets_next;      /* it stands before the next one in the view */
    double word_cost;     /* bits of its word, of the view or of the language */
    double language_cost; /* of the latter */
} han_place;

typedef struct han_search {
    suo_correcting *c;
    const suo_spelt *units; /* of the run */
    uint32_t count;
    han_place *places;
    han_meant *best; /* by the end of the stretch: with which the gain up to
                        there is the most */
    double *gains;   /* by the end */
} han_search;

/* ---- the view ---- */

static suo_status search_count(han_search *s, uint8_t space,
                               const uint16_t *chars, uint32_t len,
                               uint64_t *doc_freq)
{
    char term[TERM_BYTES];
    size_t term_len = 1;
    term[0] = (char)space;
    for (uint32_t i = 0; i < len; i++)
        term_len += suo_utf8_encode(chars[i], term + term_len);
    return suo_term_counter_count(&s->c->counter,
                                  (suo_slice){(const uint8_t *)term, term_len},
                                  0, doc_freq, s->c->error);
}

/* Bits of a word that so many documents of the view have. */
static double search_cost(const han_search *s, uint64_t doc_freq)
{
    const double docs = (double)s->c->view->doc_count + 1;
    return log2(docs / (doc_freq > 0 ? (double)doc_freq : 0.5));
}

static suo_status search_read_pairs(han_search *s)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i + 1 < s->count && status == SUO_OK; i++) {
        const uint16_t pair[] = {(uint16_t)s->units[i].code,
                                 (uint16_t)s->units[i + 1].code};
        uint64_t doc_freq;
        status = search_count(s, suo_token_space(SUO_TOKEN_GRAM), pair, 2,
                              &doc_freq);
        s->places[i].meets_next = doc_freq > 0;
    }
    return status;
}

/* Bits of a word that was typed, in the language. */
static double search_language_cost(const han_search *s, uint32_t from,
                                   uint32_t to)
{
    uint32_t codes[SUO_LEXICON_WORD_MAX];
    uint32_t count = 0;
    for (uint32_t i = from; i < to && count < SUO_LEXICON_WORD_MAX; i++)
        codes[count++] = s->units[i].code;
    uint32_t cost = suo_lexicon_find(codes, count);
    return (double)(cost > 0 ? cost : SUO_LEXICON_UNKNOWN) /
           SUO_LEXICON_COST_UNIT;
}

/* A word that the question was cut into, at places [from, to). */
static suo_status search_read_word(han_search *s, uint32_t from, uint32_t to)
{
    uint16_t chars[SUO_HAN_WORD_MAX] = {0};
    uint64_t doc_freq = 0;
    suo_status status = SUO_OK;
    if (to - from <= SUO_HAN_WORD_MAX) {
        for (uint32_t i = from; i < to; i++)
            chars[i - from] = (uint16_t)s->units[i].code;
        status = search_count(s, suo_token_space(SUO_TOKEN_WORD), chars,
                              to - from, &doc_freq);
    }
    const double cost = search_cost(s, doc_freq);
    const double own = search_language_cost(s, from, to);
    const bool is_real = doc_freq == 0 && to - from == 2 &&
                         own < SUO_LEXICON_UNKNOWN / SUO_LEXICON_COST_UNIT;
    for (uint32_t i = from; i < to; i++)
        s->places[i] = (han_place){.word_start = from,
                                   .word_end = to,
                                   .is_real = is_real,
                                   .language_cost = own,
                                   .word_cost = own < cost ? own : cost};
    return status;
}

/* The words of the run, as the question was cut. */
static suo_status search_read_words(han_search *s)
{
    const suo_wording *wording = &s->c->wording;
    const uint32_t end = s->units[s->count - 1].end;
    suo_status status = SUO_OK;
    uint32_t at = 0;
    for (size_t i = 0; i < wording->count && status == SUO_OK; i++) {
        const suo_token *token = &wording->tokens[0][i];
        uint32_t from = at;
        if (token->kind != SUO_TOKEN_WORD || token->end <= s->units[0].start)
            continue;
        if (token->start >= end || at == s->count)
            break;
        while (at < s->count && s->units[at].end <= token->end)
            at++;
        if (at > from)
            status = search_read_word(s, from, at);
    }
    while (at < s->count && status == SUO_OK) {
        status = search_read_word(s, at, at + 1);
        at++;
    }
    return status;
}

/* ---- stretches ---- */

/* May [from, to) be one word with a slip? */
static bool search_may_be(const han_search *s, uint32_t from, uint32_t to)
{
    const han_place *first = &s->places[from];
    const han_place *last = &s->places[to - 1];
    bool is_strange = false;
    for (uint32_t i = from; i + 1 < to; i++)
        is_strange |= !s->places[i].meets_next;
    return is_strange && first->word_start == from && last->word_end == to &&
           suo_suspects_may_be(s->c, s->units[from].start,
                               s->units[to - 1].end);
}

static double strange_pair_gain(const han_place *first, const han_place *second)
{
    const double less = first->language_cost < second->language_cost
                            ? first->language_cost
                            : second->language_cost;
    const double gain = less - FUNCTION_WORD_COST;
    return gain < 0 ? 0 : gain < STRANGE_PAIR_MAX ? gain : STRANGE_PAIR_MAX;
}

/* Are all of its words but characters, or it is one word itself? Else it holds
 * a word that nobody typed by mistake. */
static bool search_is_torn(const han_search *s, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (s->places[i].word_end - s->places[i].word_start > 1 &&
            s->places[i].word_end - s->places[i].word_start < to - from)
            return false;
    return true;
}

/* Bits of what was typed there: the more, the sooner it is a slip. */
static double search_typed_cost(const han_search *s, uint32_t from, uint32_t to)
{
    double cost = 0;
    for (uint32_t i = from; i < to; i++) {
        const han_place *place = &s->places[i];
        if (place->word_start == i)
            cost += place->word_cost;
        if (place->is_real && place->word_start == i)
            cost -= REAL_WORD_COST;
        if (i + 1 < to && !place->meets_next)
            cost += strange_pair_gain(place, place + 1);
    }
    return cost;
}

/* ---- what may be meant ---- */

static bool chars_less(const uint16_t *a, uint32_t a_len, const uint16_t *b,
                       uint32_t b_len)
{
    for (uint32_t i = 0; i < a_len && i < b_len; i++)
        if (a[i] != b[i])
            return a[i] < b[i];
    return a_len < b_len;
}

/* Keep a word for a stretch if it is better than the best of it. */
static suo_status search_try(han_search *s, han_meant *best,
                             const uint16_t *chars, uint32_t len, double bits)
{
    uint64_t doc_freq;
    suo_status status =
        search_count(s, suo_token_space(SUO_TOKEN_WORD), chars, len, &doc_freq);
    if (status != SUO_OK || doc_freq == 0)
        return status;
    double gain = search_typed_cost(s, best->from, best->to) - bits -
                  search_cost(s, doc_freq);
    if (gain <= 0 || gain < best->gain ||
        (gain == best->gain && !chars_less(chars, len, best->chars, best->len)))
        return SUO_OK;
    best->len = len;
    best->gain = gain;
    memcpy(best->chars, chars, len * sizeof(*chars));
    return SUO_OK;
}

/* How two characters are read: 0 as one syllable, 1 nearly so, 2 otherwise. Of
 * the one that was typed two readings count, by itself and where it stands. */
static uint32_t sounds_compare(const suo_spelt *typed, uint32_t meant)
{
    uint16_t x[SUO_PINYIN_READINGS_MAX];
    uint16_t y[SUO_PINYIN_READINGS_MAX];
    uint32_t x_count = suo_pinyin_readings(typed->code, x) > 0;
    const uint32_t y_count = suo_pinyin_readings(meant, y);
    uint32_t least = 2;
    x[x_count++] = typed->syllable;
    for (uint32_t i = 0; i < x_count; i++)
        for (uint32_t k = 0; k < y_count; k++) {
            if (x[i] == y[k] && x[i] != SUO_PINYIN_NONE)
                return 0;
            if (suo_sound_key(x[i]) == suo_sound_key(y[k]))
                least = 1;
        }
    return least;
}

/* What lies between what was typed and a word. */
typedef struct han_slip {
    double cost;    /* bits; below 0: it is more than one slip, or none */
    uint32_t wrong; /* characters that are read as those meant, or nearly so; 0:
                       it is another kind of slip */
    bool is_near;   /* of these, one or more nearly so */
} han_slip;

/* The slip between words of as many characters. */
static han_slip slip_find_alike(const suo_spelt *typed, const uint16_t *meant,
                                uint32_t len)
{
    han_slip slip = {.cost = SOUND_COST};
    uint32_t first = 0;
    bool sounds_so = true;
    for (uint32_t i = len; i-- > 0;) {
        if (typed[i].code == meant[i])
            continue;
        const uint32_t sound = sounds_compare(&typed[i], meant[i]);
        sounds_so &= sound < 2;
        slip.cost += sound * NEAR_SOUND_COST;
        slip.cost += slip.wrong > 0 ? MORE_SOUNDS_COST : 0;
        slip.wrong++;
        slip.is_near |= sound == 1;
        first = i;
    }
    if (slip.wrong > 0 && sounds_so)
        return slip;
    if (slip.wrong == 2 && typed[first].code == meant[first + 1] &&
        typed[first + 1].code == meant[first])
        return (han_slip){.cost = SWAP_COST};
    bool is_one = slip.wrong == 1 && len >= ONE_WRONG_LEAST;
    return (han_slip){.cost = is_one ? WRONG_CHAR_COST : -1};
}

/* The slip between what was typed and any word. */
static han_slip slip_find(const suo_spelt *typed, uint32_t typed_len,
                          const uint16_t *meant, uint32_t len)
{
    const uint32_t less = typed_len < len ? typed_len : len;
    uint32_t from = 0;
    uint32_t back = 0;
    if (typed_len == len)
        return slip_find_alike(typed, meant, len);
    if (typed_len + 1 != len && typed_len != len + 1)
        return (han_slip){.cost = -1};
    while (from < less && typed[from].code == meant[from])
        from++;
    while (back < less - from &&
           typed[typed_len - 1 - back].code == meant[len - 1 - back])
        back++;
    if (from + back < less)
        return (han_slip){.cost = -1};
    if (typed_len < len)
        return (han_slip){.cost = MISSING_CHAR_COST};
    /* Beside a word stand others; only its own character is one too many. */
    bool is_inside = from > 0 && from < len;
    bool is_double = typed[0].code == typed[1].code ||
                     typed[len].code == typed[len - 1].code;
    return (han_slip){.cost = is_inside || is_double ? EXTRA_CHAR_COST : -1};
}

/* Can it be? Two words become no other word altogether by their sounds, nor does
 * one by sounds that are but near; and by other slips a stretch only if it is
 * torn. */
static bool search_believes(const han_search *s, const han_meant *best,
                            han_slip slip)
{
    if (slip.cost < 0)
        return false;
    if (slip.wrong == 0)
        return search_is_torn(s, best->from, best->to);
    return slip.wrong < best->to - best->from ||
           (!slip.is_near && s->places[best->from].word_end == best->to);
}

/* Try the words at some places. */
static suo_status search_try_places(han_search *s, han_meant *best,
                                    const suo_han_words *words,
                                    const suo_han_place *places, size_t from,
                                    size_t to)
{
    suo_status status = SUO_OK;
    for (size_t i = from; i < to && status == SUO_OK; i++) {
        const suo_han_word *word = &words->items[places[i].word];
        const uint16_t *chars = words->chars + word->first;
        const han_slip slip = slip_find(
            s->units + best->from, best->to - best->from, chars, word->len);
        if (search_believes(s, best, slip))
            status = search_try(s, best, chars, word->len, slip.cost);
    }
    return status;
}

/* Words that are read as the stretch may be: number 'reading' of the ways to
 * read it. '*has_more' says whether there is another. */
static suo_status search_try_sound(han_search *s, han_meant *best,
                                   const suo_han_words *words, uint32_t reading,
                                   bool *has_more)
{
    suo_han_key key = {.count = best->to - best->from};
    size_t from;
    size_t to;
    for (uint32_t i = 0; i < key.count; i++) {
        const suo_spelt *typed = &s->units[best->from + i];
        uint16_t readings[SUO_PINYIN_READINGS_MAX] = {0};
        uint32_t count = 1;
        suo_pinyin_readings(typed->code, readings);
        if (typed->syllable != readings[0])
            readings[count++] = typed->syllable;
        key.items[i] = suo_sound_key(readings[reading % count]);
        reading /= count;
    }
    *has_more = reading == 0;
    if (reading > 0)
        return SUO_OK;
    suo_han_words_by_sound(words, &key, &from, &to);
    return search_try_places(s, best, words, words->sounds, from, to);
}

/* Words with the characters of the stretch: all, or all but one; of two the
 * other way round. */
static suo_status search_try_chars(han_search *s, han_meant *best,
                                   const suo_han_words *words)
{
    const uint32_t len = best->to - best->from;
    const suo_spelt *typed = s->units + best->from;
    suo_status status = SUO_OK;
    for (uint32_t k = 0; k <= len && status == SUO_OK; k++) {
        suo_han_key key = {0};
        size_t from;
        size_t to;
        for (uint32_t i = 0; i < len; i++)
            if (k == 0 || i != k - 1)
                key.items[key.count++] = typed[i].code;
        if (len == 2 && k == 2)
            break;
        if (len == 2 && k == 1) {
            key.items[0] = typed[1].code;
            key.items[1] = typed[0].code;
            key.count = 2;
        }
        if (key.count > SUO_HAN_WORD_MAX)
            continue;
        suo_han_words_by_chars(words, &key, &from, &to);
        status = search_try_places(s, best, words, words->spellings, from, to);
    }
    return status;
}

/* Find the best word for a stretch. */
static suo_status search_stretch(han_search *s, han_meant *best)
{
    const suo_view *view = s->c->view;
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < view->segment_count && status == SUO_OK; i++) {
        const suo_known_words *words;
        bool has_more = best->to - best->from <= SUO_HAN_WORD_MAX;
        if (view->segments[i].range_count == 0)
            continue;
        status = suo_known_words_get(view->segments[i].segment, s->c->watch,
                                     &words, s->c->error);
        for (uint32_t reading = 0;
             reading < READINGS_MAX && has_more && status == SUO_OK; reading++)
            status = search_try_sound(s, best, &words->han, reading, &has_more);
        if (status == SUO_OK)
            status = search_try_chars(s, best, &words->han);
    }
    return status;
}

/* ---- the run ---- */

/* Find the stretches that gain most together. */
static suo_status search_stretches(han_search *s)
{
    suo_status status = SUO_OK;
    s->gains[0] = 0;
    for (uint32_t to = 1; to <= s->count && status == SUO_OK; to++) {
        s->gains[to] = s->gains[to - 1];
        s->best[to].gain = 0;
        for (uint32_t from = to > STRETCH_MAX ? to - STRETCH_MAX : 0;
             from + SUO_HAN_WORD_LEAST <= to && status == SUO_OK; from++) {
            han_meant own = {.from = from, .to = to};
            if (!search_may_be(s, from, to))
                continue;
            status = search_stretch(s, &own);
            if (status != SUO_OK || own.gain == 0 ||
                s->gains[from] + own.gain <= s->gains[to])
                continue;
            s->gains[to] = s->gains[from] + own.gain;
            s->best[to] = own;
        }
    }
    return status;
}

/* Note a word for a stretch; characters that were right stay as they are
 * written, Traditional or not. */
static suo_status search_add(han_search *s, const han_meant *meant)
{
    const suo_spelt *typed = s->units + meant->from;
    const uint32_t len = meant->to - meant->from;
    char bytes[TERM_BYTES];
    size_t bytes_len = 0;
    for (uint32_t i = 0; i < meant->len; i++) {
        const suo_spelt *own = NULL;
        if (i < len && typed[i].code == meant->chars[i])
            own = &typed[i];
        else if (i + len >= meant->len &&
                 typed[i + len - meant->len].code == meant->chars[i])
            own = &typed[i + len - meant->len];
        if (own != NULL && own->end - own->start <= SUO_UTF8_MAX) {
            memcpy(bytes + bytes_len, s->c->text + own->start,
                   own->end - own->start);
            bytes_len += own->end - own->start;
        } else {
            bytes_len += suo_utf8_encode(meant->chars[i], bytes + bytes_len);
        }
    }
    return suo_correcting_add(s->c, typed[0].start, typed[len - 1].end,
                              (suo_slice){(const uint8_t *)bytes, bytes_len});
}

/* Look at a run of Han. */
static suo_status search_run(han_search *s)
{
    suo_arena *arena = &s->c->arena;
    s->places = suo_arena_alloc(arena, s->count * sizeof(*s->places));
    s->best = suo_arena_alloc(arena, (s->count + 1) * sizeof(*s->best));
    s->gains = suo_arena_alloc(arena, (s->count + 1) * sizeof(*s->gains));
    if (s->places == NULL || s->best == NULL || s->gains == NULL)
        return suo_error_no_memory(s->c->error);
    suo_status status = search_read_words(s);
    if (status == SUO_OK)
        status = search_read_pairs(s);
    if (status == SUO_OK)
        status = search_stretches(s);
    for (uint32_t to = s->count; to > 0 && status == SUO_OK;) {
        if (s->gains[to] == s->gains[to - 1]) {
            to--;
            continue;
        }
        status = search_add(s, &s->best[to]);
        to = s->best[to].from;
    }
    return status;
}

suo_status suo_han_slips_find(suo_correcting *c)
{
    const suo_spelling *spelling = &c->spelling;
    han_search s = {.c = c};
    suo_status status = SUO_OK;
    for (size_t i = 0; i < spelling->count && status == SUO_OK; i++) {
        s.units = spelling->units + i;
        s.count = 0;
        while (i + s.count < spelling->count &&
               s.units[s.count].code <= UINT16_MAX &&
               suo_class(s.units[s.count].code) == SUO_CLASS_HAN &&
               (s.count == 0 ||
                s.units[s.count].start == s.units[s.count - 1].end))
            s.count++;
        if (s.count >= SUO_HAN_WORD_LEAST)
            status = search_run(&s);
        i += s.count > 1 ? s.count - 1 : 0;
    }
    return status;
}
