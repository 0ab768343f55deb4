/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate.c - carry out a question's expression on sets of documents.
 *
 * Windows of documents are bits in words of 64, so that AND, OR and NOT of
 * whole sets are a few instructions; postings alone are looked at one by one.
 * The result takes the place of what the view sees of the segment: scoring,
 * pruning and counting know nothing of it and lose nothing where there is none.
 * A keyword is compared only in documents that have something that scores.
 */
#include "query/gate.h"

#include "base/memory.h"
#include "codec/bit_rows.h"

enum {
    SET_WORDS = SUO_GATE_DOCS / 64,
    KEYWORD_COST = 8 /* of a document that is looked at, in postings */
};

void suo_gate_clear(suo_gate *gate)
{
    suo_dealloc(gate->visible);
    suo_dealloc(gate->ranks);
    suo_dealloc(gate->sets);
    suo_dealloc(gate->shares);
    *gate = (suo_gate){0};
}

static suo_status gate_reserve(suo_gate *gate, const suo_question *question,
                               uint32_t doc_count)
{
    size_t windows = doc_count / SUO_GATE_DOCS + 1;
    bool has_room =
        suo_grow(&gate->visible, &gate->visible_cap,
                 windows * (SUO_GATE_DOCS / 8), 1) == SUO_OK &&
        suo_grow(&gate->ranks, &gate->rank_cap, question->keyword_count,
                 sizeof(*gate->ranks)) == SUO_OK &&
        /* One for the documents that come into question, and at least one. */
        suo_grow(&gate->sets, &gate->set_cap,
                 ((size_t)question->gate_depth + 2) * SET_WORDS,
                 sizeof(*gate->sets)) == SUO_OK &&
        suo_grow(&gate->shares, &gate->share_cap, SUO_GATE_DOCS,
                 sizeof(*gate->shares)) == SUO_OK;
    return has_room ? SUO_OK : SUO_NO_MEMORY;
}

/* A question's gate, being run in a segment. */
typedef struct gate_run {
    suo_gate *gate;
    const suo_plan *plan;
    const suo_question *question;
    suo_walk *walk;
    suo_cursor *const *cursor_of;
    uint32_t start; /* of the window at hand */
    uint32_t end;
    bool is_corrupt;
} gate_run;

static const suo_keywords *run_keywords(const gate_run *run, uint32_t number)
{
    uint32_t column = run->question->keywords[number].column;
    return &run->walk->seen->segment->columns[column].keywords;
}

/* Look the keywords up in the segment. */
static bool run_find_keywords(gate_run *run)
{
    for (uint32_t i = 0; i < run->question->keyword_count; i++)
        if (!suo_keywords_find(run_keywords(run, i),
                               run->question->keywords[i].text,
                               &run->gate->ranks[i]))
            return false;
    return true;
}

/* Has a document the keyword of this rank? */
static bool run_has_keyword(gate_run *run, const suo_keywords *keywords,
                            uint32_t wanted, uint32_t doc)
{
    uint32_t number;
    uint32_t end;
    uint32_t rank;
    if (!suo_keywords_range(keywords, doc, &number, &end)) {
        run->is_corrupt = true;
        return false;
    }
    for (; number < end; number++) {
        if (!suo_keywords_rank(keywords, number, &rank))
            run->is_corrupt = true;
        else if (rank == wanted)
            return true;
    }
    return false;
}

/* The candidates that have a keyword. */
static void run_mark_keyword(gate_run *run, uint32_t number, uint64_t *set)
{
    const suo_keywords *keywords = run_keywords(run, number);
    const uint64_t *candidates = run->gate->sets;
    uint32_t wanted = run->gate->ranks[number];
    for (uint32_t word = 0; word < SET_WORDS && wanted < keywords->distinct;
         word++)
        for (uint64_t bits = candidates[word]; bits != 0; bits &= bits - 1) {
            uint32_t at = suo_low_bit(bits);
            uint32_t doc = run->start + word * 64 + at;
            set[word] |= (uint64_t)run_has_keyword(run, keywords, wanted, doc)
                         << at;
        }
}

/* Add the documents of a term to a set. */
static void run_mark(gate_run *run, uint32_t term, uint64_t *set)
{
    if (run->cursor_of[term] != NULL)
        suo_cursor_mark(run->cursor_of[term], run->start, run->end, set);
}

/* Push the documents of a term or a keyword. */
static void run_push(gate_run *run, const suo_gate_step *step, uint64_t *set)
{
    const bool is_keyword = step->op == SUO_GATE_KEYWORD;
    const uint64_t cost =
        is_keyword ? suo_bits_count(run->gate->sets, SET_WORDS) * KEYWORD_COST
                   : 0;
    memset(set, 0, SET_WORDS * sizeof(*set));
    if (suo_walk_ends(run->walk, SET_WORDS + (uint32_t)cost))
        return;
    if (is_keyword)
        run_mark_keyword(run, step->number, set);
    else
        run_mark(run, step->number, set);
}

