/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crew.c - a ring of members: one is being filled, the others work.
 *
 * A member that is full works on its own; the next one in the ring is filled
 * meanwhile. When it is a member's turn again it is waited for, and its bulk
 * goes to the writer: so bulks come in the order of their documents.
 */
#include "crew.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* A document, where it came from, and what became of it. */
typedef struct crew_item {
    suo_document *document;
    cli_place place;
    char *refusal; /* NULL: none; owned */
} crew_item;

typedef enum crew_state { CREW_FILLING, CREW_WORKING, CREW_DONE } crew_state;

typedef struct crew_member {
    struct cli_crew *crew;
    pthread_t thread;
    bool has_thread;
    suo_bulk *bulk;
    crew_item *items; /* documents are kept for the next time */
    size_t count;
    size_t capacity;
    uint64_t text_bytes;
    crew_state state; /* guarded by the lock */
    suo_status status;
    suo_error error;
} crew_member;

struct cli_crew {
    suo_writer *writer;
    uint64_t text_bytes; /* of a full member */
    uint32_t count;
    uint32_t filling; /* number of the member */
    uint64_t replaced;
    bool is_over; /* guarded by the lock */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    crew_member members[CLI_CREW_MAX];
};

/* Cut all documents of a member; one that is refused keeps the reason. */
static void member_work(crew_member *member)
{
    for (size_t at = 0; at < member->count; at++) {
        crew_item *item = &member->items[at];
        suo_status status =
            suo_bulk_add(member->bulk, item->document, &member->error);
        if (status == SUO_INVALID || status == SUO_LIMIT) {
            item->refusal =
                cli_copy(member->error.message, strlen(member->error.message));
        } else if (status != SUO_OK) {
            member->status = status;
            return;
        }
    }
}

static void *member_run(void *user)
{
    crew_member *member = user;
    cli_crew *crew = member->crew;
    pthread_mutex_lock(&crew->lock);
    for (;;) {
        while (member->state != CREW_WORKING && !crew->is_over)
            pthread_cond_wait(&crew->changed, &crew->lock);
        if (crew->is_over)
            break;
        pthread_mutex_unlock(&crew->lock);
        member_work(member);
        pthread_mutex_lock(&crew->lock);
        member->state = CREW_DONE;
        pthread_cond_broadcast(&crew->changed);
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

cli_crew *cli_crew_new(suo_writer *writer, uint32_t threads,
                       uint64_t text_bytes, suo_error *error)
{
    cli_crew *crew = cli_realloc(NULL, sizeof *crew);
    memset(crew, 0, sizeof *crew);
    crew->writer = writer;
    crew->text_bytes = text_bytes;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->changed, NULL);
    for (; crew->count < threads; crew->count++) {
        crew_member *member = &crew->members[crew->count];
        member->crew = crew;
        member->error.size = sizeof member->error;
        suo_status status = suo_bulk_new(writer, &member->bulk, error);
        member->has_thread =
            status == SUO_OK &&
            pthread_create(&member->thread, NULL, member_run, member) == 0;
        if (member->has_thread)
            continue;
        if (status == SUO_OK) {
            error->status = SUO_NO_MEMORY;
            strcpy(error->message, "a thread could not be started");
        }
        crew->count++;
        cli_crew_free(crew);
        return NULL;
    }
    return crew;
}

static void member_clear(crew_member *member)
{
    for (size_t at = 0; at < member->capacity; at++) {
        suo_document_free(member->items[at].document);
        free(member->items[at].refusal);
    }
    free(member->items);
    suo_bulk_free(member->bulk);
}

void cli_crew_free(cli_crew *crew)
{
    if (crew == NULL)
        return;
    pthread_mutex_lock(&crew->lock);
    crew->is_over = true;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
    for (uint32_t at = 0; at < crew->count; at++)
        if (crew->members[at].has_thread)
            pthread_join(crew->members[at].thread, NULL);
    for (uint32_t at = 0; at < crew->count; at++)
        member_clear(&crew->members[at]);
    pthread_cond_destroy(&crew->changed);
    pthread_mutex_destroy(&crew->lock);
    free(crew);
}

suo_document *cli_crew_document(cli_crew *crew, suo_error *error)
{
    crew_member *member = &crew->members[crew->filling];
    if (member->count == member->capacity) {
        size_t capacity = member->capacity * 2 + 64;
        member->items =
            cli_realloc(member->items, capacity * sizeof *member->items);
        memset(member->items + member->capacity, 0,
               (capacity - member->capacity) * sizeof *member->items);
        member->capacity = capacity;
    }
    crew_item *item = &member->items[member->count];
    if (item->document == NULL &&
        suo_document_new(suo_writer_schema(crew->writer), &item->document,
                         error) != SUO_OK)
        return NULL;
    return item->document;
}

/* Wait for a member, note what it refused, and give its bulk to the writer. */
static suo_status crew_collect(cli_crew *crew, crew_member *member,
                               cli_report *report, suo_error *error)
{
    pthread_mutex_lock(&crew->lock);
    while (member->state == CREW_WORKING)
        pthread_cond_wait(&crew->changed, &crew->lock);
    bool is_done = member->state == CREW_DONE;
    member->state = CREW_FILLING;
    pthread_mutex_unlock(&crew->lock);
    if (!is_done)
        return SUO_OK;
    for (size_t at = 0; at < member->count; at++) {
        crew_item *item = &member->items[at];
        if (item->refusal == NULL)
            continue;
        cli_report_note(report, CLI_NOTE_RECORD, &item->place,
                        "document refused: %s", item->refusal);
        report->put_count--;
        free(item->refusal);
        item->refusal = NULL;
    }
    member->count = 0;
    member->text_bytes = 0;
    if (member->status != SUO_OK) {
        *error = member->error;
        return member->status;
    }
    uint64_t replaced;
    suo_status status =
        suo_writer_put_bulk(crew->writer, member->bulk, &replaced, error);
    crew->replaced += replaced;
    return status;
}

/* Let the member that is being filled work, and turn to the next one. */
static suo_status crew_turn(cli_crew *crew, cli_report *report,
                            suo_error *error)
{
    pthread_mutex_lock(&crew->lock);
    crew->members[crew->filling].state = CREW_WORKING;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
    crew->filling = (crew->filling + 1) % crew->count;
    return crew_collect(crew, &crew->members[crew->filling], report, error);
}

suo_status cli_crew_put(cli_crew *crew, const cli_place *place, size_t len,
                        cli_report *report, suo_error *error)
{
    crew_member *member = &crew->members[crew->filling];
    member->items[member->count++].place = *place;
    member->text_bytes += len;
    if (member->text_bytes < crew->text_bytes)
        return SUO_OK;
    return crew_turn(crew, report, error);
}

suo_status cli_crew_finish(cli_crew *crew, cli_report *report,
                           uint64_t *replaced, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t at = 0; at < crew->count && status == SUO_OK; at++)
        status = crew_turn(crew, report, error);
    *replaced = crew->replaced;
    return status;
}
