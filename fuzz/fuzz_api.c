/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_api.c - any bytes are a row of calls, checked against the oracle.
 *
 * Two bytes are a step: what to do, and the seed of how. What is written since
 * the last commit is kept as such steps, and told to the oracle when it is
 * committed, or forgotten when it is rolled back. A view that is held meanwhile
 * must go on to answer as it did. A failed assertion ends the program, which
 * the fuzzer takes for a crash.
 */
#include "support/access.h"
#include "support/oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { PENDING_MAX = 256, KEYS = 12, STEPS_MAX = 64 };

typedef enum step_kind {
    STEP_PUT,
    STEP_PUT_AGAIN, /* twice as likely as the others */
    STEP_DELETE,
    STEP_DELETE_WHERE,
    STEP_COMMIT,
    STEP_ROLLBACK,
    STEP_MERGE,
    STEP_MERGE_ALL,
    STEP_HOLD,
    STEP_SEARCH,
    STEP_SEARCH_WITHIN,
    STEP_KINDS
} step_kind;

typedef struct step {
    uint8_t kind;
    uint8_t seed;
} step;

typedef struct machine {
    access_index index;
    suo_writer *writer;
    oracle *oracle; /* as the last commit */
    step pending[PENDING_MAX];
    uint32_t pending_count;
    suo_view *held; /* or NULL */
    corpus_dump held_answer;
} machine;

static const char HELD_QUESTION[] = "return card 退货 v3*";

static void write_key(char *key, test_random *random)
{
    sprintf(key, "k%u", (unsigned)test_random_below(random, KEYS));
}

static void random_document(corpus_document *document, uint8_t seed)
{
    test_random random = {seed};
    char key[16];
    write_key(key, &random);
    corpus_document_random(document, &random, key, 8);
    for (uint64_t bits = test_random_below(&random, 4), i = 0; i < 2; i++)
        if (bits >> i & 1)
            document->roles[document->role_count++] = ACCESS_SEEN[i];
}

/* ---- writing ---- */

static void tell_oracle(oracle *o, step done)
{
    corpus_document document;
    test_random random = {done.seed};
    char key[16];
    if (done.kind == STEP_PUT) {
        random_document(&document, done.seed);
        oracle_put(o, &document);
        corpus_document_clear(&document);
    } else if (done.kind == STEP_DELETE) {
        write_key(key, &random);
        oracle_delete(o, key);
    } else {
        for (uint32_t i = 0; i < o->document_count; i++)
            if (!o->documents[i].is_dead &&
                o->documents[i].votes == 1 + done.seed % 3)
                oracle_delete(o, o->documents[i].key);
    }
}

static void do_write(machine *m, step wanted)
{
    corpus_document document;
    test_random random = {wanted.seed};
    char key[16];
    const suo_filter filter = {.field = CORPUS_VOTES,
                               .kind = SUO_FILTER_RANGE,
                               .min = 1 + wanted.seed % 3,
                               .max = 1 + wanted.seed % 3};
    if (m->pending_count == PENDING_MAX)
        return;
    if (wanted.kind == STEP_PUT) {
        random_document(&document, wanted.seed);
        corpus_put(m->writer, &document);
        corpus_document_clear(&document);
    } else if (wanted.kind == STEP_DELETE) {
        write_key(key, &random);
        suo_status status = suo_writer_delete(m->writer, key, -1, NULL);
        assert_true(status == SUO_OK || status == SUO_NOT_FOUND);
    } else {
        corpus_ok(suo_writer_delete_where(m->writer, &filter, 1, NULL, NULL),
                  NULL);
    }
    m->pending[m->pending_count++] = wanted;
}

static void do_commit(machine *m)
{
    corpus_commit(m->writer);
    for (uint32_t i = 0; i < m->pending_count; i++)
        tell_oracle(m->oracle, m->pending[i]);
    m->pending_count = 0;
}

/* ---- reading ---- */

static suo_view *open_view(machine *m, uint32_t roles)
{
    suo_view *view;
    access_follow(&m->index);
    suo_status status = roles == 3
                            ? suo_view_open_all(m->index.held, &view, NULL)
                            : suo_view_open(m->index.held, ACCESS_SEEN, NULL,
                                            roles, &view, NULL);
    corpus_ok(status, NULL);
    return view;
}

static void do_hold(machine *m)
{
    suo_view_close(m->held);
    m->held = open_view(m, 3);
    m->held_answer.len = 0;
    corpus_dump_add(&m->held_answer, m->held, HELD_QUESTION,
                    strlen(HELD_QUESTION), 10);
}

