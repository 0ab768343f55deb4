/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bm25.c - the constants of a lane.
 */
#include "query/bm25.h"

#include <math.h>

double suo_bm25_idf(uint64_t doc_count, uint64_t doc_freq)
{
    double count = (double)doc_count;
    double freq = (double)doc_freq;
    return log(1 + (count - freq + 0.5) / (freq + 0.5));
}

void suo_bm25_init(suo_bm25 *bm25, const suo_view *view, uint32_t lane,
                   uint32_t fields)
{
    const suo_schema *schema = view->snapshot->manifest.schema;
    double b = schema->options[SUO_OPTION_B];
    double total = 0;
    uint64_t docs = 0;
    *bm25 = (suo_bm25){.k1 = schema->options[SUO_OPTION_K1]};
    for (uint32_t t = 0; t < schema->text_count; t++) {
        const suo_length_sum *sum = &view->sums[lane][t];
        if (!(fields >> t & 1))
            continue;
        bm25->weight[t] = schema->fields[schema->text_fields[t]].weight;
        bm25->fields[bm25->field_count++] = (uint8_t)t;
        total += bm25->weight[t] * (double)sum->total;
        docs = sum->docs > docs ? sum->docs : docs;
    }
    bm25->base = bm25->k1 * (total > 0 ? 1 - b : 1);
    if (docs > 0)
        bm25->average = total / (double)docs;
    if (total > 0)
        bm25->slope = bm25->k1 * b * (double)docs / total;
}
