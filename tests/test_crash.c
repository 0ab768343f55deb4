/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_crash.c - the power fails at every operation of many workloads.
 *
 * Each workload runs once on a disk that writes down what is done to it. Then,
 * at every operation, states that a crash may leave are made (crash_disk.h)
 * and opened: each holds exactly the last commit that returned, or the one
 * under way. From some of them a writer goes on, and the power fails again.
 * If syncs lie, a state is an old commit or a clean error, never anything
 * else.
 */
#include "support/unit.h"

#include <errno.h>

#include "support/crash_run.h"
#include "support/effort.h"
#include "support/faulty_os.h"
#include "support/index.h"
#include "write/writer.h"

enum {
    STATES_PER_OP = 28, /* at random, beside others; equal ones count once */
    LYING_PER_OP = 3,
    AGAIN_EACH = 50, /* from one state in so many a writer goes on */
    SEEN_MAX = 1 << 16,
    RANDOM_WORKLOADS = 20,
    STATES_WANTED = 50000
};

static struct counts {
    uint32_t states;
    uint32_t again;
    uint32_t lying;
    uint32_t lying_refused;
    uint32_t operations;
    uint32_t workloads;
} counts;

static memory_os *base; /* a small index to begin with */

/* ---- a process that dies ---- */

static faulty_os dying;

/*
 * The process dies before its operation 'n', the machine does not: what it
 * did is seen, but not yet durable, when the next writer opens the index and
 * removes what is left over.
 */
static void work_die(crash_run *r, long n)
{
    suo_writer *writer;
    size_t began = crash_trace_count(r->trace);
    faulty_os_init(&dying, crash_trace_table(r->trace));
    faulty_os_arm(&dying, n, EIO, true);
    if (suo_writer_make(&dying.table, CRASH_FOLDER, NULL, 0, &writer, NULL) ==
        SUO_OK) {
        bool replaced;
        assert_status(index_article(r->document, 0, 8), SUO_OK);
        suo_status st = suo_writer_add(writer, r->document, &replaced, NULL);
        if (st == SUO_OK)
            (void)!suo_writer_finish(writer, (suo_slice){0}, NULL);
        suo_writer_free(writer);
    }
    assert_status(crash_run_read(r->files, &r->content[1]), SUO_OK);
    if (!crash_buffer_is(&r->content[1], &r->content[0])) {
        r->commits = 1;
        r->began[1] = began;
        r->returned[1] = SIZE_MAX;
    }
    crash_work_put(r, 1, 8, "after a death");
}

/* ---- states ---- */

/* Have we seen it? The table forgets when it is full. */
static bool is_seen(uint64_t *seen, uint64_t hash)
{
    for (uint64_t at = hash; at < hash + 8; at++) {
        uint64_t *slot = &seen[at % SEEN_MAX];
        if (*slot == hash)
            return true;
        if (*slot == 0) {
            *slot = hash;
            return false;
        }
    }
    return false;
}

/* The commits that may be on the disk after 'done' operations. */
static void run_bounds(const crash_run *r, size_t done, uint32_t *low,
                       uint32_t *high)
{
    *low = 0;
    *high = 0;
    for (uint32_t k = 1; k <= r->commits; k++) {
        if (r->returned[k] <= done)
            *low = k;
        if (r->began[k] < done)
            *high = k;
    }
    if (*high < *low)
        *high = *low;
}

static const char *run_name(const crash_run *r, size_t done)
{
    return done > 0 ? crash_trace_name(r->trace, done - 1) : "the start";
}

/* Which commit is it? -1: none of those from low to high. */
static int run_find(const crash_run *r, uint32_t low, uint32_t high,
                    suo_status st, const suo_buffer *content)
{
    for (uint32_t k = low; k <= high; k++) {
        bool is_none = r->content[k].len == 0;
        if (is_none ? st == SUO_NOT_FOUND
                    : st == SUO_OK && crash_buffer_is(content, &r->content[k]))
            return (int)k;
    }
    return -1;
}

static void check_again(memory_os *files, test_random *random);

/* Every state that may follow operation 'done'. */
static void check_states(const crash_run *r, const crash_sim *sim, size_t done,
                         uint32_t tries, uint64_t *seen, bool goes_on,
                         test_random *random)
{
    suo_buffer found = {0};
    uint32_t low;
    uint32_t high;
    run_bounds(r, done, &low, &high);
    for (uint32_t i = 0; i < tries; i++) {
        uint64_t hash;
        crash_choice choice = i < CRASH_RANDOM ? (crash_choice)i : CRASH_RANDOM;
        memory_os *files = crash_sim_state(sim, choice, random, &hash);
        if (is_seen(seen, (hash + low * 64 + high) | 1)) {
            memory_os_free(files);
            continue;
        }
        suo_status st = crash_run_read(files, &found);
        if (run_find(r, low, high, st, &found) < 0)
            fail_msg("after operation %zu (%s), state %u: %s, not commit %u "
                     "to %u",
                     done, run_name(r, done), i, suo_status_name(st), low,
                     high);
        counts.states++;
        if (goes_on && test_random_below(random, AGAIN_EACH) == 0)
            check_again(files, random);
        memory_os_free(files);
    }
    suo_buffer_free(&found);
}

