/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress.c - one line of progress on a terminal, rewritten in place.
 *
 * The clock is read every few calls only, the line drawn ten times a second.
 * Wiping it (ESC [ K) before anything else is printed leaves no half lines.
 */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "cli.h"

enum { PROGRESS_CALLS = 16, PROGRESS_BAR = 24 };

static const double PROGRESS_SECONDS = 0.1;

void cli_progress_start(cli_progress *progress, bool is_wanted,
                        uint64_t total_bytes)
{
    *progress = (cli_progress){0};
    progress->is_on = is_wanted && isatty(STDERR_FILENO);
    progress->started = cli_clock();
    progress->drawn_at = progress->started - PROGRESS_SECONDS;
    progress->total_bytes = total_bytes;
}

static void progress_draw_bar(double part)
{
    int percent = part < 1 ? (int)(part * 100) : 100;
    char bar[PROGRESS_BAR + 1];
    for (int at = 0; at < PROGRESS_BAR; at++)
        bar[at] = at < percent * PROGRESS_BAR / 100 ? '#' : '.';
    bar[PROGRESS_BAR] = '\0';
    fprintf(stderr, "[%s] %3d%%  ", bar, percent);
}

static void progress_draw(cli_progress *progress, double now, uint64_t bytes,
                          uint64_t doc_count)
{
    double seconds = now - progress->started;
    double speed = seconds > 0 ? (double)bytes / 1e6 / seconds : 0;
    fputc('\r', stderr);
    if (progress->total_bytes > 0)
        progress_draw_bar((double)bytes / (double)progress->total_bytes);
    fprintf(stderr, "%llu documents  %.1f MB  %.1f MB/s\033[K",
            (unsigned long long)doc_count, (double)bytes / 1e6, speed);
    fflush(stderr);
    progress->is_drawn = true;
    progress->drawn_at = now;
}

void cli_progress_step(cli_progress *progress, uint64_t bytes,
                       uint64_t doc_count)
{
    if (!progress->is_on || ++progress->calls < PROGRESS_CALLS)
        return;
    progress->calls = 0;
    double now = cli_clock();
    if (now - progress->drawn_at >= PROGRESS_SECONDS)
        progress_draw(progress, now, bytes, doc_count);
}

void cli_progress_part(cli_progress *progress, uint64_t done, uint64_t total,
                       const char *words)
{
    if (!progress->is_on)
        return;
    double now = cli_clock();
    if (now - progress->drawn_at < PROGRESS_SECONDS)
        return;
    fputc('\r', stderr);
    progress_draw_bar(total > 0 ? (double)done / (double)total : 0);
    fprintf(stderr, "%s\033[K", words);
    fflush(stderr);
    progress->is_drawn = true;
    progress->drawn_at = now;
}

void cli_progress_say(cli_progress *progress, const char *words)
{
    if (!progress->is_on)
        return;
    fprintf(stderr, "\r%s\033[K", words);
    fflush(stderr);
    progress->is_drawn = true;
}

void cli_progress_clear(cli_progress *progress)
{
    if (!progress->is_drawn)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    progress->is_drawn = false;
}
