/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show.c - hits for people: rank, score, key, title, snippets.
 *
 * Everything from the index goes through cli_print_plain: a document must not
 * be able to steer the terminal of who reads it.
 */
#include "search.h"

#include "numbers.h"
#include "text.h"

static void show_fragment(const cli_searcher *searcher,
                          const suo_fragment *fragment)
{
    uint64_t at = 0;
    if (fragment->html != NULL) {
        cli_print_plain(stdout, fragment->html, fragment->html_len);
        return;
    }
    for (uint64_t mark = 0; mark < fragment->mark_count; mark++) {
        const suo_range *range = &fragment->marks[mark];
        cli_print_plain(stdout, fragment->text + at, range->start - at);
        fputs(searcher->is_bold ? "\033[1m" : "【", stdout);
        cli_print_plain(stdout, fragment->text + range->start,
                        range->end - range->start);
        fputs(searcher->is_bold ? "\033[0m" : "】", stdout);
        at = range->end;
    }
    cli_print_plain(stdout, fragment->text + at, fragment->text_len - at);
}

/* Its fragments, with dots where something is left out. */
static void show_snippet(const cli_searcher *searcher,
                         const suo_snippet *snippet)
{
    uint64_t at = 0;
    for (uint64_t i = 0; i < snippet->fragment_count; i++) {
        const suo_fragment *own = &snippet->fragments[i];
        if (own->place.start > at)
            fputs("…", stdout);
        show_fragment(searcher, own);
        at = own->place.end;
    }
    if (at < snippet->value_len)
        fputs("…", stdout);
}

/*
 * Cut a snippet. A document without the field gives an empty one: that is no
 * failure.
 */
static suo_status show_cut(const cli_searcher *searcher, suo_hits *hits,
                           uint32_t hit, uint32_t field, suo_snippet *snippet,
                           suo_error *error)
{
    *snippet = (suo_snippet){.size = sizeof *snippet};
    suo_status status =
        suo_hits_snippet(hits, hit, field, &searcher->snippet, snippet, error);
    if (status != SUO_NOT_FOUND)
        return status;
    *snippet = (suo_snippet){.size = sizeof *snippet, .text = ""};
    return SUO_OK;
}

/* A line of text of one field. */
static void show_text_line(const cli_searcher *searcher,
                           const suo_snippet *snippet)
{
    fputs("    ", stdout);
    show_snippet(searcher, snippet);
    putchar('\n');
}

/*
 * The text fields but the title: those that matched, or else the first one
 * that says something.
 */
static suo_status show_texts(const cli_searcher *searcher, suo_hits *hits,
                             uint32_t hit, suo_error *error)
{
    uint32_t first = CLI_NO_FIELD;
    bool is_shown = false;
    suo_snippet snippet;
    suo_status status = SUO_OK;
    uint32_t count = suo_schema_field_count(searcher->schema);
    for (uint32_t field = 0; field < count; field++) {
        if (suo_schema_field_kind(searcher->schema, field) != SUO_FIELD_TEXT ||
            field == searcher->title)
            continue;
        status = show_cut(searcher, hits, hit, field, &snippet, error);
        if (status != SUO_OK)
            return status;
        if (snippet.mark_count > 0)
            show_text_line(searcher, &snippet);
        is_shown = is_shown || snippet.mark_count > 0;
        if (snippet.text_len > 0 && first == CLI_NO_FIELD)
            first = field;
    }
    if (is_shown || first == CLI_NO_FIELD)
        return SUO_OK;
    status = show_cut(searcher, hits, hit, first, &snippet, error);
    if (status == SUO_OK)
        show_text_line(searcher, &snippet);
    return status;
}

