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
    *bm25 = (suo_bm25){.k1 = schema->options[SUO_OPTION_K1]};
    for (uint32_t t = 0; t < schema->text_count; t++) {
        const suo_length_sum *sum = &view->sums[lane][t];
        bool is_searched = fields >> t & 1;
        bm25->weight[t] =
            is_searched ? schema->fields[schema->text_fields[t]].weight : 0;
        bm25->base[t] = sum->docs > 0 ? 1 - b : 1;
        if (sum->docs > 0)
            bm25->slope[t] = b * (double)sum->docs / (double)sum->total;
    }
}