/* The crash was survived; a writer goes on, and the power fails again. */
static void check_again(memory_os *files, test_random *random)
{
    uint64_t *seen = calloc(SEEN_MAX, sizeof(*seen));
    assert_non_null(seen);
    crash_run r = crash_run_begin(files);
    crash_work_put(&r, 70, 0, "after the crash");
    assert_true(index_is_tidy(memory_os_table(files), CRASH_FOLDER));
    crash_sim *sim = crash_sim_new(r.trace, 0, random);
    uint32_t before = counts.states;
    for (size_t done = 0;; done++) {
        check_states(&r, sim, done, 6, seen, false, random);
        if (!crash_sim_step(sim))
            break;
    }
    counts.again += counts.states - before;
    crash_sim_free(sim);
    crash_run_end(&r);
    free(seen);
}

/* Syncs lie: an old commit or an error. */
static void check_lying(const crash_run *r, uint32_t lies, test_random *random)
{
    suo_buffer found = {0};
    crash_sim *sim = crash_sim_new(r->trace, lies, random);
    for (size_t done = 1; crash_sim_step(sim); done++)
        for (uint32_t i = 0; i < effort_of(LYING_PER_OP); i++) {
            uint64_t hash;
            uint32_t low;
            uint32_t high;
            memory_os *files =
                crash_sim_state(sim, CRASH_RANDOM, random, &hash);
            suo_status st = crash_run_read(files, &found);
            run_bounds(r, done, &low, &high);
            if (st == SUO_OK && run_find(r, 0, high, st, &found) < 0)
                fail_msg("lying, after operation %zu (%s): rubbish", done,
                         run_name(r, done));
            if (st != SUO_OK && st != SUO_NOT_FOUND && st != SUO_CORRUPT)
                fail_msg("lying, after operation %zu (%s): %s", done,
                         run_name(r, done), suo_status_name(st));
            counts.lying++;
            counts.lying_refused += st == SUO_CORRUPT;
            memory_os_free(files);
        }
    crash_sim_free(sim);
    suo_buffer_free(&found);
}

static void check_trace(const crash_run *r, test_random *random)
{
    uint64_t *seen = calloc(SEEN_MAX, sizeof(*seen));
    assert_non_null(seen);
    crash_sim *sim = crash_sim_new(r->trace, 0, random);
    for (size_t done = 0;; done++) {
        check_states(r, sim, done, CRASH_RANDOM + effort_of(STATES_PER_OP),
                     seen, true, random);
        if (!crash_sim_step(sim))
            break;
    }
    crash_sim_free(sim);
    free(seen);
    check_lying(r, 100, random);
    check_lying(r, 30, random);
    counts.operations += (uint32_t)crash_trace_count(r->trace);
    counts.workloads++;
}

static void report(const char *name, const crash_run *r, uint32_t states_before)
{
    printf("%s: %zu operations, %u states\n", name, crash_trace_count(r->trace),
           counts.states - states_before);
}

static void test_commit__survives_a_crash_anywhere(void **state)
{
    test_random random = test_random_begin(31);
    (void)state;
    for (uint32_t i = 0, by_seed = 0; by_seed < effort_of(RANDOM_WORKLOADS);
         i++) {
        const crash_workload own = crash_workload_get(i);
        memory_os *files = own.is_new ? memory_os_new() : memory_os_clone(base);
        crash_run r = crash_run_begin(files);
        uint32_t before = counts.states;
        if (own.name != NULL)
            own.work(&r);
        else
            crash_work_random(&r, ++by_seed);
        assert_true(index_is_tidy(memory_os_table(files), CRASH_FOLDER));
        check_trace(&r, &random);
        report(own.name != NULL ? own.name : "random", &r, before);
        crash_run_end(&r);
        memory_os_free(files);
    }
}

/* Does operation n of work_die change anything? */
static bool dying_changes(long n)
{
    static const char *const READS[] = {"open", "close", "size",
                                        "read", "map",   "list"};
    for (size_t i = 0; i < sizeof(READS) / sizeof(READS[0]); i++)
        if (strncmp(dying.log[n], READS[i], strlen(READS[i])) == 0)
            return false;
    return true;
}

static void test_commit__survives_a_death_and_then_a_crash(void **state)
{
    test_random random = test_random_begin(32);
    uint32_t before = counts.states;
    uint32_t deaths = 0;
    bool is_reached = true;
    (void)state;
    for (long n = 0; is_reached; n++) {
        memory_os *files = memory_os_clone(base);
        crash_run r = crash_run_begin(files);
        work_die(&r, n);
        is_reached = dying.count > n;
        assert_true(n < FAULTY_LOG_MAX);
        if (is_reached && dying_changes(n)) {
            check_trace(&r, &random);
            deaths++;
        }
        crash_run_end(&r);
        memory_os_free(files);
    }
    printf("%u deaths, %u states\n", deaths, counts.states - before);
    assert_true(deaths > 10);
}

static int set_up(void **state)
{
    (void)state;
    effort_print();
    base = crash_base_make();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    memory_os_free(base);
    printf("%u workloads, %u operations, %u states (%u of them of a second "
           "crash); lying syncs: %u states, %u refused\n",
           counts.workloads, counts.operations, counts.states, counts.again,
           counts.lying, counts.lying_refused);
    return counts.states >= effort_of(STATES_WANTED) && counts.lying_refused > 0
               ? 0
               : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commit__survives_a_crash_anywhere),
        cmocka_unit_test(test_commit__survives_a_death_and_then_a_crash),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