/* "    name: value, value" of one field of --field. */
static suo_status show_field(const cli_searcher *searcher, suo_hits *hits,
                             uint32_t hit, uint32_t field, suo_error *error)
{
    int32_t kind = suo_schema_field_kind(searcher->schema, field);
    const char *name = suo_schema_field_name(searcher->schema, field);
    suo_status status = SUO_OK;
    printf("    %s:", name);
    if (kind == SUO_FIELD_INTEGER || kind == SUO_FIELD_TIME) {
        int64_t value;
        char text[CLI_NUMBER_MAX];
        status = suo_hits_integer(hits, hit, field, &value, error);
        if (status == SUO_OK && kind == SUO_FIELD_TIME)
            printf(" %.*s", (int)cli_time_print(value, text), text);
        else if (status == SUO_OK)
            printf(" %lld", (long long)value);
    } else {
        const char *text;
        uint64_t len;
        for (uint32_t nth = 0; status == SUO_OK; nth++) {
            status = suo_hits_text(hits, hit, field, nth, &text, &len, error);
            if (status != SUO_OK)
                break;
            fputs(nth > 0 ? ", " : " ", stdout);
            cli_print_plain(stdout, text, len);
        }
    }
    putchar('\n');
    return status == SUO_NOT_FOUND ? SUO_OK : status;
}

const char *cli_tier_name(int32_t tier)
{
    static const char *const NAMES[] = {"?",   "all",  "most",
                                        "any", "rest", "corrected"};
    return NAMES[tier >= SUO_TIER_ALL && tier <= SUO_TIER_CORRECTED ? tier : 0];
}

/* Words of the question at the end of a line. */
static void show_words(const cli_answer *answer, const char *intro,
                       const suo_range *ranges, uint64_t count)
{
    for (uint64_t at = 0; at < count; at++) {
        fputs(at == 0 ? intro : ", ", stdout);
        cli_print_plain(stdout, answer->question + ranges[at].start,
                        ranges[at].end - ranges[at].start);
    }
    putchar('\n');
}

/* How much of the question a hit has, and the words it lacks. */
static suo_status show_match(const cli_answer *answer, uint32_t hit,
                             suo_error *error)
{
    suo_hit_match match = {.size = sizeof match};
    suo_status status = suo_hits_match(answer->hits, hit, &match, error);
    if (status == SUO_TIMEOUT) /* there was no time to tell */
        return SUO_OK;
    if (status != SUO_OK)
        return status;
    printf("     has %s of it, %.2f", cli_tier_name(match.tier), match.share);
    show_words(answer, "; lacks ", match.missing, match.missing_count);
    return SUO_OK;
}

/* How likely the first hit is an answer, and the words that nothing has. */
static suo_status show_answerability(const cli_answer *answer, suo_error *error)
{
    suo_answerability told = {.size = sizeof told};
    suo_status status = suo_hits_answerability(answer->hits, &told, error);
    if (status == SUO_TIMEOUT) /* there was no time to tell */
        return SUO_OK;
    if (status != SUO_OK)
        return status;
    printf("answerability: %.2f", told.figure);
    show_words(answer, "; nothing has ", told.unknown, told.unknown_count);
    return SUO_OK;
}

/* "    3 more of this product" where a hit stands for others, too. */
static void show_group(const cli_searcher *searcher, const suo_hits *hits,
                       uint32_t hit)
{
    const uint64_t size = suo_hits_group(hits, hit);
    if (size > 1)
        printf("    %llu more of this %s\n", (unsigned long long)size - 1,
               suo_schema_field_name(searcher->schema,
                                     searcher->search.collapse_field));
}

/* "    instead of KEY, KEY" of documents that a hit supersedes. */
static void show_superseded(const suo_hits *hits, uint32_t hit)
{
    uint64_t len;
    const char *key = suo_hits_superseded(hits, hit, 0, &len);
    if (key == NULL)
        return;
    for (uint32_t nth = 0; key != NULL; nth++) {
        fputs(nth == 0 ? "    instead of " : ", ", stdout);
        cli_print_plain(stdout, key, len);
        key = suo_hits_superseded(hits, hit, nth + 1, &len);
    }
    putchar('\n');
}