/* Carry out the steps; the set that remains is the second. */
static void run_steps(gate_run *run)
{
    uint64_t *top = run->gate->sets; /* of the stack, or the candidates */
    for (size_t i = 0; i < run->question->gate_count; i++) {
        const suo_gate_step *step = &run->question->gate[i];
        uint64_t *under = top - SET_WORDS;
        switch (step->op) {
        case SUO_GATE_NOT:
            for (uint32_t w = 0; w < SET_WORDS; w++)
                top[w] = ~top[w];
            break;
        case SUO_GATE_AND:
            for (uint32_t w = 0; w < SET_WORDS; w++)
                under[w] &= top[w];
            top = under;
            break;
        case SUO_GATE_OR:
            for (uint32_t w = 0; w < SET_WORDS; w++)
                under[w] |= top[w];
            top = under;
            break;
        default:
            top += SET_WORDS;
            run_push(run, step, top);
        }
    }
}

/* The visible documents of the window that have anything that scores. */
static void run_find_candidates(gate_run *run, suo_cursor *const *scored,
                                uint32_t scored_count)
{
    const uint8_t *visible = run->walk->seen->visible;
    uint64_t *set = run->gate->sets;
    memset(set, 0, SET_WORDS * sizeof(*set));
    for (uint32_t i = 0; i < scored_count; i++)
        if (scored[i]->kind != SUO_CURSOR_REST) /* none but its word's */
            suo_cursor_mark(scored[i], run->start, run->end, set);
    for (uint32_t w = 0; w < SET_WORDS && visible != NULL; w++)
        if (set[w] != 0)
            set[w] &= suo_load_u64(visible + run->start / 8 + (size_t)w * 8);
}

/* Add what a needed term tells of the documents that have it, or what stands
 * for it. */
static void run_add_information(gate_run *run, uint32_t number, uint64_t *set)
{
    const suo_asked_term *terms = run->question->terms;
    const double information = run->plan->terms[number].information;
    uint32_t proof = terms[number].proof;
    memset(set, 0, SET_WORDS * sizeof(*set));
    run_mark(run, proof != SUO_NO_TERM ? proof : number, set);
    for (uint32_t cover = terms[number].cover; cover != SUO_NO_TERM;
         cover = terms[cover].cover)
        run_mark(run, cover, set);
    for (uint32_t word = 0; word < SET_WORDS; word++)
        for (uint64_t bits = set[word] & run->gate->sets[word]; bits != 0;
             bits &= bits - 1)
            run->gate->shares[word * 64 + suo_low_bit(bits)] += information;
}

/* Let only candidates pass that have enough of the information. */
static void run_weigh(gate_run *run)
{
    uint64_t *candidates = run->gate->sets;
    double *shares = run->gate->shares;
    /* Less what rounding may add: a third of three equal words is enough. */
    double least = run->plan->request->min_information *
                   run->plan->information * (1 - 1e-9);
    memset(shares, 0, SUO_GATE_DOCS * sizeof(*shares));
    for (uint32_t i = 0; i < run->question->count; i++)
        if (run->plan->terms[i].information > 0 &&
            !suo_walk_ends(run->walk, SET_WORDS))
            run_add_information(run, i, candidates + SET_WORDS);
    for (uint32_t word = 0; word < SET_WORDS; word++)
        for (uint64_t bits = candidates[word]; bits != 0; bits &= bits - 1)
            if (shares[word * 64 + suo_low_bit(bits)] < least)
                candidates[word] &= ~(bits & -bits);
}

static void run_window(gate_run *run, suo_cursor *const *scored,
                       uint32_t scored_count)
{
    suo_gate *gate = run->gate;
    if (suo_walk_ends(run->walk, SET_WORDS + scored_count))
        return;
    run_find_candidates(run, scored, scored_count);
    if (run->plan->request->min_information > 0)
        run_weigh(run);
    memset(gate->sets + SET_WORDS, 0xFF, SET_WORDS * sizeof(*gate->sets));
    run_steps(run);
    for (uint32_t w = 0; w < SET_WORDS; w++)
        suo_store_u64(gate->visible + run->start / 8 + (size_t)w * 8,
                      gate->sets[w] & gate->sets[SET_WORDS + w]);
}

suo_status suo_gate_run(suo_gate *gate, const suo_plan *plan, suo_walk *walk,
                        suo_cursor *const *scored, uint32_t scored_count,
                        suo_cursor *const *cursor_of, suo_error *error)
{
    const uint32_t doc_count = walk->seen->segment->doc_count;
    const suo_question *question = plan->question;
    gate_run run = {.gate = gate,
                    .plan = plan,
                    .question = question,
                    .walk = walk,
                    .cursor_of = cursor_of};
    if (gate_reserve(gate, question, doc_count) != SUO_OK)
        return suo_error_no_memory(error);
    run.is_corrupt = !run_find_keywords(&run);
    for (; run.start < doc_count && walk->status == SUO_OK && !run.is_corrupt;
         run.start += SUO_GATE_DOCS) {
        run.end = doc_count - run.start < SUO_GATE_DOCS
                      ? doc_count
                      : run.start + SUO_GATE_DOCS;
        run_window(&run, scored, scored_count);
    }
    if (run.is_corrupt)
        return suo_error_set(error, SUO_CORRUPT, "a keyword column is damaged");
    gate->seen = *walk->seen;
    gate->seen.visible = gate->visible;
    walk->seen = &gate->seen;
    return walk->status;
}
