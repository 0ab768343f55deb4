/* SPDX-License-Identifier: Apache-2.0 */
/*
 * costs.c - `suo-bench-costs`: cycles for each unit of the bound of a query.
 *
 * Each unit is timed by the code of the library that does it best, on data that
 * lies in the caches, all in turns; the best of many turns counts. Questions
 * are asked of an index of one document, through suo.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bound.h"
#include "cli.h"
#include "codec/impacts.h"
#include "codec/posting_block.h"
#include "cycles.h"
#include "folder.h"
#include "query/scorer.h"
#include "random.h"

const char *const cli_program = "suo-bench-costs";

enum {
    TURNS = 400,
    DOCS = 8192, /* a window of the engine */
    GAP_MAX = 15,
    PROBE_GAP_MAX = 63,
    REPEATS = 16, /* in a turn */
    MORE_TERMS = 8,
    BLOCKS = DOCS / SUO_BLOCK_DOCS
};

static const char ONE_WORD[] = "zqxaj";
static const char NINE_WORDS[] = "zqxaj zqxbj zqxcj zqxdj zqxfj zqxgj zqxhj "
                                 "zqxkj zqxlj";

typedef struct costs {
    uint16_t bounds[DOCS];
    uint8_t impacts[DOCS];
    uint64_t marks[2][DOCS / 64];
    uint32_t probes[DOCS]; /* documents, ascending */
    uint8_t *probed;
    suo_buffer blocks;       /* DOCS postings */
    size_t offsets[BLOCKS];  /* in 'blocks' */
    uint32_t starts[BLOCKS]; /* the first document each could hold */
    uint32_t doc_end;
    suo_buffer positions; /* packs of 8 bits */
    double freqs[SUO_BLOCK_DOCS], lengths[SUO_BLOCK_DOCS];
    double parts[SUO_BLOCK_DOCS];
    suo_view *view;
    suo_error error;
    uint64_t kept; /* so that nothing is left out */
} costs;

/* ---- data ---- */

static void costs_fill_blocks(costs *all, uint64_t *random)
{
    static suo_posting_block block = {.count = SUO_BLOCK_DOCS, .fields = 1};
    uint32_t gaps[SUO_BLOCK_DOCS];
    uint32_t doc = 0;
    for (uint32_t number = 0; number < BLOCKS; number++) {
        all->offsets[number] = all->blocks.len;
        all->starts[number] = doc;
        for (uint32_t i = 0; i < SUO_BLOCK_DOCS; i++) {
            doc += (uint32_t)bench_random_below(random, GAP_MAX);
            block.docs[i] = doc++;
            block.freqs[0][i] = 1 + (uint32_t)bench_random_below(random, 3);
            gaps[i] = (uint32_t)bench_random_below(random, 1 << 8);
            all->freqs[i] = block.freqs[0][i];
            all->lengths[i] = (double)bench_random_below(random, 200);
        }
        suo_posting_block_encode(&all->blocks, &block, all->starts[number]);
        suo_pack_encode(&all->positions, gaps, SUO_BLOCK_DOCS, 8);
    }
    all->doc_end = doc;
    suo_buffer_add_zeros(&all->blocks, SUO_PACK_OVERREAD);
    suo_buffer_add_zeros(&all->positions, SUO_PACK_OVERREAD);
}

static void costs_fill(costs *all)
{
    uint64_t random = 1;
    costs_fill_blocks(all, &random);
    for (uint32_t i = 0; i < DOCS; i++) {
        all->impacts[i] = (uint8_t)bench_random(&random);
        all->probes[i] = (i > 0 ? all->probes[i - 1] : 0) + 1 +
                         (uint32_t)bench_random_below(&random, PROBE_GAP_MAX);
    }
    for (uint32_t i = 0; i < DOCS / 64; i++)
        for (int list = 0; list < 2; list++)
            all->marks[list][i] = bench_random(&random);
    all->probed = cli_realloc(NULL, all->probes[DOCS - 1] + 1);
    for (uint32_t i = 0; i <= all->probes[DOCS - 1]; i++)
        all->probed[i] = (uint8_t)bench_random(&random);
}

/* ---- an index of one document ---- */

static suo_status costs_write(const char *folder, suo_error *error)
{
    suo_schema *schema = NULL;
    suo_writer *writer = NULL;
    suo_document *document = NULL;
    suo_status status = suo_schema_new(&schema, error);
    if (status == SUO_OK)
        status = suo_schema_add_field(schema, "text", -1, SUO_FIELD_TEXT, NULL,
                                      error);
    if (status == SUO_OK)
        status = suo_writer_open(folder, -1, schema, NULL, &writer, error);
    if (status == SUO_OK)
        status = suo_document_new(schema, &document, error);
    if (status == SUO_OK)
        status = suo_document_set_key(document, "1", -1, error);
    if (status == SUO_OK)
        status = suo_document_add_text(document, 0, "a text", -1, error);
    if (status == SUO_OK)
        status = suo_writer_put(writer, document, NULL, error);
    if (status == SUO_OK)
        status = suo_writer_commit(writer, NULL, 0, error);
    suo_document_free(document);
    suo_writer_close(writer);
    suo_schema_free(schema);
    return status;
}