static suo_status show_hit(const cli_searcher *searcher, suo_hits *hits,
                           uint32_t hit, suo_error *error)
{
    const suo_hit *item = &suo_hits_items(hits)[hit];
    suo_status status = SUO_OK;
    suo_snippet title = {.size = sizeof title, .text = ""};
    if (searcher->title != CLI_NO_FIELD)
        status = show_cut(searcher, hits, hit, searcher->title, &title, error);
    if (status != SUO_OK)
        return status;
    if (suo_hits_is_pinned(hits, hit))
        printf("%3u    pinned  ", hit + 1);
    else
        printf("%3u  %8.4f  ", hit + 1, item->score);
    cli_print_plain(stdout, item->key, item->key_len);
    fputs("  ", stdout);
    show_snippet(searcher, &title);
    putchar('\n');
    status = show_texts(searcher, hits, hit, error);
    for (uint32_t at = 0; at < searcher->shown_count && status == SUO_OK; at++)
        status = show_field(searcher, hits, hit, searcher->shown[at], error);
    show_group(searcher, hits, hit);
    show_superseded(hits, hit);
    return status;
}

static suo_status show_hit_and_why(const cli_searcher *searcher,
                                   const cli_answer *answer, uint32_t hit,
                                   suo_error *error)
{
    const suo_hit *item = &suo_hits_items(answer->hits)[hit];
    suo_status status = show_hit(searcher, answer->hits, hit, error);
    if (status == SUO_OK && searcher->shows_match)
        status = show_match(answer, hit, error);
    if (status == SUO_OK && searcher->is_explained)
        status =
            cli_show_reasons(searcher, answer, item->key, item->key_len, error);
    return status;
}

/* "Did you mean: ...", what was changed marked, if the question has slips. */
static void show_meant(const cli_searcher *searcher, const cli_answer *answer)
{
    const suo_change *changes = suo_correction_changes(answer->meant);
    uint64_t len;
    const char *text = suo_correction_text(answer->meant, &len);
    uint64_t at = 0;
    if (text == NULL)
        return;
    fputs("Did you mean: ", stdout);
    for (uint32_t i = 0; i < suo_correction_count(answer->meant); i++) {
        const suo_range *range = &changes[i].to;
        cli_print_plain(stdout, text + at, range->start - at);
        fputs(searcher->is_bold ? "\033[1m" : "【", stdout);
        cli_print_plain(stdout, text + range->start, range->end - range->start);
        fputs(searcher->is_bold ? "\033[0m" : "】", stdout);
        at = range->end;
    }
    cli_print_plain(stdout, text + at, len - at);
    putchar('\n');
}

suo_status cli_show_hits(const cli_searcher *searcher, const cli_answer *answer,
                         suo_error *error)
{
    suo_status status = SUO_OK;
    uint32_t count = suo_hits_count(answer->hits);
    if (answer->meant != NULL)
        show_meant(searcher, answer);
    for (uint32_t hit = 0; hit < count && status == SUO_OK; hit++)
        status = show_hit_and_why(searcher, answer, hit, error);
    cli_facets_show(searcher->schema, &searcher->facets, answer->hits);
    if (status == SUO_OK && searcher->shows_match)
        status = show_answerability(answer, error);
    return status;
}

void cli_show_footer(const cli_searcher *searcher, const cli_answer *answer)
{
    uint64_t total = suo_hits_total(answer->hits);
    suo_status stopped = suo_hits_stopped(answer->hits);
    if (searcher->search.total != SUO_TOTAL_ONLY)
        printf("%u of ", suo_hits_count(answer->hits));
    if (searcher->search.total == SUO_TOTAL_NONE || stopped != SUO_OK)
        fputs("at least ", stdout);
    printf("%llu hit%s in %.3f ms", (unsigned long long)total,
           total == 1 ? "" : "s", answer->seconds * 1e3);
    if (stopped != SUO_OK)
        printf(" (partial: out of %s)",
               stopped == SUO_TIMEOUT ? "time" : "work");
    fputs("; searched ", stdout);
    if (searcher->roles == NULL) {
        puts("every document, as the owner of the files sees it (--role NAME "
             "for one reader's view)");
        return;
    }
    fputs("what these roles may see:", stdout);
    for (size_t at = 0; searcher->roles[at] != NULL; at++)
        printf("%s %s", at > 0 ? "," : "", searcher->roles[at]);
    putchar('\n');
}
