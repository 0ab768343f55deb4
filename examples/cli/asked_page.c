/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asked_page.c - a report of a query log as a page with plots.
 *
 * gnuplot reads report.gp, which holds numbers and dates alone: what people
 * asked goes to the page, escaped, and nowhere else. The page runs no script
 * and loads nothing but its plots.
 */
#include "asked.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "numbers.h"
#include "text.h"

enum { DAY = 86400, DATE_LEN = 10 };

static void page_date(FILE *out, int64_t seconds)
{
    char date[CLI_NUMBER_MAX];
    cli_time_print(seconds * 1000, date);
    fprintf(out, "%.*s", DATE_LEN, date);
}

static uint64_t page_sum(const uint64_t *bins, int count)
{
    uint64_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += bins[i];
    return sum;
}

/* ---- report.gp ---------------------------------------------------------- */

static void plot_days(const cli_asked_report *asked, FILE *out)
{
    uint64_t count;
    const suo_report_counts *days =
        suo_query_report_days(asked->report, &count);
    bool has_days = false;
    fputs("$days << EOD\n", out);
    for (uint64_t i = 0; i < count; i++) {
        if (days[i].end - days[i].start > DAY)
            continue; /* months are in the table */
        page_date(out, days[i].start);
        fprintf(out, " %llu %llu %llu\n", (unsigned long long)days[i].asked,
                (unsigned long long)days[i].empty,
                (unsigned long long)days[i].low);
        has_days = true;
    }
    fputs("EOD\n", out);
    if (!has_days)
        return;
    fputs("set output \"days.svg\"\n"
          "set title \"Searches by day\"\n"
          "set xdata time\n"
          "set timefmt \"%Y-%m-%d\"\n"
          "set format x \"%m-%d\"\n"
          "set boxwidth 60000\n"
          "set key outside top center horizontal\n"
          "plot $days using 1:2 with boxes linecolor rgb \"#c9d8e8\" "
          "title \"all\", \\\n"
          "  $days using 1:3 with linespoints pointtype 7 linecolor rgb "
          "\"#d4351c\" title \"without hits\", \\\n"
          "  $days using 1:4 with linespoints pointtype 7 linecolor rgb "
          "\"#c07800\" title \"low answerability\"\n"
          "set xdata\nunset key\n",
          out);
}

static void plot_bins(FILE *out, const char *name, const char *title,
                      const uint64_t *bins, int count, const char *label)
{
    fprintf(out, "$%s << EOD\n", name);
    for (int i = 0; i < count; i++)
        fprintf(out, "%d %llu\n", i, (unsigned long long)bins[i]);
    fputs("EOD\n", out);
    if (page_sum(bins, count) == 0)
        return;
    fprintf(out,
            "set output \"%s.svg\"\n"
            "set title \"%s\"\n"
            "set boxwidth 0.9\n"
            "set xrange [-1:%d]\n"
            "set xtics ()\n"
            "do for [i = 0:%d:4] { set xtics add (%s i) }\n"
            "plot $%s using 1:2 with boxes linecolor rgb \"#c9d8e8\"\n",
            name, title, count, count, label, name);
}

static bool page_write_script(const cli_asked_report *asked)
{
    const suo_report_summary *s = &asked->summary;
    FILE *out = fopen("report.gp", "w");
    if (out == NULL)
        return false;
    fputs("set terminal svg size 820,280 background rgb \"white\"\n"
          "set style fill solid\n"
          "set yrange [0:*]\n"
          "set border 3\n"
          "set tics nomirror\n",
          out);
    plot_days(asked, out);
    plot_bins(out, "answerability", "Searches by answerability",
              s->answerabilities, 20, "sprintf(\"%.1f\", i / 20.0)");
    plot_bins(out, "latency", "Searches by time, ms", s->latencies, 24,
              "sprintf(i < 10 ? \"%.3f\" : \"%.0f\", 2.0 ** i / 1000)");
    bool is_lost = ferror(out) != 0;
    return fclose(out) == 0 && !is_lost;
}

/* ---- index.html --------------------------------------------------------- */

static void html_text(FILE *out, const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        uint32_t code;
        size_t char_len = cli_utf8_next(text + at, len - at, &code);
        if (code == CLI_BROKEN)
            fputs("\xEF\xBF\xBD", out);
        else if (code < 0x20 || (code >= 0x7F && code < 0xA0))
            putc(' ', out);
        else if (strchr("&<>\"'", (int)code) != NULL && code < 0x80)
            fprintf(out, "&#%u;", (unsigned)code);
        else
            fwrite(text + at, 1, char_len, out);
        at += char_len;
    }
}

static void html_mean(FILE *out, double mean)
{
    if (mean >= 0)
        fprintf(out, "<td>%.2f</td>", mean);
    else
        fputs("<td></td>", out);
}

static void html_list(const cli_asked_report *asked, FILE *out, int list)
{
    uint64_t count;
    const suo_report_question *questions =
        suo_query_report_questions(asked->report, list, &count);
    fprintf(out, "<h2>%s, since ", cli_asked_titles[list]);
    page_date(out, asked->summary.periods_start);
    fputs("</h2>\n", out);
    if (asked->summary.unlisted_most[list] >= asked->summary.times_min)
        fprintf(out,
                "<p>The log may have missed some asked up to %llu times.</p>\n",
                (unsigned long long)asked->summary.unlisted_most[list]);
    if (count == 0) {
        fputs("<p>None that was asked often enough.</p>\n", out);
        return;
    }
    fputs("<table><tr><th>Question</th><th>Times</th><th>Without "
          "hits</th><th>Low</th><th>Answerability</th><th>Last</th></tr>\n",
          out);
    for (uint64_t i = 0; i < count; i++) {
        const suo_report_question *q = &questions[i];
        fputs("<tr><td>", out);
        html_text(out, q->text, (size_t)q->text_len);
        fprintf(out, "</td><td>%llu", (unsigned long long)q->least);
        if (q->most > q->least)
            fprintf(out, " to %llu", (unsigned long long)q->most);
        fprintf(out, "</td><td>%llu</td><td>%llu</td>",
                (unsigned long long)q->empty, (unsigned long long)q->low);
        html_mean(out, q->answerability);
        fputs("<td>", out);
        page_date(out, q->last_day);
        fputs("</td></tr>\n", out);
    }
    fputs("</table>\n", out);
}