static int costs_open(costs *all)
{
    suo_snapshot *snapshot = NULL;
    const char *folder = bench_folder_make();
    if (folder == NULL)
        return CLI_FAILED;
    suo_status status = costs_write(folder, &all->error);
    if (status == SUO_OK)
        status = suo_snapshot_open(folder, -1, &snapshot, &all->error);
    if (status == SUO_OK)
        status = suo_view_open_all(snapshot, &all->view, &all->error);
    suo_snapshot_close(snapshot);
    return status == SUO_OK ? CLI_OK : cli_fail(folder, &all->error);
}

/* ---- units: each does DOCS of them, or what it says ---- */

static void cost_impact(costs *all)
{
    suo_impacts_add(all->bounds, all->impacts, DOCS, 300);
    all->kept += all->bounds[all->kept % DOCS];
}

static void cost_mark(costs *all)
{
    for (uint32_t i = 0; i < DOCS / 64; i++)
        all->kept += suo_count_bits(all->marks[0][i] | all->marks[1][i]);
}

static void cost_posting(costs *all)
{
    uint32_t docs[SUO_BLOCK_DOCS];
    for (uint32_t number = 0; number < BLOCKS; number++) {
        size_t offset = all->offsets[number];
        suo_reader reader =
            suo_reader_make(all->blocks.data + offset,
                            all->blocks.len - SUO_PACK_OVERREAD - offset);
        suo_posting_docs_decode(&reader, docs, SUO_BLOCK_DOCS,
                                all->starts[number], all->doc_end);
        all->kept += docs[number % SUO_BLOCK_DOCS];
    }
}

static void cost_probe(costs *all)
{
    for (uint32_t i = 0; i < DOCS; i++)
        all->kept += all->probed[all->probes[i]];
}

static void cost_score(costs *all)
{
    const suo_bm25 bm25 = {.k1 = 1.2, .base = .3, .slope = .009};
    const suo_grid grid = suo_grid_make(10);
    for (uint32_t number = 0; number < BLOCKS; number++) {
        suo_scorer_score(&bm25, &grid, 2 + number, all->lengths, all->freqs,
                         SUO_BLOCK_DOCS, all->parts);
        all->kept += (uint64_t)all->parts[number % SUO_BLOCK_DOCS];
    }
}

static void cost_position(costs *all)
{
    uint32_t values[SUO_BLOCK_DOCS];
    for (uint32_t number = 0; number < BLOCKS; number++) {
        suo_pack_decode(all->positions.data + (size_t)number * SUO_BLOCK_DOCS,
                        values, SUO_BLOCK_DOCS, 8);
        all->kept += suo_pack_sum(values, SUO_BLOCK_DOCS, 0);
    }
}

static void costs_ask(costs *all, const char *question)
{
    suo_hits *hits;
    suo_status status =
        suo_view_search(all->view, question, -1, NULL, &hits, &all->error);
    if (status != SUO_OK)
        exit(cli_fail("search", &all->error));
    all->kept += suo_hits_count(hits);
    suo_hits_free(hits);
}

static void cost_question(costs *all)
{
    costs_ask(all, ONE_WORD);
}

static void cost_terms(costs *all)
{
    costs_ask(all, NINE_WORDS);
}

static const struct {
    void (*run)(costs *all);
    double count; /* of the unit, in a run */
} UNITS[BENCH_UNITS] = {
    [BENCH_UNIT_QUESTION] = {cost_question, 1},
    [BENCH_UNIT_TERM] = {cost_terms, MORE_TERMS}, /* and a question */
    [BENCH_UNIT_IMPACT] = {cost_impact, DOCS},
    [BENCH_UNIT_MARK] = {cost_mark, DOCS},
    [BENCH_UNIT_POSTING] = {cost_posting, DOCS},
    [BENCH_UNIT_PROBE] = {cost_probe, DOCS},
    [BENCH_UNIT_SCORE] = {cost_score, DOCS},
    [BENCH_UNIT_POSITION] = {cost_position, DOCS}};

static void costs_measure(costs *all, double *best)
{
    for (int unit = 0; unit < BENCH_UNITS; unit++)
        best[unit] = 1;
    for (int turn = 0; turn < TURNS; turn++)
        for (int unit = 0; unit < BENCH_UNITS; unit++) {
            double start = cli_clock();
            for (int i = 0; i < REPEATS; i++)
                UNITS[unit].run(all);
            double taken = (cli_clock() - start) / REPEATS;
            if (taken < best[unit])
                best[unit] = taken;
        }
    best[BENCH_UNIT_TERM] -= best[BENCH_UNIT_QUESTION];
}

int main(void)
{
    static costs all = {.error = {.size = sizeof(suo_error)}};
    double best[BENCH_UNITS];
    int code = costs_open(&all);
    if (code == CLI_OK) {
        costs_fill(&all);
        costs_measure(&all, best);
        double cycle = bench_cycle_seconds();
        printf("a cycle: %.3f ns\n%-10s %10s %10s\n", cycle * 1e9, "unit",
               "cycles", "in use");
        for (int unit = 0; unit < BENCH_UNITS; unit++)
            printf("%-10s %10.3f %10.3f\n", bench_unit_name((bench_unit)unit),
                   best[unit] / UNITS[unit].count / cycle,
                   bench_unit_cycles((bench_unit)unit));
        if (all.kept == 0)
            putchar('\n');
    }
    suo_view_close(all.view);
    suo_buffer_free(&all.blocks);
    suo_buffer_free(&all.positions);
    free(all.probed);
    return code == CLI_OK ? cli_finish_output(CLI_OK) : code;
}