static void check_held(const machine *m)
{
    corpus_dump now = {0};
    if (m->held == NULL)
        return;
    corpus_dump_add(&now, m->held, HELD_QUESTION, strlen(HELD_QUESTION), 10);
    assert_true(corpus_dump_equals(&now, &m->held_answer));
    free(now.bytes);
}

/* All that a limit of work leaves is among all there is. */
static void search_within(const suo_view *view, suo_search_options options,
                          const char *question, size_t len, uint64_t work)
{
    suo_hits *all;
    suo_hits *some;
    options.size = sizeof(options);
    corpus_ok(
        suo_view_search(view, question, (int64_t)len, &options, &all, NULL),
        NULL);
    options.work_max = work;
    options.at_limit = SUO_AT_LIMIT_PARTIAL;
    corpus_ok(
        suo_view_search(view, question, (int64_t)len, &options, &some, NULL),
        NULL);
    assert_true(suo_hits_total(some) <= suo_hits_total(all));
    assert_true(suo_hits_stopped(some) != SUO_OK ||
                suo_hits_total(some) == suo_hits_total(all));
    suo_hits_free(some);
    suo_hits_free(all);
}

static void do_search(machine *m, step wanted)
{
    test_random random = {wanted.seed};
    uint32_t roles = (uint32_t)test_random_below(&random, 4);
    const oracle_reader reader = {ACCESS_SEEN, roles % 3, roles == 3};
    suo_filter filter = {
        .field = CORPUS_VOTES, .kind = SUO_FILTER_RANGE, .min = 1, .max = 2};
    suo_search_options options = {
        .k = 1 + (uint32_t)test_random_below(&random, 15),
        .match = (int32_t)test_random_below(&random, 2),
        .filters = &filter,
        .filter_count = test_random_below(&random, 2)};
    size_t len;
    char *question = corpus_random_text(
        &random, 1 + (uint32_t)test_random_below(&random, 5), &len);
    if (test_random_below(&random, 3) == 0)
        question[len++] = '*';
    suo_view *view = open_view(m, roles);
    if (wanted.kind == STEP_SEARCH)
        oracle_compare(view, m->oracle, reader, &options, question, len);
    else
        search_within(view, options, question, len,
                      1 + test_random_below(&random, 20));
    suo_view_close(view);
    free(question);
}

/* ---- the row of calls ---- */

static void machine_do(machine *m, step wanted)
{
    switch ((step_kind)wanted.kind) {
    case STEP_PUT:
    case STEP_PUT_AGAIN:
        wanted.kind = STEP_PUT;
        do_write(m, wanted);
        break;
    case STEP_DELETE:
    case STEP_DELETE_WHERE:
        do_write(m, wanted);
        break;
    case STEP_COMMIT:
        do_commit(m);
        break;
    case STEP_ROLLBACK:
        corpus_ok(suo_writer_rollback(m->writer, NULL), NULL);
        m->pending_count = 0;
        break;
    case STEP_MERGE:
        corpus_ok(
            suo_writer_merge_step(m->writer, 200u * wanted.seed, NULL, NULL),
            NULL);
        break;
    case STEP_MERGE_ALL:
        corpus_ok(suo_writer_merge_all(m->writer, NULL), NULL);
        break;
    case STEP_HOLD:
        do_hold(m);
        break;
    case STEP_SEARCH:
    case STEP_SEARCH_WITHIN:
        do_search(m, wanted);
        break;
    case STEP_KINDS:
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const uint64_t MEMORY[] = {0, 1, 1170000};
    suo_schema *schema = corpus_schema();
    machine m = {
        .oracle = oracle_new(
            schema, (oracle_rules){.k1 = 1.2, .b = 0.75, .gram_weight = 0.3})};
    test_random random = {len > 0 ? bytes[0] : 0};
    m.writer = access_writer(&m.index, schema,
                             MEMORY[test_random_below(&random, 3)], &random);
    do_commit(&m);
    for (size_t i = 1; i + 1 < len && i < 2 * STEPS_MAX; i += 2)
        machine_do(&m, (step){bytes[i] % STEP_KINDS, bytes[i + 1]});
    do_commit(&m);
    do_search(&m, (step){STEP_SEARCH, 1});
    check_held(&m);
    suo_view_close(m.held);
    free(m.held_answer.bytes);
    suo_writer_close(m.writer);
    access_close(&m.index);
    oracle_free(m.oracle);
    suo_schema_free(schema);
    return 0;
}