static void html_counts(FILE *out, const suo_report_counts *counts)
{
    fprintf(out, "</td><td>%llu</td><td>%llu</td><td>%llu</td>",
            (unsigned long long)counts->asked,
            (unsigned long long)counts->empty, (unsigned long long)counts->low);
    html_mean(out, counts->answerability);
    fputs("</tr>\n", out);
}

static const char COUNTS_HEAD[] = "<th>Searches</th><th>Without hits</th>"
                                  "<th>Low</th><th>Answerability</th></tr>\n";

static void html_roles(const cli_asked_report *asked, FILE *out)
{
    uint64_t count;
    const suo_report_counts *roles =
        suo_query_report_roles(asked->report, &count);
    fprintf(out, "<h2>Roles</h2>\n<table><tr><th>Role</th>%s", COUNTS_HEAD);
    for (uint64_t i = 0; i < count; i++) {
        fputs("<tr><td>", out);
        if (roles[i].role == NULL)
            fputs("<i>others</i>", out);
        else if (roles[i].role_len == 0)
            fputs("<i>none</i>", out);
        else
            html_text(out, roles[i].role, (size_t)roles[i].role_len);
        html_counts(out, &roles[i]);
    }
    fputs("</table>\n", out);
}

static void html_days(const cli_asked_report *asked, FILE *out)
{
    uint64_t count;
    const suo_report_counts *days =
        suo_query_report_days(asked->report, &count);
    fprintf(out, "<h2>Days</h2>\n<table><tr><th>From</th><th>To</th>%s",
            COUNTS_HEAD);
    for (uint64_t i = count; i-- > 0;) {
        fputs("<tr><td>", out);
        page_date(out, days[i].start);
        fputs("</td><td>", out);
        page_date(out, days[i].end - DAY);
        html_counts(out, &days[i]);
    }
    fputs("</table>\n", out);
}

/* A plot of 'searches', if there are any. */
static void html_plot(FILE *out, uint64_t searches, const char *name,
                      const char *title)
{
    if (searches > 0)
        fprintf(out, "<p><img src=\"%s\" alt=\"%s\"></p>\n", name, title);
}

static bool page_write_html(const cli_asked_report *asked)
{
    FILE *out = fopen("index.html", "w");
    if (out == NULL)
        return false;
    fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
          "'none'; img-src 'self'; style-src 'unsafe-inline'\">\n"
          "<title>What was asked</title>\n"
          "<style>body{font-family:sans-serif;max-width:60em;margin:2em auto}"
          "table{border-collapse:collapse}td,th{border:1px solid #ccc;"
          "padding:.2em .6em;text-align:right}td:first-child{text-align:left}"
          "img{max-width:100%}</style></head><body>\n<h1>What was asked",
          out);
    if (asked->role != NULL) {
        fputs(" by ", out);
        html_text(out, asked->role, strlen(asked->role));
    }
    fprintf(out, "</h1>\n<p>%llu searches",
            (unsigned long long)asked->summary.asked);
    if (asked->summary.asked > 0) {
        fputs(" from ", out);
        page_date(out, asked->summary.start);
        fputs(" to ", out);
        page_date(out, asked->summary.end - DAY);
        fprintf(out, ", about %.0f different questions",
                asked->summary.distinct);
    }
    fputs("</p>\n", out);
    html_plot(out, asked->summary.asked, "days.svg", "Searches by day");
    for (int list = 0; list < 3; list++)
        html_list(asked, out, list);
    html_plot(out, page_sum(asked->summary.answerabilities, 20),
              "answerability.svg", "Searches by answerability");
    html_plot(out, page_sum(asked->summary.latencies, 24), "latency.svg",
              "Searches by time");
    html_roles(asked, out);
    html_days(asked, out);
    fputs("</body></html>\n", out);
    bool is_lost = ferror(out) != 0;
    return fclose(out) == 0 && !is_lost;
}

/* ---- the folder --------------------------------------------------------- */

static int page_fail(const char *what)
{
    fprintf(stderr, "%s: %s: %s\n", cli_program, what, strerror(errno));
    return CLI_FAILED;
}

int cli_asked_write_page(const cli_asked_report *asked, const char *folder)
{
    static const char *const PLOTS[] = {"days.svg", "answerability.svg",
                                        "latency.svg"};
    if ((mkdir(folder, 0777) != 0 && errno != EEXIST) || chdir(folder) != 0)
        return page_fail(folder);
    for (int i = 0; i < 3; i++) /* of an older report */
        remove(PLOTS[i]);
    if (!page_write_script(asked))
        return page_fail("report.gp");
    bool is_drawn = system("gnuplot report.gp") == 0;
    if (!page_write_html(asked))
        return page_fail("index.html");
    if (is_drawn)
        return CLI_OK;
    fprintf(stderr,
            "%s: gnuplot is not there, or failed: index.html in %s has no "
            "plots (once it is installed: gnuplot report.gp)\n",
            cli_program, folder);
    return CLI_FAILED;
}
