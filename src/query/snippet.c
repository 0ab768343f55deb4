/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snippet.c - find the matches in a text, and the window richest in them.
 *
 * The text is cut as it was for the index, so that what is marked is what
 * matched. A window is worth the weights of the different terms in it, and a
 * little for each repetition. It begins at the start of a sentence or else of
 * a word, and ends at the end of a word.
 */
#include "query/snippet.h"

enum { MATCHES_MAX = 4096, REPEAT_SHARE = 10 };

typedef struct snippet_match {
    size_t start; /* bytes */
    size_t end;
    size_t point; /* code points before 'start' */
    size_t lead;  /* ASCII of the same Latin word before 'start' */
    size_t tail;  /* and after 'end' */
    uint32_t term;
} snippet_match;

typedef struct snippet {
    const suo_marks *marks;
    const double *weights;
    suo_slice text;
    uint32_t length_max;
    snippet_match *matches; /* ascending by start */
    size_t match_count;
    size_t match_cap;
    uint32_t *seen; /* by term: times in the window at hand */
} snippet;

static bool byte_is_start(uint8_t byte)
{
    return (byte & 0xC0) != 0x80;
}

/* One past the character that begins at 'at'. */
static size_t text_next(suo_slice text, size_t at)
{
    at++;
    while (at < text.len && !byte_is_start(text.bytes[at]))
        at++;
    return at;
}

/* Where the character before 'at' begins. */
static size_t text_before(suo_slice text, size_t at)
{
    at--;
    while (at > 0 && !byte_is_start(text.bytes[at]))
        at--;
    return at;
}

static size_t text_count_points(suo_slice text, size_t from, size_t to)
{
    size_t count = 0;
    for (size_t i = from; i < to; i++)
        count += byte_is_start(text.bytes[i]);
    return count;
}

static bool byte_is_word(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z');
}

/* Would a cut at 'at' go through a Latin word? */
static bool text_cuts_word(suo_slice text, size_t at)
{
    return at > 0 && at < text.len && byte_is_word(text.bytes[at - 1]) &&
           byte_is_word(text.bytes[at]);
}

static bool byte_is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Keep a match of a term. A phrase comes after its words: keep the starts
 * ascending. */
static suo_status snippet_add(snippet *s, const suo_book_match *match,
                              uint32_t term)
{
    if (s->match_count >= MATCHES_MAX)
        return SUO_OK;
    if (suo_grow(&s->matches, &s->match_cap, s->match_count + 1,
                 sizeof(*s->matches)) != SUO_OK)
        return SUO_NO_MEMORY;
    size_t at = s->match_count++;
    for (; at > 0 && s->matches[at - 1].start > match->start; at--)
        s->matches[at] = s->matches[at - 1];
    s->matches[at] = (snippet_match){match->start, match->end, 0, 0, 0, term};
    return SUO_OK;
}

/* Keep the matches that a token completes. */
static suo_status snippet_take(snippet *s, suo_book_reader *reader,
                               const suo_token *token)
{
    suo_status status = suo_book_reader_take(reader, token);
    for (size_t i = 0; i < reader->match_count && status == SUO_OK; i++) {
        const suo_book_match *match = &reader->matches[i];
        uint32_t link = s->marks->heads[match->phrase];
        for (; link != SUO_NO_TERM && status == SUO_OK;
             link = s->marks->links[link].next)
            status = snippet_add(s, match, s->marks->links[link].term);
    }
    const suo_book_match own = {0, token->start, token->end, token->unit};
    for (uint32_t i = 0; i < s->marks->prefix_count && status == SUO_OK; i++)
        if (suo_marks_begin(s->marks, i, token, (const char *)s->text.bytes))
            status = snippet_add(s, &own, s->marks->prefixes[i]);
    return status;
}

/* How far the Latin words reach that the match begins and ends in; no
 * farther than makes it too long. */
static void snippet_widen(const snippet *s, snippet_match *match)
{
    while (match->lead <= s->length_max &&
           text_cuts_word(s->text, match->start - match->lead))
        match->lead++;
    while (match->tail <= s->length_max &&
           text_cuts_word(s->text, match->end + match->tail))
        match->tail++;
}

static suo_status snippet_read(snippet *s, suo_tokenizer *tokenizer,
                               suo_book_reader *reader, suo_error *error)
{
    suo_status status = suo_tokenizer_start(
        tokenizer, (const char *)s->text.bytes, (int64_t)s->text.len, error);
    while (status == SUO_OK && s->match_count < MATCHES_MAX) {
        const suo_token *tokens;
        uint64_t count;
        status = suo_tokenizer_next(tokenizer, &tokens, &count, error);
        if (status != SUO_OK || count == 0)
            break;
        for (uint64_t i = 0; i < count; i++)
            if (snippet_take(s, reader, &tokens[i]) != SUO_OK)
                return suo_error_no_memory(error);
    }
    return status;
}

static suo_status snippet_find_matches(snippet *s, suo_tokenizer *tokenizer,
                                       suo_error *error)
{
    suo_book_reader reader = {0};
    suo_book_reader_start(&reader, &s->marks->book, (const char *)s->text.bytes,
                          s->text.len);
    suo_status status = snippet_read(s, tokenizer, &reader, error);
    suo_book_reader_clear(&reader);
    size_t point = 0;
    size_t at = 0;
    for (size_t i = 0; i < s->match_count; i++) {
        point += text_count_points(s->text, at, s->matches[i].start);
        at = s->matches[i].start;
        s->matches[i].point = point;
        snippet_widen(s, &s->matches[i]);
    }
    return status;
}

/* Does match 'i' still fit a window that begins with match 'first'? */
static bool snippet_fits(const snippet *s, size_t first, size_t i)
{
    const snippet_match *last = &s->matches[i];
    size_t points = last->point - s->matches[first].point +
                    s->matches[first].lead + last->tail +
                    text_count_points(s->text, last->start, last->end);
    return points <= s->length_max;
}

static double snippet_gain(const snippet *s, uint32_t term, uint32_t seen)
{
    return seen == 0 ? s->weights[term] : s->weights[term] / REPEAT_SHARE;
}

/* The best row of matches that fits: [*first, *end). Two ends move on. */
static double snippet_best_row(snippet *s, size_t *first, size_t *end)
{
    double best = 0;
    double score = 0;
    size_t next = 0;
    *first = *end = 0;
    for (size_t i = 0; i < s->match_count; i++) {
        while (next < s->match_count && snippet_fits(s, i, next)) {
            uint32_t term = s->matches[next++].term;
            score += snippet_gain(s, term, s->seen[term]++);
        }
        if (score > best * (1 + 1e-9)) {
            best = score;
            *first = i;
            *end = next;
        }
        if (next <= i) {
            next = i + 1; /* one match alone is longer than the window */
            continue;
        }
        uint32_t term = s->matches[i].term;
        score -= snippet_gain(s, term, --s->seen[term]);
    }
    return best;
}

/* Does a sentence end before 'at'? */
static bool text_starts_sentence(suo_slice text, size_t at)
{
    static const char *const ENDS[] = {"\n", "。", "！", "？",
                                       "；", ". ", "! ", "? "};
    for (size_t i = 0; i < sizeof(ENDS) / sizeof(*ENDS); i++) {
        size_t len = strlen(ENDS[i]);
        if (at >= len && memcmp(text.bytes + at - len, ENDS[i], len) == 0)
            return true;
    }
    return at == 0;
}

/* Begin up to 'points' before 'from': at a sentence, else at a word. */
static size_t snippet_start(suo_slice text, size_t from, size_t points)
{
    size_t at = from;
    size_t word = from;
    for (; points > 0 && at > 0; points--) {
        if (text_starts_sentence(text, at))
            return at;
        at = text_before(text, at);
        if (!text_cuts_word(text, at) && !byte_is_blank(text.bytes[at]))
            word = at;
    }
    return text_starts_sentence(text, at) ? at : word;
}

/* End 'points' after 'start', at a word, but not before 'least'. A word that
 * is longer than all there is room for is cut. */
static size_t snippet_end(suo_slice text, size_t start, size_t least,
                          size_t points)
{
    size_t at = start;
    size_t word = least;
    for (; points > 0 && at < text.len; points--) {
        at = text_next(text, at);
        if (at >= least && !text_cuts_word(text, at) &&
            !byte_is_blank(text.bytes[at - 1]))
            word = at;
    }
    return word > start ? word : at;
}

/* Marks inside the window; those that touch become one. */
static suo_status snippet_mark(const snippet *s, suo_arena *arena,
                               suo_window *window)
{
    window->marks =
        suo_arena_alloc(arena, (s->match_count + 1) * sizeof(suo_range));
    if (window->marks == NULL)
        return SUO_NO_MEMORY;
    for (size_t i = 0; i < s->match_count; i++) {
        const snippet_match *match = &s->matches[i];
        if (match->start < window->start || match->end > window->end)
            continue;
        suo_range mark = {match->start - window->start,
                          match->end - window->start};
        suo_range *last = window->mark_count > 0
                              ? &window->marks[window->mark_count - 1]
                              : NULL;
        if (last != NULL && mark.start <= last->end)
            last->end = mark.end > last->end ? mark.end : last->end;
        else
            window->marks[window->mark_count++] = mark;
    }
    return SUO_OK;
}

static void snippet_place(snippet *s, suo_window *window)
{
    size_t first;
    size_t end;
    size_t from = 0;
    size_t least = 0;
    size_t room = 0;
    window->score = snippet_best_row(s, &first, &end);
    if (end > first) {
        from = s->matches[first].start - s->matches[first].lead;
        for (size_t i = first; i < end; i++) {
            size_t match_end = s->matches[i].end + s->matches[i].tail;
            least = match_end > least ? match_end : least;
        }
        size_t points = text_count_points(s->text, from, least);
        room = points < s->length_max ? (s->length_max - points) / 2 : 0;
    }
    window->start = snippet_start(s->text, from, room);
    window->end = snippet_end(s->text, window->start, least, s->length_max);
}

suo_status suo_snippet_choose(const suo_marks *marks, const double *weights,
                              size_t term_count, suo_tokenizer *tokenizer,
                              suo_slice text, uint32_t length_max,
                              suo_arena *arena, suo_window *window,
                              suo_error *error)
{
    snippet s = {.marks = marks,
                 .weights = weights,
                 .text = text,
                 .length_max = length_max};
    *window = (suo_window){0};
    if (s.text.len > SUO_SNIPPET_BYTES_MAX) {
        s.text.len = SUO_SNIPPET_BYTES_MAX;
        while (s.text.len > 0 && !byte_is_start(s.text.bytes[s.text.len]))
            s.text.len--;
    }
    s.seen = suo_alloc_zero(term_count, sizeof(*s.seen));
    suo_status status = s.seen == NULL ? suo_error_no_memory(error) : SUO_OK;
    if (status == SUO_OK)
        status = snippet_find_matches(&s, tokenizer, error);
    if (status == SUO_OK) {
        snippet_place(&s, window);
        if (snippet_mark(&s, arena, window) != SUO_OK)
            status = suo_error_no_memory(error);
    }
    suo_dealloc(s.seen);
    suo_dealloc(s.matches);
    return status;
}
