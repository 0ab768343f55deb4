/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suo.h - full-text search for customer-support content, Chinese and English.
 *
 * The one public header. A writer puts documents into an index (a folder of
 * files) and commits; a snapshot holds one commit open for reading; a view is
 * a snapshot seen through the eyes of given roles, and every search goes
 * through a view.
 *
 * Rules that hold for every call:
 * - A call that can fail returns a suo_status; SUO_OK is 0. The 'error'
 *   parameter, always last, may be NULL; else it receives the details. Set its
 *   'size' to sizeof(suo_error) first. On failure other output parameters are
 *   NULL or zero.
 * - Text is UTF-8: a pointer and a length in bytes. A negative length means
 *   "up to the first NUL byte". Broken UTF-8 is never an error: each maximal
 *   broken part is read as U+FFFD.
 * - Options and outputs are structs whose first member is their size in bytes:
 *   the caller sets it, so that the library may grow them. NULL options mean
 *   the defaults. Items of arrays (suo_hit, suo_token, suo_range) stay as they
 *   are: more about them would come by new calls.
 * - Threads: snapshots, views and suo_feedback may be used by any number of
 *   threads at once, and suo_cancel_set, suo_cancel_reset and
 *   suo_query_log_note may be called by any thread. Every other handle belongs
 *   to one thread at a time; different handles never interfere. The library
 *   keeps no global state, starts no thread, installs no handler, prints
 *   nothing and never ends the process.
 * - Processes: any number of them may read an index, and one writes it. After
 *   a fork, a child's calls with a writer, snapshot, view or hits of its
 *   parent return SUO_STATE (those that return no status still answer); it
 *   may free them, and may open its own.
 * - Memory: _new pairs with _free, _open with _close; both accept NULL. What
 *   a call hands out by 'const' pointer is borrowed; each call says until when.
 */
#ifndef SUO_H
#define SUO_H

#include <stdint.h>

#if defined(__GNUC__) || defined(__clang__)
#define SUO_API __attribute__((visibility("default")))
#define SUO_MUST_USE __attribute__((warn_unused_result))
#else
#define SUO_API
#define SUO_MUST_USE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Status ----------------------------------------------------------- */

typedef int32_t suo_status;

enum {
    SUO_OK = 0,
    SUO_INVALID = 1,   /* an argument breaks its documented rule */
    SUO_NO_MEMORY = 2, /* an allocation failed */
    SUO_IO = 3,        /* the operating system refused an operation */
    SUO_FULL = 4,      /* no space left for a write */
    SUO_CORRUPT = 5,   /* a file breaks a rule of its format */
    SUO_VERSION = 6,   /* a file was written by a newer Suo, or names a
                          language that this one cannot stem */
    SUO_NOT_FOUND = 7, /* no such index, key, field or value */
    SUO_EXISTS = 8,    /* the name is taken */
    SUO_BUSY = 9,      /* another writer holds the index */
    SUO_LIMIT = 10,    /* larger than a documented maximum, or than the caller
                          allows */
    SUO_STATE = 11,    /* the handle cannot do this any more (see message) */
    SUO_TIMEOUT = 12,  /* the time that the caller gave was over */
    SUO_CANCELLED = 13 /* another thread asked to end it (suo_cancel_set) */
};

/* What went wrong and where; storage of the caller. */
typedef struct suo_error {
    uint32_t size;     /* in: sizeof(suo_error) */
    suo_status status; /* what the call returned */
    char message[500]; /* one line of English, NUL-terminated, no secrets */
} suo_error;

/* The library's version, "major.minor.patch". Borrowed for ever. */
SUO_API const char *suo_version(void);

/* A status' name, "SUO_BUSY"; "unknown" for others. Borrowed for ever. */
SUO_API const char *suo_status_name(suo_status status);

/* ---- Schema: the fields of an index ------------------------------------ */

typedef struct suo_schema suo_schema;

typedef enum suo_field_kind {
    SUO_FIELD_TEXT = 1,    /* analysed and searched; stored */
    SUO_FIELD_KEYWORD = 2, /* exact values, any number a document */
    SUO_FIELD_INTEGER = 3, /* one int64 a document */
    SUO_FIELD_TIME = 4,    /* one int64: milliseconds since 1970 UTC */
    SUO_FIELD_STORED = 5   /* kept for showing only */
} suo_field_kind;

enum {
    SUO_FIELDS_MAX = 64,      /* fields of a schema */
    SUO_TEXT_FIELDS_MAX = 16, /* of these, text fields */
    SUO_NAME_MAX = 255        /* bytes of a field's or role's name */
};

/*
 * A schema without fields. Statuses: SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_schema_new(suo_schema **schema,
                                               suo_error *error);
SUO_API void suo_schema_free(suo_schema *schema);

/*
 * Add a field called 'name' of a suo_field_kind. 'field' receives its number:
 * 0, 1, 2 ... in the order of the calls; it may be NULL.
 * Statuses: SUO_INVALID (empty name, unknown kind), SUO_EXISTS, SUO_LIMIT,
 * SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status
suo_schema_add_field(suo_schema *schema, const char *name, int64_t name_len,
                     int32_t kind, uint32_t *field, suo_error *error);

/*
 * Set how much a text field's words weigh in ranking, > 0 and <= 1000; the
 * default is 1. Statuses: SUO_INVALID, SUO_NOT_FOUND (no such text field).
 */
SUO_API SUO_MUST_USE suo_status suo_schema_set_weight(suo_schema *schema,
                                                      uint32_t field,
                                                      double weight,
                                                      suo_error *error);

/*
 * Set the language of a text field: how its words are stemmed, and the words
 * of a question for it. "english", the default; "none": not stemmed; or
 * another algorithm of the Snowball library: "german", "french", "russian" ...
 * ISO 639-1 codes ("de") are taken, too; names are kept. Words of any script
 * go to that algorithm, Han words to none. Latin letters match without their
 * marks (cafe = café) in every language; capitals are Unicode's, also in
 * Turkish (I = i). Statuses: SUO_INVALID (this library knows no such
 * language), SUO_NOT_FOUND (no such text field).
 */
SUO_API SUO_MUST_USE suo_status suo_schema_set_language(suo_schema *schema,
                                                        uint32_t field,
                                                        const char *language,
                                                        int64_t language_len,
                                                        suo_error *error);

/*
 * Set an option by key. Numbers: "k1" (term frequency saturation, 0..10,
 * default 1.2), "b" (length normalisation, 0..1, default 0.75), "gram_weight"
 * (what a matching pair of Han characters weighs beside a word, 0..10,
 * default 0.3), "han" (0: Suo's own dictionary segmenter, the default; 1:
 * ICU's). "valid_from", "valid_until": number of a time field, which is there
 * already, or -1, the default: when documents begin and cease to hold; see
 * suo_view_open_at.
 *
 * A second phase looks again at the 200 documents that score highest of those
 * that match and pass the filters, and adds to their scores; not where hits are
 * ordered by a field. "title_field": number of a text field, which is there
 * already, or -1, the default: its text says what a document is about.
 * "title_coverage" (0..10, default 1): what the question's words in that field
 * add once more where they are all of it; less, the more else it says. It
 * counts where that field is searched. Leave it out where titles are names.
 * "adjacency" (0..10, default 0; 0.25 serves well): what two neighbouring words
 * of the question add, beside the rarer of them, where they stand together in
 * the document. Statuses: SUO_INVALID, SUO_NOT_FOUND (no such key).
 */
SUO_API SUO_MUST_USE suo_status suo_schema_set_option(suo_schema *schema,
                                                      const char *key,
                                                      int64_t key_len,
                                                      double value,
                                                      suo_error *error);

/*
 * An option's value, by key. Statuses: SUO_NOT_FOUND (no such key).
 */
SUO_API SUO_MUST_USE suo_status suo_schema_get_option(const suo_schema *schema,
                                                      const char *key,
                                                      int64_t key_len,
                                                      double *value,
                                                      suo_error *error);

/* ---- Documents ---------------------------------------------------------- */

typedef struct suo_document suo_document;

enum {
    SUO_KEY_MAX = 1024,        /* bytes of a key */
    SUO_KEYWORD_MAX = 1024,    /* bytes of a keyword value */
    SUO_ROLES_MAX = 64,        /* roles of one audience, and of one view */
    SUO_TEXT_MAX = 1073741824, /* bytes of one document's values, together */
};

/*
 * An empty document for an index with this schema, which is copied as far as
 * it is needed. Statuses: SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_document_new(const suo_schema *schema,
                                                 suo_document **document,
                                                 suo_error *error);
SUO_API void suo_document_free(suo_document *document);

/* Forget key, roles and values; keep the memory for the next document. */
SUO_API void suo_document_clear(suo_document *document);

/*
 * The document's key: 1..SUO_KEY_MAX bytes of any value, unique in an index.
 * Statuses: SUO_INVALID (empty), SUO_LIMIT, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_document_set_key(suo_document *document,
                                                     const char *key,
                                                     int64_t key_len,
                                                     suo_error *error);

/*
 * Let 'role' see the document. The roles given make up its audience; a
 * document without one is seen by the all-view only.
 * Statuses: SUO_INVALID (empty), SUO_LIMIT, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_document_add_role(suo_document *document,
                                                      const char *role,
                                                      int64_t role_len,
                                                      suo_error *error);

/*
 * Add a value to a text, keyword or stored field. Several values of a text
 * field are searched one after the other; no phrase spans two of them.
 * Statuses: SUO_INVALID (field of another kind), SUO_LIMIT, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_document_add_text(suo_document *document,
                                                      uint32_t field,
                                                      const char *text,
                                                      int64_t text_len,
                                                      suo_error *error);

/*
 * Set the value of an integer or time field (milliseconds since 1970 UTC).
 * Statuses: SUO_INVALID (field of another kind), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_document_set_integer(suo_document *document,
                                                         uint32_t field,
                                                         int64_t value,
                                                         suo_error *error);

/* ---- Writing ------------------------------------------------------------ */

typedef struct suo_writer suo_writer;

/* How much of an index's segments a commit merges on its own. */
typedef enum suo_merging {
    SUO_MERGE_SOME = 0, /* what is due, but at most 8 times the bytes that it
                           writes, or 1 MiB; the rest with the next ones */
    SUO_MERGE_NONE = 1, /* nothing: suo_writer_merge_step does */
    SUO_MERGE_DUE = 2   /* all that is due */
} suo_merging;

typedef struct suo_writer_options {
    uint32_t size;         /* in: sizeof(suo_writer_options) */
    uint32_t merging;      /* a suo_merging */
    uint64_t memory_bytes; /* to be used, and some 12 MiB besides; while it
                              merges, also some 100 bytes for each document
                              merged. 0: 256 MiB; at most 1 GiB; under 3 MiB
                              each document becomes a segment, of which there
                              are at most 65,536 */
} suo_writer_options;

/*
 * Open the index in folder 'path' for writing; where there is none, make one
 * with 'schema' (copied). 'schema' may be NULL for an index that exists, else
 * it must equal the index's own.
 * The index stays locked until the writer is closed or its process ends,
 * however it ends, and though a forked child of it lives (with macOS, only if
 * that has O_CLOFORK).
 * Statuses: SUO_BUSY (another writer, of any process), SUO_NOT_FOUND (no index
 * and no schema, or no folder there), SUO_INVALID (another schema, a path that
 * is empty or has a NUL byte), SUO_CORRUPT, SUO_VERSION, SUO_IO, SUO_FULL,
 * SUO_STATE (ICU is broken), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_writer_open(
    const char *path, int64_t path_len, const suo_schema *schema,
    const suo_writer_options *options, suo_writer **writer, suo_error *error);

/* Give the index free; what was not committed is gone. */
SUO_API void suo_writer_close(suo_writer *writer);

/* The index's schema, borrowed until the writer is closed. */
SUO_API const suo_schema *suo_writer_schema(const suo_writer *writer);

/*
 * Insert the document, or replace the one with its key. The document is
 * copied. 'replaced' (may be NULL) receives 1 if a document had the key.
 * SUO_INVALID (no key, another schema) and SUO_LIMIT (too many values) change
 * nothing; after other failures the writer can only be closed: SUO_STATE (an
 * earlier write failed, or ICU is broken), SUO_LIMIT (65,536 segments), SUO_IO,
 * SUO_FULL, SUO_CORRUPT, SUO_NO_MEMORY. Statuses: these.
 */
SUO_API SUO_MUST_USE suo_status suo_writer_put(suo_writer *writer,
                                               const suo_document *document,
                                               int32_t *replaced,
                                               suo_error *error);

/*
 * Delete the document with this key.
 * Statuses: SUO_NOT_FOUND, SUO_INVALID, SUO_STATE, SUO_IO, SUO_CORRUPT,
 * SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_writer_delete(suo_writer *writer,
                                                  const char *key,
                                                  int64_t key_len,
                                                  suo_error *error);

typedef struct suo_bulk suo_bulk;

/*
 * A row of documents that another thread makes ready, so that many can read
 * text at once. Made and put by the thread of the writer, and freed before the
 * writer is closed. Statuses: SUO_STATE (ICU is broken), SUO_CORRUPT,
 * SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_bulk_new(const suo_writer *writer,
                                             suo_bulk **bulk, suo_error *error);
SUO_API void suo_bulk_free(suo_bulk *bulk);

/*
 * Add a document, which is copied and cut into words: nearly all that a put
 * costs. By one thread at a time, any; others may use the writer and other
 * bulks meanwhile. SUO_INVALID and SUO_LIMIT (as suo_writer_put) change
 * nothing; after SUO_STATE (ICU is broken) and SUO_NO_MEMORY it can only be
 * freed. Statuses: these.
 */
SUO_API SUO_MUST_USE suo_status suo_bulk_add(suo_bulk *bulk,
                                             const suo_document *document,
                                             suo_error *error);

/* Bytes of memory that its documents take: beside the writer's own. */
SUO_API uint64_t suo_bulk_bytes(const suo_bulk *bulk);

/*
 * Put the documents of a bulk of this writer, in their order, as
 * suo_writer_put would now; it is empty then, to be filled anew. They become
 * a segment, so it should be many: of some MiB. 'replaced' (may be NULL)
 * receives how many took the place of another. After a failure writer and bulk
 * can only be closed and freed. Statuses: as suo_writer_put.
 */
SUO_API SUO_MUST_USE suo_status suo_writer_put_bulk(suo_writer *writer,
                                                    suo_bulk *bulk,
                                                    uint64_t *replaced,
                                                    suo_error *error);

typedef enum suo_filter_kind {
    SUO_FILTER_RANGE = 1,   /* the value of an integer or time field is there,
                              at least 'min' and at most 'max' */
    SUO_FILTER_KEYWORD = 2, /* one of the values of a keyword field is 'text',
                              byte for byte */
    SUO_FILTER_PREFIX = 3,  /* one of them begins with 'text' */
    SUO_FILTER_PATH = 4,    /* one of them is 'text', or begins with 'text' and
                              a '/' behind it */
    SUO_FILTER_EXISTS = 5,  /* a keyword, integer or time field has a value */
    SUO_FILTER_AND = 6,     /* both of the conditions before it */
    SUO_FILTER_OR = 7,      /* one or both of the conditions before it */
    SUO_FILTER_NOT = 8      /* not the condition before it */
} suo_filter_kind;

/*
 * A condition on documents. Members of other kinds are not looked at. A list of
 * them is read from its beginning, as a stack: AND and OR take the last two
 * conditions there are and leave one, NOT the last one. [a, b, OR, c, NOT] are
 * two conditions, "a or b" and "not c"; a document passes the list if it meets
 * all that are left.
 */
typedef struct suo_filter {
    uint32_t field;   /* number of a field of that kind */
    uint32_t kind;    /* suo_filter_kind */
    int64_t min;      /* time: milliseconds since 1970 UTC */
    int64_t max;      /* inclusive */
    const char *text; /* needed during the call only */
    int64_t text_len; /* bytes; negative: up to the first NUL byte */
} suo_filter;

enum { SUO_FILTERS_MAX = 64 /* filters of one call */ };

/*
 * Delete the documents that pass all of 'filter_count' (1..SUO_FILTERS_MAX)
 * filters, those put since the last commit included. 'deleted' (may be NULL)
 * receives how many. Takes a time proportional to the documents of the index.
 * SUO_INVALID (no filter, one that fits no field) and SUO_LIMIT (too many)
 * change nothing. Statuses: these, SUO_STATE, SUO_IO, SUO_FULL, SUO_CORRUPT,
 * SUO_NO_MEMORY; after these the writer can only be closed.
 */
SUO_API SUO_MUST_USE suo_status suo_writer_delete_where(
    suo_writer *writer, const suo_filter *filters, uint64_t filter_count,
    uint64_t *deleted, suo_error *error);

/*
 * Throw away all puts, deletes, merges and changes of words since the last
 * commit: the writer is as if it had been opened now. Statuses: SUO_STATE (as
 * suo_writer_put: a writer that failed can only be closed); SUO_IO,
 * SUO_CORRUPT, SUO_NO_MEMORY, after which it can only be closed.
 */
SUO_API SUO_MUST_USE suo_status suo_writer_rollback(suo_writer *writer,
                                                    suo_error *error);

/*
 * Make all puts, deletes and changes of words since the last commit durable
 * and visible to snapshots opened from now on, all or none. 'note' (may be
 * NULL, 'note_len' 0) are up to 64 KiB of the caller's own, kept with it.
 * After a failure the writer can only be closed, and the index holds the commit
 * before; or the new one, if only the very last sync failed. A note that is
 * too long or missing changes nothing. Statuses: SUO_INVALID and SUO_LIMIT
 * (the note), SUO_STATE (an earlier write failed), SUO_LIMIT (65,536
 * segments), SUO_IO, SUO_FULL, SUO_NO_MEMORY; those of suo_snapshot_open, when
 * what was written cannot be read back.
 */
SUO_API SUO_MUST_USE suo_status suo_writer_commit(suo_writer *writer,
                                                  const char *note,
                                                  int64_t note_len,
                                                  suo_error *error);

/*
 * Do the next part of the merges that are due, so that an index of many puts
 * and deletes stays one of few segments: read about 'work_bytes' of them (0: 1
 * MiB; a column or the list of one term is read in one go). 'is_done' (may be
 * NULL) receives 1 when nothing more is due. What is merged shows with the
 * next commit; nothing that a search can see depends on it. Statuses:
 * SUO_STATE (as suo_writer_put), SUO_IO, SUO_FULL, SUO_LIMIT, SUO_CORRUPT,
 * SUO_NO_MEMORY; after a failure the writer can only be closed.
 */
SUO_API SUO_MUST_USE suo_status suo_writer_merge_step(suo_writer *writer,
                                                      uint64_t work_bytes,
                                                      int32_t *is_done,
                                                      suo_error *error);

/*
 * Merge everything, due or not, what was put last included, into one segment
 * without dead documents. With the next commit the files of the old ones are
 * removed; the bytes of deleted documents are gone once no snapshot holds them
 * any more. Takes a time proportional to the index. Statuses: as
 * suo_writer_merge_step.
 */
SUO_API SUO_MUST_USE suo_status suo_writer_merge_all(suo_writer *writer,
                                                     suo_error *error);

enum {
    SUO_WORD_MAX = 255,        /* bytes of a word of the user dictionary */
    SUO_WORDS_MAX = 1048576,   /* words of it */
    SUO_SYNONYMS_MAX = 4194304 /* bytes of an index's synonym rules */
};

/*
 * Add a word to the index's user dictionary, or change its weight (what it
 * counts in a question beside a usual word, > 0 and <= 100, usually 1); remove
 * one. It is copied, and may be several words: 'v3-mono' and 'V3 Mono' are
 * one; the form given last is kept. From the next commit on it holds for all
 * documents; none need be put again.
 * SUO_INVALID (the weight, or nothing to search for in the word), SUO_LIMIT
 * (too long, too many) and SUO_NOT_FOUND (none to remove) change nothing;
 * after SUO_STATE (as suo_writer_put) and SUO_NO_MEMORY the writer can only be
 * closed. Statuses: these.
 */
SUO_API SUO_MUST_USE suo_status suo_writer_add_word(suo_writer *writer,
                                                    const char *word,
                                                    int64_t word_len,
                                                    double weight,
                                                    suo_error *error);
SUO_API SUO_MUST_USE suo_status suo_writer_remove_word(suo_writer *writer,
                                                       const char *word,
                                                       int64_t word_len,
                                                       suo_error *error);

/*
 * Replace all synonym rules, from the next commit on; no bytes take them all
 * away. One rule a line: 'a, b, c' makes each find the others; 'a, b => c, d'
 * makes a question with a or b find c and d too, not the other way round. Each
 * may be several words, of at most 255 units (suo_token); a line has at most
 * 100, and at most 100 answer one. A line that begins with '#' is a comment;
 * an empty one is passed over. The rules are copied, comments and all.
 * SUO_INVALID (a line is no rule) and SUO_LIMIT change nothing; the message
 * begins "synonyms, line N: " if a line is to blame. After SUO_STATE and
 * SUO_NO_MEMORY the writer can only be closed. Statuses: these.
 */
SUO_API SUO_MUST_USE suo_status suo_writer_set_synonyms(suo_writer *writer,
                                                        const char *rules,
                                                        int64_t rules_len,
                                                        suo_error *error);

/* ---- Feedback: what users said of documents ------------------------------ */

/*
 * It lies in a file beside the index and goes by keys: recording it touches no
 * document, needs no writer of the index, and outlives their re-indexing. What
 * is said of a key that no document has counts once one has it.
 */
typedef struct suo_feedback suo_feedback;
typedef struct suo_feedback_writer suo_feedback_writer;

/* What users did with a document. */
typedef enum suo_feedback_kind {
    SUO_FEEDBACK_SHOWN = 1,  /* it was among the hits that were shown */
    SUO_FEEDBACK_OPENED = 2, /* it was clicked */
    SUO_FEEDBACK_UP = 3,     /* a vote for it */
    SUO_FEEDBACK_DOWN = 4,   /* a vote against it */
    SUO_FEEDBACK_SOLVED = 5  /* "this solved it" */
} suo_feedback_kind;

/*
 * Open the feedback of the index in folder 'path' for writing. It stays locked
 * until the writer is closed or its process ends, however it ends; a writer of
 * the index may be open, too. Statuses: SUO_NOT_FOUND (no index there),
 * SUO_BUSY (another writer of feedback, of any process), SUO_INVALID (a path
 * that is empty or has a NUL byte), SUO_CORRUPT, SUO_VERSION, SUO_IO, SUO_FULL,
 * SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status
suo_feedback_writer_open(const char *path, int64_t path_len,
                         suo_feedback_writer **writer, suo_error *error);

/* Give it free; what was not committed is gone. */
SUO_API void suo_feedback_writer_close(suo_feedback_writer *writer);

/*
 * Count 'count' more marks of a suo_feedback_kind for the document with this
 * key; 0 are none. No count grows above 1e15. A failure changes nothing.
 * Statuses: SUO_INVALID (an empty key, an unknown kind), SUO_LIMIT (over
 * SUO_KEY_MAX, 16,777,216 documents), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_feedback_writer_add(
    suo_feedback_writer *writer, const char *key, int64_t key_len, int32_t kind,
    uint64_t count, suo_error *error);

/*
 * Say that another document takes the place of the one with this key: a view
 * with this feedback (suo_view_open_with_feedback) that sees 'successor', or
 * whichever takes its place in turn, does not see the document. NULL: take
 * that back. A failure changes nothing. Statuses: SUO_INVALID (an empty key, or
 * a document would supersede itself, perhaps by others), SUO_NOT_FOUND (it was
 * not superseded), SUO_LIMIT (as suo_feedback_writer_add), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_feedback_writer_supersede(
    suo_feedback_writer *writer, const char *key, int64_t key_len,
    const char *successor, int64_t successor_len, suo_error *error);

enum {
    SUO_PINNED_MAX = 16,         /* documents pinned to a question */
    SUO_PIN_QUESTION_MAX = 1024, /* bytes of such a question */
    SUO_PINS_MAX = 65536         /* such questions */
};

/*
 * Let the documents with these keys, 'key_count' of them, be the first hits of
 * a question, in their order, whether they match or not; they take the place of
 * what was pinned to it. 0: nothing is pinned to it any more. 'key_lens' may be
 * NULL when all are NUL-terminated. For a document that the view does not see,
 * what supersedes it is pinned. Questions that have the same words in the
 * same order are one (also Traditional and Simplified, capitals, full width,
 * and what stems alike); of those that differ in their bytes the one pinned
 * last counts. See suo_hits_is_pinned. A failure changes nothing. Statuses:
 * SUO_INVALID (an empty question or key, a key twice), SUO_NOT_FOUND (nothing
 * was pinned to these very bytes), SUO_LIMIT, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_feedback_writer_pin(
    suo_feedback_writer *writer, const char *question, int64_t question_len,
    const char *const *keys, const int64_t *key_lens, uint32_t key_count,
    suo_error *error);

/*
 * Let all that was counted so far count less: multiply it by 'share', 0 to 1.
 * 0.5 once in a month is a half life of a month; counts below 0.01 are
 * forgotten. Statuses: SUO_INVALID.
 */
SUO_API SUO_MUST_USE suo_status suo_feedback_writer_fade(
    suo_feedback_writer *writer, double share, suo_error *error);

/*
 * Make all changes since the last commit durable, and visible to feedback
 * opened from now on, all or none. Writes the whole file anew: some 10 to 50
 * bytes for each document, and its key. After a failure the file holds what it
 * did before, or the new, if only the very last sync failed; the writer keeps
 * the changes and may commit again. Statuses: SUO_STATE (opened by the parent
 * process), SUO_LIMIT (over 1 GiB), SUO_IO, SUO_FULL, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status
suo_feedback_writer_commit(suo_feedback_writer *writer, suo_error *error);

/*
 * Hold the feedback there is for the index in folder 'path' by now: in memory,
 * some 100 bytes for each document, and its key. Where none was ever recorded,
 * it is empty. It is immutable, and any number of threads may use it. Statuses:
 * SUO_INVALID (a path that is empty or has a NUL byte), SUO_CORRUPT,
 * SUO_VERSION, SUO_IO, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_feedback_open(const char *path,
                                                  int64_t path_len,
                                                  suo_feedback **feedback,
                                                  suo_error *error);

/* Let go. The views that were opened with it stay usable. */
SUO_API void suo_feedback_close(suo_feedback *feedback);

/*
 * Has nothing been committed since? Reads a few bytes of a file. Statuses:
 * SUO_CORRUPT, SUO_IO, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_feedback_is_current(
    const suo_feedback *feedback, int32_t *is_current, suo_error *error);

/* What is known of one document; borrowed until the feedback is closed. */
typedef struct suo_feedback_document {
    uint32_t size;   /* in: sizeof(suo_feedback_document) */
    const char *key; /* not NUL-terminated */
    uint64_t key_len;
    double shown; /* counts; no whole numbers once they have faded */
    double opened;
    double up;
    double down;
    double solved;
    const char *successor; /* key of what takes its place; NULL: nothing */
    uint64_t successor_len;
} suo_feedback_document;

/* Documents of which something is known, and number 'number' (from 0, in the
 * order of the bytes of their keys). Statuses: SUO_NOT_FOUND (there is none),
 * SUO_INVALID (no size). */
SUO_API uint64_t suo_feedback_count(const suo_feedback *feedback);
SUO_API SUO_MUST_USE suo_status
suo_feedback_get(const suo_feedback *feedback, uint64_t number,
                 suo_feedback_document *document, suo_error *error);

/*
 * Questions that have pins, in the order in which they were pinned; number
 * 'number' (from 0) as it was given, and key number 'nth' (from 0) of what is
 * pinned to it: borrowed until the feedback is closed, not terminated; NULL if
 * there is none.
 */
SUO_API uint64_t suo_feedback_pin_count(const suo_feedback *feedback);
SUO_API const char *suo_feedback_pin_question(const suo_feedback *feedback,
                                              uint64_t number,
                                              uint64_t *question_len);
SUO_API const char *suo_feedback_pin_key(const suo_feedback *feedback,
                                         uint64_t number, uint32_t nth,
                                         uint64_t *key_len);

/* ---- Reading ------------------------------------------------------------ */

typedef struct suo_snapshot suo_snapshot;
typedef struct suo_view suo_view;

/*
 * Hold the newest commit of the index in folder 'path'. Needs no write access
 * and no lock. Statuses: SUO_NOT_FOUND, SUO_INVALID (a path that is empty or
 * has a NUL byte), SUO_CORRUPT, SUO_VERSION, SUO_IO, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_snapshot_open(const char *path,
                                                  int64_t path_len,
                                                  suo_snapshot **snapshot,
                                                  suo_error *error);

/* When the checksums of the files with documents are compared. */
typedef enum suo_verify {
    SUO_VERIFY_OPEN = 0, /* when they are opened, all; the default */
    SUO_VERIFY_LAZY = 1, /* of terms and stored texts when they are first
                            read, in pages of 64 KiB; of the rest, about a
                            twentieth of a file, when it is opened */
    SUO_VERIFY_NEVER = 2 /* not at all: damage may give other answers; it is
                            memory-safe all the same */
} suo_verify;

typedef struct suo_snapshot_options {
    uint32_t size;  /* in: sizeof(suo_snapshot_options) */
    int32_t verify; /* a suo_verify */
    int32_t copy;   /* 1: read the files into memory, do not map them. For
                       folders where somebody may cut a mapped file short,
                       which ends a process by a signal: on a network, or
                       of others */
} suo_snapshot_options;

/*
 * As suo_snapshot_open; 'options' (may be NULL) say how. With SUO_VERIFY_LAZY
 * searches, hits and snippets are what returns SUO_CORRUPT.
 * Statuses: as suo_snapshot_open; SUO_INVALID also for options without a size
 * or with a value that is none of theirs.
 */
SUO_API SUO_MUST_USE suo_status suo_snapshot_open_with(
    const char *path, int64_t path_len, const suo_snapshot_options *options,
    suo_snapshot **snapshot, suo_error *error);

/* Let go. The views that were opened on it stay usable. */
SUO_API void suo_snapshot_close(suo_snapshot *snapshot);

/*
 * Is this still the newest commit? Reads one small file, by the path that the
 * snapshot was opened with. Statuses: SUO_NOT_FOUND (the index is gone),
 * SUO_STATE (opened by the parent process), SUO_CORRUPT, SUO_IO,
 * SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_snapshot_is_current(
    const suo_snapshot *snapshot, int32_t *is_current, suo_error *error);

/*
 * Hold the newest commit, too, opened as 'snapshot' was: what both have is
 * shared and not read again. If 'snapshot' is the newest, 'fresh' is the same.
 * Either is to be closed once for each time it was handed out. Statuses: as
 * suo_snapshot_open; SUO_STATE (opened by the parent process).
 */
SUO_API SUO_MUST_USE suo_status suo_snapshot_refresh(
    const suo_snapshot *snapshot, suo_snapshot **fresh, suo_error *error);

/* The schema of the commit, borrowed until the snapshot is closed. */
SUO_API const suo_schema *suo_snapshot_schema(const suo_snapshot *snapshot);

/* The caller's bytes of that commit, borrowed until the snapshot is closed. */
SUO_API const char *suo_snapshot_note(const suo_snapshot *snapshot,
                                      uint64_t *note_len);

/*
 * Words of the user dictionary; word number 'number' (from 0, in the order of
 * their folded forms) as it was given, and its weight ('weight' may be NULL):
 * borrowed until the snapshot is closed, not terminated; NULL if there is none.
 */
SUO_API uint64_t suo_snapshot_word_count(const suo_snapshot *snapshot);
SUO_API const char *suo_snapshot_word(const suo_snapshot *snapshot,
                                      uint64_t number, uint64_t *word_len,
                                      double *weight);

/* The synonym rules as they were given, borrowed until the snapshot is closed,
 * not terminated. */
SUO_API const char *suo_snapshot_synonyms(const suo_snapshot *snapshot,
                                          uint64_t *rules_len);

/* Figures of a whole commit: for its keeper, not for the roles of a view. */
typedef struct suo_snapshot_stats {
    uint32_t size;          /* in: sizeof(suo_snapshot_stats) */
    uint32_t segment_count; /* files of documents */
    uint64_t commit;        /* number of the commit, from 1 */
    uint64_t doc_count;     /* live documents */
    uint64_t deleted_count; /* dead ones that still take room */
    uint64_t term_count;    /* entries of the dictionaries, added up */
    uint64_t total_bytes;   /* of all segment files */
    uint64_t dictionary_bytes;
    uint64_t posting_bytes;
    uint64_t position_bytes;
    uint64_t norm_bytes;
    uint64_t column_bytes;
    uint64_t store_bytes;
} suo_snapshot_stats;

/*
 * Count what the commit holds; takes a time proportional to its segments.
 * Statuses: SUO_INVALID (no size).
 */
SUO_API SUO_MUST_USE suo_status suo_snapshot_get_stats(
    const suo_snapshot *snapshot, suo_snapshot_stats *stats, suo_error *error);

/* Number of fields of a schema; their numbers are 0 .. count - 1. */
SUO_API uint32_t suo_schema_field_count(const suo_schema *schema);

/*
 * Find a field by name. Statuses: SUO_NOT_FOUND.
 */
SUO_API SUO_MUST_USE suo_status suo_schema_find_field(const suo_schema *schema,
                                                      const char *name,
                                                      int64_t name_len,
                                                      uint32_t *field,
                                                      suo_error *error);

/* A field's name (NUL-terminated, borrowed with the schema); NULL if none. */
SUO_API const char *suo_schema_field_name(const suo_schema *schema,
                                          uint32_t field);

/* A field's suo_field_kind; 0 if there is no such field. */
SUO_API int32_t suo_schema_field_kind(const suo_schema *schema, uint32_t field);

/* A text field's weight; 0 for others. */
SUO_API double suo_schema_field_weight(const suo_schema *schema,
                                       uint32_t field);

/* A text field's language (NUL-terminated, borrowed until the schema changes
 * or is freed); NULL for others. */
SUO_API const char *suo_schema_field_language(const suo_schema *schema,
                                              uint32_t field);

/*
 * See a snapshot as somebody who has the 'role_count' roles: the documents
 * whose audience holds one of them, and nothing of the others, in any figure.
 * 'role_lens' may be NULL when all are NUL-terminated. No roles: sees nothing.
 * Statuses: SUO_INVALID, SUO_LIMIT, SUO_IO, SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_view_open(const suo_snapshot *snapshot,
                                              const char *const *roles,
                                              const int64_t *role_lens,
                                              uint32_t role_count,
                                              suo_view **view,
                                              suo_error *error);

/*
 * See every document, also those without an audience. For whoever owns the
 * index, never for an end user. Statuses: SUO_IO, SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_view_open_all(const suo_snapshot *snapshot,
                                                  suo_view **view,
                                                  suo_error *error);
SUO_API void suo_view_close(suo_view *view);

/*
 * See of a view's documents those that hold at a time (milliseconds since 1970
 * UTC): whose value of the schema's field "valid_from" is not above it, and
 * whose value of "valid_until" is; a missing value, or option, excludes none.
 * No figure of the new view counts the others. It stays usable when 'view' is
 * closed. A view that was opened otherwise sees documents of all times. Takes
 * a time proportional to the documents of the index. Statuses: SUO_INVALID (a
 * view with feedback, which comes last), SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_view_open_at(const suo_view *view,
                                                 int64_t time, suo_view **at,
                                                 suo_error *error);

/*
 * See a view's documents with what users said of them: boosts of the kind
 * SUO_BOOST_VOTES go by it, and documents that another of the view supersedes
 * are not seen, as if they were deleted: no figure counts them. A document
 * stays that is superseded by such alone as the view does not see. What is said
 * of documents that the view does not see changes nothing in it. What is pinned to
 * a question comes first (suo_hits_is_pinned); the first search of the new view
 * reads all questions that have pins. It stays usable when 'view' and
 * 'feedback' are closed, and is to be opened anew to see what was said later.
 * Takes a time proportional to the documents of the feedback and some 80 bytes
 * of memory for each, and two bits for each document of the index. Statuses:
 * SUO_INVALID (the view has feedback), SUO_STATE (opened by the parent
 * process), SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status
suo_view_open_with_feedback(const suo_view *view, const suo_feedback *feedback,
                            suo_view **with, suo_error *error);

/* Live documents this view can see. */
SUO_API uint64_t suo_view_doc_count(const suo_view *view);

/* ---- Listing ------------------------------------------------------------ */

typedef struct suo_key_list suo_key_list;

/*
 * List the keys of all documents of a view that pass 'filter_count'
 * (0..SUO_FILTERS_MAX) filters, in the order of their puts: those that expired
 * (a range that ends with now, of the field "valid_until"), those nobody
 * looked after (a range of the time of the last change) ... The list stays
 * usable when the view is closed. Takes a time proportional to the documents
 * of the index. Statuses: SUO_INVALID, SUO_LIMIT (as suo_writer_delete_where),
 * SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_view_list_keys(const suo_view *view,
                                                   const suo_filter *filters,
                                                   uint64_t filter_count,
                                                   suo_key_list **list,
                                                   suo_error *error);
SUO_API void suo_key_list_free(suo_key_list *list);

/* How many there are; of NULL none. */
SUO_API uint64_t suo_key_list_count(const suo_key_list *list);

/* Key number 'number' (from 0), borrowed until the list is freed, not
 * terminated; NULL if there is none. */
SUO_API const char *suo_key_list_get(const suo_key_list *list, uint64_t number,
                                     uint64_t *key_len);

/* ---- Searching ---------------------------------------------------------- */

typedef struct suo_hits suo_hits;

enum {
    SUO_HITS_MAX = 10000,           /* hits of one search */
    SUO_QUESTION_MAX = 1048576,     /* bytes of a question */
    SUO_QUESTION_TOKENS_MAX = 4096, /* suo_token; further ones do not count */
    SUO_QUESTION_QUOTES_MAX = 16,   /* phrases in quotes; likewise */
    SUO_QUESTION_PREFIXES_MAX = 16, /* beginnings of words; likewise */
    SUO_NEAR_MAX = 50,              /* N of "..."~N */
    SUO_NEAR_WORDS_MAX = 32,        /* in its quotes; likewise */
};

/* Which documents match. */
typedef enum suo_match {
    SUO_MATCH_ANY = 0, /* those that have something of the question */
    SUO_MATCH_ALL = 1  /* those that have every word of it that is no stop word,
                          every beginning of a word (deliv*) and every phrase
                          in quotes. A word of Han stands
                          wherever its characters do, but a single one that has
                          neighbours in the question only as a word; what finds
                          it in another way (synonyms, another writing) counts
                          as well */
} suo_match;

/* How many documents match in all: whether to count them. */
typedef enum suo_total {
    SUO_TOTAL_EXACT = 0, /* count each one */
    SUO_TOTAL_NONE = 1,  /* do not: faster, for what cannot become a hit is
                            passed over; the total is then that of the hits */
    SUO_TOTAL_ONLY = 2   /* count each one, and give no hits */
} suo_total;

typedef enum suo_facet_kind {
    SUO_FACET_VALUES = 1, /* the values of a keyword field */
    SUO_FACET_PATHS = 2,  /* those of a keyword field that are paths, as
                             returns/refund/cash: what comes right below
                             'text', each with all that is below it. A
                             document counts once for each, however many
                             of its values lie there */
    SUO_FACET_RANGES = 3, /* given ranges of an integer or time field */
    SUO_FACET_STEPS = 4   /* ranges of 'step' numbers of such a field; one
                             of them begins with 'origin' */
} suo_facet_kind;

/* Numbers from 'min' up to 'max', which is one of them. */
typedef struct suo_facet_range {
    int64_t min; /* time: milliseconds since 1970 UTC */
    int64_t max;
} suo_facet_range;

/*
 * What to count. Members of other kinds are not looked at; all that it points
 * to is needed during the call only. A '/' ends each part of a path but the
 * last; one that would leave a part empty belongs to it ("/a/b" is below "/a").
 */
typedef struct suo_facet {
    uint32_t field;       /* number of a field of that kind */
    uint32_t kind;        /* suo_facet_kind */
    uint32_t n;           /* values, paths or steps wanted: those that most
                         documents have, 1..SUO_FACET_VALUES_MAX; 0: 100 */
    uint32_t range_count; /* 1..SUO_FACET_RANGES_MAX */
    const suo_facet_range *ranges; /* they may overlap */
    int64_t origin;
    int64_t step;     /* at least 1 */
    const char *text; /* a path without a '/' at its end; none: the top */
    int64_t text_len; /* bytes; negative: up to the first NUL byte */
} suo_facet;

enum {
    SUO_FACETS_MAX = 16, /* of one search */
    SUO_FACET_RANGES_MAX = 64,
    SUO_FACET_VALUES_MAX = 10000
};

/* What was counted; borrowed until the hits are freed. */
typedef struct suo_facet_value {
    const char *text;  /* the value, or the whole path; not NUL-terminated;
                          NULL of numbers */
    uint64_t text_len; /* bytes */
    int64_t min;       /* of numbers: as suo_facet_range */
    int64_t max;
    uint64_t count; /* documents */
} suo_facet_value;

typedef enum suo_boost_kind {
    SUO_BOOST_FRESH = 1, /* by the age of a value, a time: now - value, at least
                            0: 1 + weight * 2^(-age / half) */
    SUO_BOOST_MANY = 2,  /* by a number of votes or of readers: if it is above
                            0, 1 + weight * value / (value + half) */
    SUO_BOOST_VOTES = 3  /* by the view's feedback, in any field: with 'for' =
                            up + 2 solved + opened / 10 and 'against' = down +
                            (shown - opened) / 90 if that is above 0, let r =
                            (for - against) / (for + against + half): then
                            1 + weight * r, or 1 / (1 - weight * r) where r is
                            below 0. So few marks count little, many at most
                            1 + weight */
} suo_boost_kind;

/* What a score is multiplied by: 1 to 1 + weight, by votes 1 / (1 + weight) to
 * 1 + weight; 1 without a value. */
typedef struct suo_boost {
    uint32_t field; /* number of an integer or time field; of VOTES: any */
    uint32_t kind;  /* suo_boost_kind */
    double weight;  /* 0..SUO_BOOST_WEIGHT_MAX */
    int64_t half;   /* at least 1: the age that leaves half of the weight, in
                       the field's unit (time: milliseconds); or the number
                       that earns half of it, of VOTES: all of them for it */
    int64_t now;    /* of FRESH: the time that ages are counted from */
} suo_boost;

enum { SUO_BOOSTS_MAX = 8, /* of one search */ SUO_BOOST_WEIGHT_MAX = 100 };

/* In which order hits come. */
typedef enum suo_order {
    SUO_ORDER_SCORE = 0,     /* the best first */
    SUO_ORDER_ASCENDING = 1, /* by the values of a field, the lowest first; of
                                texts, the first by their bytes. Of several
                                values of a document the first one counts */
    SUO_ORDER_DESCENDING = 2 /* the other way round */
} suo_order;

/* How the operators of a question are read. */
typedef enum suo_syntax {
    SUO_SYNTAX_PEOPLE = 0, /* nothing is an error: see suo_view_search */
    SUO_SYNTAX_STRICT = 1  /* by a grammar, for programs: see there */
} suo_syntax;

/* A flag that one thread sets so that searches in others end. */
typedef struct suo_cancel suo_cancel;

/*
 * A flag that is not set. It must not be freed before the last search that was
 * given it has returned. Statuses: SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_cancel_new(suo_cancel **cancel,
                                               suo_error *error);
SUO_API void suo_cancel_free(suo_cancel *cancel);

/* Let the searches that were given the flag end, those to come as well; and
 * let them go on. Any thread, and signal handlers. */
SUO_API void suo_cancel_set(suo_cancel *cancel);
SUO_API void suo_cancel_reset(suo_cancel *cancel);

/*
 * What to do when 'timeout_us' or 'work_max' of a search is used up. What is
 * found until then is no less true: every hit of a partial answer matches, and
 * passes the filters; in the order of a field, hits stand as in the whole
 * answer. But there may be better ones, some words may have been left out of
 * the scores, and the second phase may not have been reached. The total, each
 * facet's values and the sizes of groups are what was counted: there are at
 * least so many, of values that were not met none is told, the total is not
 * below the number of hits that are not pinned, and a group has its hit. Hits
 * are found before they are counted: what there was no time to count at all
 * has zeros. Of a group there is one hit, not always its best; behind 'after'
 * it may have been shown on an earlier page. Where there was no time to plan
 * the question, or what hits must have, there are no hits.
 */
typedef enum suo_at_limit {
    SUO_AT_LIMIT_FAIL = 0,   /* return SUO_TIMEOUT or SUO_LIMIT */
    SUO_AT_LIMIT_PARTIAL = 1 /* give what was found: SUO_OK, and
                                suo_hits_stopped says why it ended */
} suo_at_limit;

typedef struct suo_search_options {
    uint32_t size;             /* in: sizeof(suo_search_options) */
    uint32_t k;                /* hits wanted, 1..SUO_HITS_MAX; 0: 10 */
    uint64_t fields;           /* bit f: search text field number f; 0: all */
    int32_t match;             /* suo_match */
    int32_t total;             /* suo_total */
    const suo_filter *filters; /* a hit passes all of them; scores are as
                                  without them */
    uint64_t filter_count;     /* 0..SUO_FILTERS_MAX */
    const suo_facet *facets;   /* counted over all documents that match and
                                  pass the filters: suo_hits_facet */
    uint64_t facet_count;      /* 0..SUO_FACETS_MAX */
    int32_t order;             /* suo_order */
    uint32_t order_field;      /* of other orders than by score: number of a
                                  keyword, integer or time field */
    int32_t missing_first;     /* 1: documents without a value come first;
                                  0: last */
    int32_t ties_by_score;     /* 1: equal values come by score; 0: by the
                                  order of their puts, and no document is
                                  scored: the scores of hits are 0 */
    const char *after;         /* only hits behind this one's position, of
                                  suo_hits_position; NULL: from the first on.
                                  Totals and facets are those of all */
    int64_t after_len;         /* bytes; negative: up to the first NUL byte */
    const suo_boost *boosts;   /* all multiply the scores of documents: those
                                  by which the second phase finds what it
                                  looks at, and what it adds */
    uint64_t boost_count;      /* 0..SUO_BOOSTS_MAX */
    int32_t syntax;            /* suo_syntax */
    int32_t tells_match;       /* 1: suo_hits_match and suo_hits_answerability
                                  can be asked; else 0 */
    double min_information;    /* 0..1: share of the question's information that
                                  a hit has, see suo_hits_match; 0: none is
                                  wanted, 1: all, as with SUO_MATCH_ALL */
    int32_t collapse;          /* 1: of all documents with the same value only
                                  the first hit, in any order and on all pages
                                  together, as suo_hits_group says; 0: all */
    uint32_t collapse_field;   /* then: number of a keyword, integer or time
                                  field. Of several values of a document the
                                  first one by its bytes counts; documents
                                  without a value stand each alone */
    uint64_t timeout_us; /* microseconds from the call on; 0: no end. The clock
                            is looked at after some 20 microseconds of work.
                            At the end of half of it a partial answer stops
                            looking up words; behind its end it is put in
                            order, in proportion to its hits and to the facets'
                            values met, and 'tells_match' has 2 ms more */
    uint64_t work_max;   /* postings that words may add to scores; 0: any
                            number. Each word, phrase or pair of Han characters
                            asked for costs as many as there are documents the
                            view sees it in; the beginning of a word, as all
                            that begin so; a quoted phrase that hits must have,
                            as its rarest word. In the order of the question,
                            phrases first, one that does not fit what is left
                            of them is left out of a partial answer (what hits
                            must have, they have all the same). What it costs
                            depends on the question and on the documents of the
                            view alone */
    const suo_cancel *cancel; /* ends it with SUO_CANCELLED; NULL: nothing */
    int32_t at_limit;         /* suo_at_limit */
    int32_t typos; /* 1: find what the question was meant to ask, too, as
                      suo_view_correct says; 0: as it was typed alone. What has
                      nothing of it as typed comes behind all that has: its
                      score is multiplied by 2^-120. Where hits need a word
                      (SUO_MATCH_ALL, min_information, share), the words meant
                      in its place, in a row, count for it. Strict questions
                      are never corrected */
} suo_search_options;

/* One hit; 'key' is borrowed until the hits are freed. */
typedef struct suo_hit {
    double score;     /* finite, > 0; comparable within one search only.
                         Ordered by a field, not by score too, or pinned: 0 */
    const char *key;  /* not NUL-terminated */
    uint64_t key_len; /* bytes */
} suo_hit;

/*
 * Find the documents that answer 'question' best. Any text is a question;
 * none is a syntax error, unless the options' syntax is SUO_SYNTAX_STRICT. A
 * question that is nothing but phrases in straight double quotes ("free
 * returns") finds what has them all, the words of each in a row in one value;
 * in a longer question such a phrase weighs as one word more. The first
 * SUO_QUESTION_QUOTES_MAX count, and a mark behind a letter or digit opens none
 * (24").
 * "free returns"~5 asks for the words near each other instead of in a row, and
 * is a phrase like any other otherwise: all of them, in any order, in one value,
 * in a window of at most as many places as the words take and 5 more. A word
 * takes one place, a word of Han one for each character; ~0 wants them side by
 * side. A word of Han, as the question is cut, and what is joined (V3-MONO) stay
 * in one piece; a word that comes twice must stand there twice. The document has
 * it as often as there are such windows that do not overlap. The number, at most
 * SUO_NEAR_MAX (a larger one counts as that), stands right behind the '~', and
 * white space or the end behind it; any other '~' says nothing, nor does one
 * behind a single word. The first SUO_NEAR_WORDS_MAX words of it count.
 * A '*' right behind a word or a code that white space, a straight quotation
 * mark or the end follows asks for all words that begin so, as they are written
 * or by their stem (deliv*), and for the word itself as it is asked without the
 * '*' (delivery* also finds deliveries), but for none by synonyms. Parts that
 * are joined are one beginning (V3-mo* finds V3-MONO, not V3 MONO). All such
 * words count as one, which is no stop word, however many there are: the time
 * it takes grows with their postings, the memory with the documents (16 bytes
 * for each of a segment, and for each that has one). The first
 * SUO_QUESTION_PREFIXES_MAX count, of at least two characters, not of Han, not inside quotes; any other '*' says
 * nothing.
 * Operators begin the question or stand behind white space: -word excludes
 * what has the word, -"a phrase" (with ~N, too) what has the phrase; field:word
 * and field:"a phrase" require it in that text field, or that value, byte by byte,
 * in that keyword field; -field:word excludes so. Where a '-' may be something
 * else it is text, and so are all of the question's: before a number, one or
 * two letters, several words, white space or what is no word (tar -xzf a -v,
 * --force, -bash:, a - b). A colon behind what names no text or keyword field
 * is text. If no other word is left, all of it is text.
 * With SUO_SYNTAX_STRICT a question follows a grammar:
 *     question = and { "OR" and }           and  = row { "AND" row }
 *     row      = item { item }              item = [ "-" | "NOT" ] part
 *     part     = [ field ":" ] ( word | word "*" | phrase | "(" question ")" )
 *     phrase   = '"' words '"' [ "~" number ]
 * Hits meet it, and are ranked by the words that are not excluded. A row finds
 * what any of its items finds, with SUO_MATCH_ALL what all of them find, but
 * for what is excluded; a word of several parts or of Han, what has all of it
 * as SUO_MATCH_ALL says. A '\' takes the next byte as it is; words in capitals
 * are operators, in small letters not. No word is a stop word. What could be
 * met without any word to rank by (-a, tag:b, a OR tag:b) is an error. At most
 * 256 words and phrases, of these 16 phrases and 16 beginnings; parentheses 32
 * deep; a '~' of SUO_NEAR_MAX, and SUO_NEAR_WORDS_MAX words in quotes before it. The message of an error names the byte: "byte 17: ...".
 * The index's words and synonyms count wherever they stand. Of a question the
 * first SUO_QUESTION_TOKENS_MAX tokens of each language are looked at, in its
 * first 128 KiB, and of the terms that they ask for the first 1024 distinct
 * ones (phrases, words, pairs of Han characters, in this order). The hits come by score, best first, equal
 * scores by the order of their puts; they stay usable after the view is
 * closed.
 * What the words asked for are worth is learnt when they are first asked, in
 * about the time of scoring all that has them, and kept with the segment (at
 * most an eighth of its file, or 32 MiB if that is more; of beginnings half as
 * much besides) for all views, until the last snapshot of it is closed.
 * Stop words count only where the view has nothing else of the question.
 * Statuses: SUO_INVALID, SUO_LIMIT (question over 1 MiB, too many hits,
 * filters, facets or parts of a strict question, a position over 1 MiB,
 * 'work_max'), SUO_TIMEOUT, SUO_CANCELLED, SUO_CORRUPT, SUO_VERSION (a field's
 * language), SUO_STATE (ICU is broken), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_view_search(
    const suo_view *view, const char *question, int64_t question_len,
    const suo_search_options *options, suo_hits **hits, suo_error *error);
SUO_API void suo_hits_free(suo_hits *hits);

/* The hits as an array of suo_hits_count(), borrowed until they are freed. */
SUO_API const suo_hit *suo_hits_items(const suo_hits *hits);
SUO_API uint32_t suo_hits_count(const suo_hits *hits);

/* How many documents matched in all; after SUO_TOTAL_NONE, how many hits there
 * are. */
SUO_API uint64_t suo_hits_total(const suo_hits *hits);

/* Is the answer whole? See SUO_AT_LIMIT_PARTIAL. Statuses: SUO_OK; of a partial
 * answer SUO_TIMEOUT or SUO_LIMIT ('work_max'). */
SUO_API suo_status suo_hits_stopped(const suo_hits *hits);

/*
 * Of hits that are collapsed: how many documents that match and pass the
 * filters have the value of this one, itself among them; 1 if it has none. The
 * total and the facets count documents, too, not hits. 0: hits are not
 * collapsed, there is no such hit, or after SUO_TOTAL_NONE.
 */
SUO_API uint64_t suo_hits_group(const suo_hits *hits, uint32_t hit);

/*
 * Is a hit (from 0) pinned to the question by the view's feedback? Those that
 * the view sees and that pass the filters come before all others, in the order
 * of their pins, on the first page (and those after it, if there are as many),
 * and on no page once more; their scores are 0. The total and the facets are of
 * the documents that match; whether one of them is pinned changes neither.
 * Nothing is pinned where hits are ordered by a field or collapsed, nor to a
 * question of SUO_SYNTAX_STRICT. 0: it is not, or there is no such hit.
 */
SUO_API int32_t suo_hits_is_pinned(const suo_hits *hits, uint32_t hit);

/*
 * Key number 'nth' (from 0, in the order of their bytes) of the documents that
 * are not seen because this hit supersedes them, at once or by others between;
 * borrowed until the hits are freed, not terminated. NULL: there is none.
 */
SUO_API const char *suo_hits_superseded(const suo_hits *hits, uint32_t hit,
                                        uint32_t nth, uint64_t *key_len);

/*
 * Where a hit stands, for 'after' of another search with the same question and
 * options: that gives what comes behind it, so that searches of one view, each
 * after the last hit of the one before, give all hits once, in order, those of
 * equal score, too. In a view of another commit it is the same place of the
 * order there: what scores or sorts otherwise by then may come twice, or not at
 * all; and if its document is gone, those equal to it come again. The text is
 * of digits and letters, at most 1 MiB, borrowed until the hits are freed.
 * Statuses: SUO_INVALID (there is no such hit), SUO_CORRUPT, SUO_STATE,
 * SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_hits_position(suo_hits *hits, uint32_t hit,
                                                  const char **position,
                                                  uint64_t *position_len,
                                                  suo_error *error);

/*
 * What facet number 'facet' (from 0) of the options counted, borrowed until the
 * hits are freed: 'value_count' values or paths, those of most documents first,
 * equal counts by their bytes; steps that have documents, by their numbers; or
 * all ranges, in the order they were given. 'distinct' (may be NULL) receives
 * how many values, paths or steps any document has, ranges that any is in.
 * NULL and zeros: there is no such facet.
 */
SUO_API const suo_facet_value *suo_hits_facet(const suo_hits *hits,
                                              uint32_t facet,
                                              uint64_t *value_count,
                                              uint64_t *distinct);

/*
 * Value number 'nth' (from 0) of a text, keyword or stored field of a hit,
 * borrowed until the hits are freed. Statuses: SUO_NOT_FOUND (no such value),
 * SUO_INVALID (hit or field out of range, or a number field), SUO_CORRUPT,
 * SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_hits_text(suo_hits *hits, uint32_t hit,
                                              uint32_t field, uint32_t nth,
                                              const char **text,
                                              uint64_t *text_len,
                                              suo_error *error);

/*
 * Value of an integer or time field of a hit. Statuses: as suo_hits_text.
 */
SUO_API SUO_MUST_USE suo_status suo_hits_integer(const suo_hits *hits,
                                                 uint32_t hit, uint32_t field,
                                                 int64_t *value,
                                                 suo_error *error);

/*
 * How many values a hit has of a field of any kind; of an integer or time
 * field 1 or 0. Statuses: SUO_INVALID (hit or field out of range),
 * SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_hits_value_count(suo_hits *hits,
                                                     uint32_t hit,
                                                     uint32_t field,
                                                     uint32_t *count,
                                                     suo_error *error);

/*
 * How to write a text as HTML: what is put before and behind each mark, as it
 * is, so let it be no text of others. NULL: "<mark>" and "</mark>". The text
 * itself is escaped (& < > " ' and carriage return; NUL and broken UTF-8 become
 * U+FFFD): it is fit for the inside of an element or of a quoted attribute,
 * whatever it is; text that looks like HTML or Markdown is text.
 */
typedef struct suo_html_options {
    uint32_t size;    /* in: sizeof(suo_html_options) */
    const char *open; /* needed during the call only */
    int64_t open_len; /* bytes; negative: up to the first NUL byte */
    const char *close;
    int64_t close_len;
} suo_html_options;

enum { SUO_FRAGMENTS_MAX = 16 /* of one snippet */ };

typedef struct suo_snippet_options {
    uint32_t size;         /* in: sizeof(suo_snippet_options) */
    uint32_t length_max;   /* code points to show; 0: 120; at most 100,000 */
    uint32_t fragment_max; /* parts of the text to show, each of length_max
                              divided by this at most; 0: 1; at most
                              SUO_FRAGMENTS_MAX */
    const suo_html_options *html; /* NULL: no HTML */
} suo_snippet_options;

/* A stretch of a text, in three units at once; ends are one past the last. A
 * broken part of UTF-8 counts as one U+FFFD, whatever its bytes. */
typedef struct suo_range {
    uint64_t start; /* bytes of UTF-8 */
    uint64_t end;
    uint64_t point_start; /* code points, as strings of Python */
    uint64_t point_end;
    uint64_t utf16_start; /* UTF-16, as strings of Java and JavaScript */
    uint64_t utf16_end;
} suo_range;

/* How much of a question a hit has. */
typedef enum suo_tier {
    SUO_TIER_ALL = 1,      /* all of it */
    SUO_TIER_MOST = 2,     /* half of its information, or more */
    SUO_TIER_ANY = 3,      /* any of it */
    SUO_TIER_REST = 4,     /* pairs of Han characters, or stop words */
    SUO_TIER_CORRECTED = 5 /* nothing of it as it was typed, only what it was
                              meant to ask: 'typos' of the options */
} suo_tier;

/* What of the question a hit has, and what it lacks. */
typedef struct suo_hit_match {
    uint32_t size;            /* in: sizeof(suo_hit_match) */
    int32_t tier;             /* suo_tier */
    double share;             /* 0..1: of the question's information */
    const suo_range *missing; /* of the question: what the hit lacks,
                                 ascending */
    uint64_t missing_count;
} suo_hit_match;

/*
 * Tell what of the question a hit has. A question's parts are its words that
 * are no stop words, beginnings and phrases in quotes; a hit has one as
 * SUO_MATCH_ALL says. Each is worth its rarity in the view (idf, as often as
 * it is asked): that is its information. Filters change none of it. 'missing'
 * is borrowed until the hits are freed. Statuses: SUO_INVALID (no such hit, no
 * size), SUO_STATE (the search's options had no 'tells_match'), SUO_TIMEOUT (a
 * partial answer that there was no time to tell of), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_hits_match(suo_hits *hits, uint32_t hit,
                                               suo_hit_match *match,
                                               suo_error *error);

/* How likely a search has found an answer, and by what one can tell. */
typedef struct suo_answerability {
    uint32_t size;      /* in: sizeof(suo_answerability) */
    int32_t tier;       /* of the best document: suo_tier; 0: there is none */
    double figure;      /* 0..1: of questions with about this figure, the share
                           whose best document answers them */
    double share;       /* 0..1: of the question's information that the best
                           document has, as suo_hits_match */
    double title_share; /* 0..1: that its title has (the schema's
                           "title_field"; 0 if that is not searched) */
    double lead;        /* 0..1: of its score, what the next document lacks; 0:
                           there is none */
    const suo_range *unknown; /* of the question: words that no document of the
                                 view has, ascending; borrowed until the hits
                                 are freed */
    uint64_t unknown_count;
    double unknown_share; /* 0..1: of the question's information, these */
    double information;   /* what the best document has of it, by what tells one
                             document of the view from all: ln(1 + documents) */
    double title_fit;     /* 0..1: 1: its title is asked, and nothing else that
                             the view knows; 0 without the schema's
                             "title_coverage" */
    double in_row;        /* 0..1: of neighbouring words of the question, by
                             their weight, those that are neighbours in it; 0
                             without the schema's "adjacency" */
} suo_answerability;

/*
 * Tell how likely the best document of a search is an answer: for a robot that
 * must know when to answer (figures from 0.8 on: of such answers to the judged
 * questions 9 of 10 are right, bench/README.md), when to ask back (from 0.4 on)
 * and when to hand over. It was fitted on indexes with a second phase: without
 * "title_field" and "adjacency" it is too low. It is told of the two
 * documents that score best of all that match and pass the filters, so the
 * figure is the same for any 'k', order, page and collapsing, and whatever is
 * pinned. A page behind the first, another order than by score, pins, hits
 * that are collapsed or only counted cost a second search. Of a partial answer for want of time it tells
 * what was found by then, if that is at hand, else 0. Statuses: as
 * suo_hits_match; SUO_INVALID (no size).
 */
SUO_API SUO_MUST_USE suo_status suo_hits_answerability(
    suo_hits *hits, suo_answerability *answerability, suo_error *error);

/* A part of a value. */
typedef struct suo_fragment {
    const char *text; /* bytes of the original, whole characters */
    uint64_t text_len;
    suo_range place;        /* where it stands in the value */
    const suo_range *marks; /* words of the question, relative to 'text':
                               ascending, apart */
    uint64_t mark_count;
    const char *html; /* if the options ask for it, else NULL */
    uint64_t html_len;
} suo_fragment;

/* The part of a field's text that shows best why it matched. */
typedef struct suo_snippet {
    uint32_t size;    /* in: sizeof(suo_snippet) */
    uint32_t value;   /* which value of the field this is, from 0 */
    const char *text; /* bytes of the original, whole characters */
    uint64_t text_len;
    uint64_t text_offset;   /* where it begins in the value, in bytes */
    uint64_t value_len;     /* bytes of the whole value */
    const suo_range *marks; /* words of the question, relative to 'text' */
    uint64_t mark_count;
    const suo_fragment *fragments; /* all parts, in the order of the text; the
                                      members above are those of the best */
    uint64_t fragment_count;       /* at least 1 */
    uint64_t best;                 /* number of the best fragment, from 0 */
} suo_snippet;

/*
 * Cut a snippet from a text field of a hit, borrowed until the hits are freed.
 * Of its parts of that length it is the one whose different words of the
 * question weigh most, then the one with most of them, then the first; further
 * fragments show words that the ones before lack. It begins and ends at a
 * sentence if one does so near, else at a word (one of over 64 characters may
 * be cut), and never inside a grapheme cluster (UAX #29): one that is too long
 * is left out. A field with no matching word gives its beginning and no mark.
 * Only the first 4 MiB of a value are looked at, in time linear in them.
 * Statuses: as suo_hits_text; SUO_INVALID (options without a size), SUO_LIMIT
 * (too many fragments), SUO_VERSION (the field's language), SUO_STATE (ICU is
 * broken).
 */
SUO_API SUO_MUST_USE suo_status suo_hits_snippet(
    suo_hits *hits, uint32_t hit, uint32_t field,
    const suo_snippet_options *options, suo_snippet *snippet, suo_error *error);

/* A whole text with all words of the question in it. */
typedef struct suo_highlight {
    uint32_t size;    /* in: sizeof(suo_highlight) */
    const char *text; /* of a value, or the caller's own */
    uint64_t text_len;
    const suo_range *marks; /* ascending, apart */
    uint64_t mark_count;
    const char *html; /* if it was asked for, else NULL */
    uint64_t html_len;
} suo_highlight;

/*
 * Find the words of the question in value number 'nth' of a text field of a
 * hit, in all of it, borrowed until the hits are freed. 'html' (may be NULL)
 * asks for HTML. Takes some 20 bytes of memory for each match, 48 for each
 * mark. Statuses: as suo_hits_text; SUO_INVALID (options without a size),
 * SUO_VERSION (the field's language), SUO_STATE (ICU is broken).
 */
SUO_API SUO_MUST_USE suo_status suo_hits_highlight(suo_hits *hits, uint32_t hit,
                                                   uint32_t field, uint32_t nth,
                                                   const suo_html_options *html,
                                                   suo_highlight *highlight,
                                                   suo_error *error);

/*
 * The same in a text of the caller's, which is read as one of the text field
 * 'field', and must stay as long as 'highlight->text' is used. There need be
 * no hit. Statuses: likewise; SUO_LIMIT (over SUO_TEXT_MAX bytes).
 */
SUO_API SUO_MUST_USE suo_status suo_hits_highlight_text(
    suo_hits *hits, uint32_t field, const char *text, int64_t text_len,
    const suo_html_options *html, suo_highlight *highlight, suo_error *error);

typedef struct suo_explanation suo_explanation;

/* What adds to a score. */
typedef enum suo_part_kind {
    SUO_PART_WORD = 1,   /* a word */
    SUO_PART_PHRASE = 2, /* words in a row, in each way to write them: quoted,
                            joined, of the index's words or synonyms; or quoted
                            words near each other */
    SUO_PART_GRAM = 3,   /* two neighbouring Han characters, or one alone */
    SUO_PART_FORM = 4,   /* a word as the question writes it, beside the word */
    SUO_PART_PREFIX = 5, /* all words that begin so */
    SUO_PART_BOOST = 6,  /* a boost of the options; one part for each */
    SUO_PART_TITLE = 7,  /* of the second phase: the title coverage */
    SUO_PART_ADJACENCY = 8 /* likewise: neighbouring words, all pairs of them */
} suo_part_kind;

enum {
    SUO_PART_ASKED = 1,  /* flag: it was looked up; else it has no doc_freq */
    SUO_PART_STOP = 2,   /* flag: a stop word, asked if there is nothing else */
    SUO_PART_NEEDED = 4, /* flag: hits must have it */
    SUO_PART_MISSING = 8, /* flag: the document has not, nor what stands for it,
                             as the phrase that a word is a part of */
    SUO_PART_VALUE = 16,  /* flag of a boost: the document has a value */
    SUO_PART_CORRECTED = 32 /* flag: of the corrected question; 'start' and
                               'end' are what was typed there */
};

/*
 * A part of a document's score. With k1 and b of the schema, 'score' is
 * weight * freq * (k1 + 1) / (freq + k1 * (1 - b + b * length / average)),
 * rounded so that sums of parts are exact; a lane without words has no length,
 * and b does not count there. Frequencies and lengths of the fields that are
 * searched are added up, each times its field's weight; a gram has lengths of
 * its own.
 * The parts of what is asked for come first. Behind them each boost adds
 * factor - 1 times what the parts before it add up to, then come the parts of
 * the second phase, if that looked at the document: of these, 'factor' is what
 * all boosts have multiplied them by. Such parts say kind, flags, score and
 * the last members alone. Later versions may add kinds that do so.
 */
typedef struct suo_part {
    uint32_t kind;     /* suo_part_kind */
    uint32_t flags;    /* SUO_PART_ASKED ... */
    uint64_t start;    /* bytes of the question: where it asks for it first */
    uint64_t end;      /* one past its last */
    uint64_t doc_freq; /* documents of the view that have it; of a quoted phrase
                          that hits must have, that have its rarest word or
                          pair of Han characters: it is weighed by these */
    double idf;        /* what is rare is worth more; 0: no document has it */
    double weight;     /* idf, times what it counts in the question; 0: not
                          scored */
    double freq;       /* weighted, in the document; 0: it is not in it */
    double length;     /* weighted, of the document */
    double average;    /* of the lengths of the view's documents */
    double score;      /* what it adds: >= 0, but by votes */
    double factor;     /* of boosts and the second phase: > 0; else 0 */
    int64_t value;     /* of a boost: the document's value, by votes what is for
                          it less what is against it, rounded; 0: it has none */
    uint32_t field;    /* of a boost, of title coverage: number of its field */
    uint32_t boost;    /* of a boost: its number in the options, from 0 */
} suo_part;

/* What became of a document. The first that holds, in this order. */
typedef enum suo_outcome {
    SUO_OUTCOME_HIT = 0,      /* it is among the hits */
    SUO_OUTCOME_NOTHING = 1,  /* it has nothing of the question that scores */
    SUO_OUTCOME_LACKS = 2,    /* it lacks what hits must have: see the parts,
                                 or operators or min_information say so */
    SUO_OUTCOME_FILTERED = 3, /* it matches, and a filter leaves it out */
    SUO_OUTCOME_BELOW = 4,    /* it matches; k others come before, or of those
                                 collapsed with it one does */
    SUO_OUTCOME_BEFORE = 5 /* it matches, and does not stand behind 'after' */
} suo_outcome;

typedef struct suo_explained {
    uint32_t size;         /* in: sizeof(suo_explained) */
    uint32_t outcome;      /* suo_outcome */
    uint32_t rank;         /* of a hit, from 1 behind 'after'; else 0 */
    const suo_part *parts; /* in the order of the question's analysis; boosts;
                              the second phase */
    uint64_t part_count;
    double score; /* the sum of the parts' scores, added up from the first to
                     the last; of a hit, its score: equal bit for bit, unless
                     hits are not scored, or it is pinned. Of a document that
                     the second phase did not look at, what the first gives */
    int32_t is_pinned; /* 1: it is pinned to the question; else 0 */
} suo_explained;

/*
 * Tell why the view's document with this key is a hit of that search, or why
 * it is none. Takes the time of the search, and of its plan once more; the
 * total is not counted. There is no explanation for want of time: at its end
 * SUO_TIMEOUT, whatever 'at_limit' is. Statuses: SUO_NOT_FOUND (the view sees no
 * such document), SUO_INVALID (also an empty key), and those of
 * suo_view_search.
 */
SUO_API SUO_MUST_USE suo_status suo_view_explain(
    const suo_view *view, const char *question, int64_t question_len,
    const suo_search_options *options, const char *key, int64_t key_len,
    suo_explanation **explanation, suo_error *error);
SUO_API void suo_explanation_free(suo_explanation *explanation);

/*
 * What was found, borrowed until the explanation is freed. Statuses:
 * SUO_INVALID (no size).
 */
SUO_API SUO_MUST_USE suo_status
suo_explanation_get(const suo_explanation *explanation,
                    suo_explained *explained, suo_error *error);

/* ---- Related documents --------------------------------------------------- */

enum { SUO_RELATED_MAX = 100 };

typedef struct suo_related_options {
    uint32_t size;             /* in: sizeof(suo_related_options) */
    uint32_t k;                /* documents wanted, 1..SUO_RELATED_MAX; 0: 10 */
    uint64_t fields;           /* bit f: look in text field number f; 0: all */
    const suo_filter *filters; /* a hit passes all of them */
    uint64_t filter_count;     /* 0..SUO_FILTERS_MAX */
} suo_related_options;

/*
 * Find the documents of a view that are about the same as its document with
 * this key, itself left out. Of the first 8192 bytes of its texts, the title
 * first (the schema's "title_field", else the first text field), the 64
 * terms it says most often are looked up, a word of the title counting three
 * times; of these the 20 that tell most, said often there and by few documents
 * of the view, are asked for as a question of these words would be, each by
 * what it tells. What no other document has and stop words say nothing. The
 * hits are as those of a search for any of them, without a second phase: best
 * first, equal scores by the order of their puts; snippets mark the terms. The
 * total is how many hits there are.
 * Statuses: SUO_NOT_FOUND (the view sees no such document), SUO_INVALID (also
 * an empty key), SUO_LIMIT (over SUO_RELATED_MAX, too many filters),
 * SUO_CORRUPT, SUO_VERSION (a field's language), SUO_STATE (ICU is broken, or
 * opened by the parent process), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_view_related(
    const suo_view *view, const char *key, int64_t key_len,
    const suo_related_options *options, suo_hits **hits, suo_error *error);

/*
 * The same for a text of the caller's, of which the first 8192 bytes are read
 * in each language of the index: a ticket, an answer that is being written. It
 * has no title. Any text will do. Statuses: as suo_view_related, without
 * SUO_NOT_FOUND.
 */
SUO_API SUO_MUST_USE suo_status suo_view_related_text(
    const suo_view *view, const char *text, int64_t text_len,
    const suo_related_options *options, suo_hits **hits, suo_error *error);

/* ---- Duplicates ----------------------------------------------------------- */

typedef struct suo_duplicates suo_duplicates;

enum { SUO_DUPLICATES_MAX = 100000 };

typedef struct suo_duplicates_options {
    uint32_t size; /* in: sizeof(suo_duplicates_options) */
    uint32_t k;    /* pairs wanted, 1..SUO_DUPLICATES_MAX; 0: 1000 */
    double least;  /* likeness of a pair, above 0 and up to 1; 0: 0.4 */
} suo_duplicates_options;

/* Two documents that say nearly the same; the keys are borrowed until the
 * duplicates are freed, and not NUL-terminated. */
typedef struct suo_duplicate {
    double likeness; /* above 0; 1: nothing is in one of them alone */
    const char *key; /* of the one put earlier */
    uint64_t key_len;
    const char *other;
    uint64_t other_len;
} suo_duplicate;

/*
 * Find documents of a view that say nearly the same. Their likeness is the
 * share that both have of the words and pairs of neighbouring Han characters
 * that either has in its text fields (of the first MiB of each value): words
 * are stemmed, stop words do not count, nor do order, repetition, capitals and
 * whether Han is Traditional or Simplified. Translations are not alike.
 * The pairs come by likeness, the most alike first, equal ones by the order of
 * their documents' puts. Each likeness is exact; which pairs are compared is
 * decided by samples of 64 terms of each document: a pair whose likeness is
 * far above 'least' is missed hardly ever, one right at it sometimes; each
 * document is compared with at most 1024 put before it, those that share its
 * rarest terms, two at least if it has as many; and of all pairs the 4 k whose
 * samples are most alike.
 * Takes a time proportional to the postings of the index, some 2 KiB of memory
 * for each document, and 200 bytes for each of k.
 * Statuses: SUO_INVALID ('least', options without a size), SUO_LIMIT (over
 * SUO_DUPLICATES_MAX), SUO_CORRUPT, SUO_VERSION (a field's language),
 * SUO_STATE (ICU is broken, or opened by the parent process), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status
suo_view_duplicates(const suo_view *view, const suo_duplicates_options *options,
                    suo_duplicates **duplicates, suo_error *error);
SUO_API void suo_duplicates_free(suo_duplicates *duplicates);

/* The pairs as an array of suo_duplicates_count(), borrowed until they are
 * freed. */
SUO_API const suo_duplicate *suo_duplicates_items(
    const suo_duplicates *duplicates);
SUO_API uint32_t suo_duplicates_count(const suo_duplicates *duplicates);

/* ---- Completing --------------------------------------------------------- */

typedef struct suo_completions suo_completions;

enum { SUO_COMPLETIONS_MAX = 100 };

typedef struct suo_complete_options {
    uint32_t size;   /* in: sizeof(suo_complete_options) */
    uint32_t k;      /* titles wanted, 1..SUO_COMPLETIONS_MAX; 0: 10 */
    uint64_t titles; /* bit f: the values of text field number f are titles;
                        0: those of the schema's first text field */
    uint64_t use;    /* bit f: integer field number f (one) says how much a
                        document is used: votes, views. What is below 0 or
                        missing counts as 0. 0: all are used alike */
} suo_complete_options;

/* One title; 'text' and 'key' are borrowed until the completions are freed,
 * and not NUL-terminated. */
typedef struct suo_completion {
    double score;     /* finite, > 0 */
    const char *text; /* the title, up to its first 1024 bytes */
    uint64_t text_len;
    const char *key; /* of a document that has it */
    uint64_t key_len;
    suo_range match; /* of 'text': what was typed stands for it */
    uint32_t field;  /* number of the title's field */
} suo_completion;

/*
 * Find the titles that go on from what somebody has typed so far: with their
 * beginning, with another of their words, or with a Han character inside one.
 * What was typed are letters, digits and Han characters; all else is passed
 * over (wi-fi = wifi = Wi Fi), capitals and marks do not count, nor does
 * whether Han is Simplified or Traditional. Han may be typed as pinyin without
 * tones (tuihuo; the u with two dots as v or u), by the first letters of its
 * syllables (th, also zh, ch, sh), or partly so (tui货, 退h, tuih, thuo).
 * Nothing typed: the most used titles.
 * The score of a title is the weight of its field, times 1 where its beginning
 * matches, .7 where another word does, .4 for the inside of a word, times .5
 * if a syllable but the last one is abbreviated, times 1 + ln(1 + use). They
 * come by score, best first; of equal ones the more used, then the shorter,
 * then the one put earlier. Titles that are typed alike come once, as of the
 * document for which they score best. The first 63 letters, digits and Han
 * characters of the first 1024 bytes that were typed count.
 * The first call for a segment (of an audience, a field and a use) reads its
 * titles and sorts them: some 10 us and 350 bytes for a title of ten Han
 * characters, kept until the segment is closed; less for Latin, of which only
 * words count. All views and snapshots that have the segment share them: after
 * a commit only what is new is read. An empty 'text' does this ahead of time.
 * The completions stay usable when the view is closed.
 * Statuses: SUO_INVALID (a field, no text), SUO_LIMIT (over
 * SUO_COMPLETIONS_MAX; titles of over 2^32 characters), SUO_STATE (opened by
 * the parent process), SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status
suo_view_complete(const suo_view *view, const char *text, int64_t text_len,
                  const suo_complete_options *options,
                  suo_completions **completions, suo_error *error);
SUO_API void suo_completions_free(suo_completions *completions);

/* The titles as an array of suo_completions_count(), borrowed until they are
 * freed. */
SUO_API const suo_completion *suo_completions_items(
    const suo_completions *completions);
SUO_API uint32_t suo_completions_count(const suo_completions *completions);

/* ---- Correcting --------------------------------------------------------- */

typedef struct suo_correction suo_correction;

typedef struct suo_correct_options {
    uint32_t size;   /* in: sizeof(suo_correct_options) */
    uint64_t fields; /* bit f: by the words of text field number f; 0: of all */
} suo_correct_options;

/* A part of a question, and what stands there when it is corrected. */
typedef struct suo_change {
    suo_range from; /* of the question */
    suo_range to;   /* of the corrected question */
} suo_change;

/*
 * Say what a question with slips was meant to ask ("did you mean").
 * A word of letters that no document of the view has, or hundreds of times
 * fewer than a word near it, becomes that one: from 4 letters on with one slip
 * between them, from 7 on with two if none has it; letters are characters
 * without their marks. A slip is a letter that is wrong, missing or too many,
 * or two neighbours that changed places.
 * Where two Han characters stand together that do so in no document, the
 * stretch around them becomes a word of some document that is read alike
 * without tones (退或: 退货), nearly alike (z zh, c ch, s sh, l n r, f h; an ang,
 * en eng, in ing), that has the same characters but one, if it has three or
 * more (验码: 验证码), one less, or two in the other order.
 * Which of several words is meant is decided by the kind of slip and by how
 * many documents have it. It is written small, or with capitals as the question
 * has; Han that is put in is Simplified.
 * Left as they are: what is not so rare, codes (words with digits or '_'),
 * what stands in quotes, what operators ask for, beginnings of words (deliv*),
 * the words and synonyms of the index. At most 32 words of letters are looked
 * for and 16 changes made, in the first 1024 bytes.
 * Only documents of the view count. The first call for a segment reads its
 * words, in some microsecond each, and keeps them until it is closed, in some
 * 30 bytes each; all views and snapshots that have the segment share them.
 * The correction stays usable when the view is closed. Statuses: SUO_INVALID
 * (a field, no question), SUO_LIMIT (question over 1 MiB, segment of over 2^32
 * letters), SUO_CORRUPT, SUO_VERSION (a field's language), SUO_STATE (ICU is
 * broken, or opened by the parent process), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status
suo_view_correct(const suo_view *view, const char *question,
                 int64_t question_len, const suo_correct_options *options,
                 suo_correction **correction, suo_error *error);
SUO_API void suo_correction_free(suo_correction *correction);

/* The corrected question, borrowed until the correction is freed, not
 * NUL-terminated; NULL, and no length, if nothing is to be corrected. */
SUO_API const char *suo_correction_text(const suo_correction *correction,
                                        uint64_t *text_len);

/* What was changed, in the order of the question, as an array of
 * suo_correction_count(); borrowed until the correction is freed. */
SUO_API const suo_change *suo_correction_changes(
    const suo_correction *correction);
SUO_API uint32_t suo_correction_count(const suo_correction *correction);

/* ---- Checking ----------------------------------------------------------- */

typedef struct suo_check_report {
    uint32_t size;           /* in: sizeof(suo_check_report) */
    uint32_t segment_count;  /* segments read */
    uint64_t doc_count;      /* documents read, the dead included */
    uint64_t term_count;     /* dictionary entries read */
    uint64_t posting_count;  /* postings read */
    uint64_t position_count; /* positions read */
} suo_check_report;

/*
 * Read every byte of the newest commit and prove the rules of its format.
 * Takes a time proportional to the size of the index. The first broken rule
 * ends it: SUO_CORRUPT, with file and rule in 'error'. Other statuses: as
 * suo_snapshot_open.
 */
SUO_API SUO_MUST_USE suo_status suo_check(const char *path, int64_t path_len,
                                          suo_check_report *report,
                                          suo_error *error);

typedef struct suo_salvage_report {
    uint32_t size;          /* in: sizeof(suo_salvage_report) */
    uint32_t segment_count; /* files of documents that the old index lists */
    uint32_t lost_segments; /* of these, nothing could be read */
    uint32_t lost_words;    /* 1: its words and synonym rules are lost, or some
                               of them */
    uint64_t doc_count;     /* documents in the new index */
    uint64_t lost_count;    /* living ones that could not be read */
    uint64_t hidden_count;  /* of those in it, put without an audience: their
                               own could not be read, or whether they had been
                               deleted */
    uint64_t lost_values;   /* integers and times that could not be read, where
                               there may have been some */
} suo_salvage_report;

/*
 * Put what can still be read of the newest commit in folder 'path' into a new
 * index in folder 'new_path': documents whose key and stored values lie on
 * undamaged pages of 64 KiB, by putting them again, the words, rules and note.
 * No document gets an audience it may not have had. The old index is only
 * read; its manifest must be readable. Feedback is not taken over: its file,
 * feedback.suo, may be copied. Takes memory for one file of documents,
 * beside the usual of a writer. Documents of equal score may come in another
 * order than before.
 * Statuses: SUO_INVALID (a path, no size), SUO_EXISTS (there is an index in
 * 'new_path'), SUO_NOT_FOUND (none in 'path'), SUO_CORRUPT and SUO_VERSION
 * (its manifest), SUO_BUSY, SUO_LIMIT, SUO_IO, SUO_FULL, SUO_STATE (ICU is
 * broken), SUO_NO_MEMORY. After a failure 'new_path' has no commit.
 */
SUO_API SUO_MUST_USE suo_status suo_salvage(const char *path, int64_t path_len,
                                            const char *new_path,
                                            int64_t new_path_len,
                                            suo_salvage_report *report,
                                            suo_error *error);

/* ---- Tokenizing --------------------------------------------------------- */

typedef struct suo_tokenizer suo_tokenizer;

typedef enum suo_token_kind {
    SUO_TOKEN_WORD = 1,  /* a word; it ranks */
    SUO_TOKEN_WHOLE = 2, /* several words as one: those written joined, without
                           what joins them, 'v3mono' of 'V3-MONO'; or with the
                           flag SUO_TOKEN_HAN a number and its unit, '7天',
                           also where 七天 is written, or a word that mixes
                           Han with others, 'u盘', 'sim卡' */
    SUO_TOKEN_GRAM = 3,  /* two neighbouring Han characters (one at the end of
                           a run of them); it proves */
    SUO_TOKEN_USER = 4   /* a word of the index's user dictionary, right after
                           the token that completes it, by a tokenizer of
                           suo_snapshot_tokenizer_new */
} suo_token_kind;

/* What the offsets of tokens count. */
typedef enum suo_offset_unit {
    SUO_OFFSET_BYTES = 0,       /* bytes of UTF-8, the default */
    SUO_OFFSET_CODE_POINTS = 1, /* as strings of Python do */
    SUO_OFFSET_UTF16 = 2        /* as strings of Java and JavaScript do */
} suo_offset_unit;

enum {
    SUO_TOKEN_HAN = 1,    /* flag: made of Han characters */
    SUO_TOKEN_STOP = 2,   /* flag: a stop word; a question may leave it out */
    SUO_TOKEN_STEMMED = 4 /* flag: the term is not the word as it is written */
};

/* One token. A unit is one step of position: one Han character, or one other
 * word. Words come in the order of their units. */
typedef struct suo_token {
    const char *term;    /* what is indexed: folded, stemmed; not terminated */
    uint32_t term_len;   /* bytes, > 0 */
    uint32_t start;      /* where it stands in the text, in bytes or as
                            suo_tokenizer_set_offsets says */
    uint32_t end;        /* one past its last */
    uint32_t unit;       /* number of its first unit, from 0 */
    uint32_t unit_count; /* units it covers, > 0 */
    uint16_t kind;       /* suo_token_kind */
    uint16_t flags;      /* SUO_TOKEN_HAN, SUO_TOKEN_STOP, SUO_TOKEN_STEMMED */
} suo_token;

/*
 * A tokenizer as an index with this schema uses it for English text; NULL:
 * the defaults. Statuses: SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_tokenizer_new(const suo_schema *schema,
                                                  suo_tokenizer **tokenizer,
                                                  suo_error *error);

/*
 * The same for a text field of the schema, in its language. Statuses:
 * SUO_NOT_FOUND (no such text field), SUO_VERSION (an index made elsewhere
 * names a language that this library does not know), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status
suo_tokenizer_new_for_field(const suo_schema *schema, uint32_t field,
                            suo_tokenizer **tokenizer, suo_error *error);

/*
 * A tokenizer that cuts as the index of the snapshot does for a text field,
 * its own words included (SUO_TOKEN_USER). The snapshot must stay open until
 * the tokenizer is freed. Statuses: SUO_INVALID (no snapshot), SUO_NOT_FOUND
 * (no such text field), SUO_VERSION (the language of a field), SUO_CORRUPT
 * (the words), SUO_STATE (ICU is broken), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status
suo_snapshot_tokenizer_new(const suo_snapshot *snapshot, uint32_t field,
                           suo_tokenizer **tokenizer, suo_error *error);
SUO_API void suo_tokenizer_free(suo_tokenizer *tokenizer);

/*
 * From the next start on, let start and end of tokens count in a
 * suo_offset_unit. A broken part of UTF-8 counts as one U+FFFD, whatever its
 * bytes. Statuses: SUO_INVALID (no such unit).
 */
SUO_API SUO_MUST_USE suo_status suo_tokenizer_set_offsets(
    suo_tokenizer *tokenizer, int32_t unit, suo_error *error);

/*
 * Begin a text of at most SUO_TEXT_MAX bytes, which must stay in place until
 * its last token is taken. Statuses: SUO_LIMIT, SUO_INVALID.
 */
SUO_API SUO_MUST_USE suo_status suo_tokenizer_start(suo_tokenizer *tokenizer,
                                                    const char *text,
                                                    int64_t text_len,
                                                    suo_error *error);

/*
 * Take the next tokens: an array of 'count', borrowed until the next call on
 * this tokenizer. A count of 0 is the end of the text.
 * Statuses: SUO_NO_MEMORY, SUO_STATE (ICU failed).
 */
SUO_API SUO_MUST_USE suo_status suo_tokenizer_next(suo_tokenizer *tokenizer,
                                                   const suo_token **tokens,
                                                   uint64_t *count,
                                                   suo_error *error);

/* Broken parts of UTF-8 met since the start of the text. */
SUO_API uint64_t suo_tokenizer_replaced(const suo_tokenizer *tokenizer);

/* ---- Query log ---------------------------------------------------------- */

/*
 * Statistics of what was asked, in a file of bounded size: the questions asked
 * most, those without hits, those of low answerability, counts by day and by
 * role, and how long searches took. A program notes each of its searches, and
 * writes the file when it likes; a report reads the file. No index has to do
 * with it, and no call of an index notes anything by itself.
 *
 * Personal data. Before anything of a question is kept, in memory or in the
 * file, numbers (of 4 or more digits, or several of 6 in all, in any script,
 * also Han), words of letters and digits that are longer than 5 (but those of
 * suo_query_log_keep), e-mail addresses, names behind an @, URLs and host names
 * become "***". What no rule knows stays: names of people, codes of letters
 * alone, numbers in words. So the text of a question (its first 95 bytes,
 * masked) is kept only once it was asked 'times_min' times by one role within
 * one period; until then there is a 64-bit hash of its words, by which one can
 * check a guess, but read nothing. Who asked is not noted. Names of roles are
 * kept; a name that would be masked is counted among the other roles.
 *
 * Figures of questions come from sketches (see src/query/QUERY_LOG.md), so
 * they are ranges: 'least' to 'most'. Each role has its own, and what a report
 * tells of one role does not depend on what others asked.
 */
typedef struct suo_query_log suo_query_log;

enum {
    SUO_LOG_ROLES_MAX = 64,
    SUO_LOG_TIMES_MAX = 1000,
    SUO_LOG_PERIOD_DAYS_MAX = 366,
    SUO_REPORT_QUESTIONS_MAX = 1000
};

/* Of a new log; one that is there keeps those it was made with. */
typedef struct suo_query_log_options {
    uint32_t size;      /* in: sizeof(suo_query_log_options) */
    uint32_t roles;     /* that are told apart, 1..SUO_LOG_ROLES_MAX: those that
                           are noted first; the others are counted together. No
                           role at all is one of them. 0: 8 */
    uint64_t bytes_max; /* the file is never larger; at most 64 MiB. 0: 1 MiB,
                           which follows some 100 questions by role and period.
                           Memory: about as much */
    uint32_t times_min; /* 2..SUO_LOG_TIMES_MAX: how often a question must be
                           asked before its text is kept. 0: 3 */
    uint32_t period_days; /* 1..SUO_LOG_PERIOD_DAYS_MAX: questions are counted
                             in periods of so many days, of which the latest 4
                             with searches are kept. 0: 7 */
    double low;           /* 0..1: an answerability below it is low. 0: 0.4 */
} suo_query_log_options;

/* A search as it is noted; borrowed during the call only. */
typedef struct suo_logged_search {
    uint32_t size;        /* in: sizeof(suo_logged_search) */
    const char *question; /* its first 1024 bytes count */
    int64_t question_len; /* bytes; negative: up to the first NUL byte */
    const char *role;     /* a name for whom the search was made, 0 to
                             SUO_NAME_MAX bytes: not of a person. NULL: none */
    int64_t role_len;     /* bytes; negative: up to the first NUL byte */
    int64_t time;         /* seconds since 1970, up to the year 9999; days and
                             months are as this counts: UTC, or local time */
    uint64_t total;       /* hits there were */
    double answerability; /* 0..1; negative: unknown */
    uint64_t latency_us;  /* microseconds that it took; 0: unknown */
} suo_logged_search;

/*
 * Open the log in file 'path' to note searches in it; a new one if there is
 * none, whose file is made by the first flush. It is locked by a file of this
 * name with ".lock" behind it, until it is closed or the process ends.
 * Statuses: SUO_BUSY (open elsewhere), SUO_INVALID (a path, an option, or too
 * few bytes for so many roles), SUO_NOT_FOUND (no such folder), SUO_CORRUPT (no
 * log, or a damaged one, which stays as it is), SUO_VERSION, SUO_IO, SUO_FULL,
 * SUO_STATE (ICU is broken), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_query_log_open(
    const char *path, int64_t path_len, const suo_query_log_options *options,
    suo_query_log **log, suo_error *error);

/* Give the log free. What was noted since the last flush is gone. */
SUO_API void suo_query_log_close(suo_query_log *log);

/*
 * Let a word that mixes letters and digits stay as it is in questions, as the
 * name of a product may (KX-200: also kx200); if 'word' has several words, those
 * of them, and all written as one (KX-200 Pro: also kx200pro). It is up to the
 * caller that they tell of no one: the words of an index do
 * (suo_snapshot_word). The file does not have them; while another thread notes,
 * no word is added. Statuses: SUO_INVALID (no such word, or one of more than 32
 * letters and digits), SUO_LIMIT (over SUO_WORD_MAX bytes), SUO_STATE (opened by
 * the parent process), SUO_NO_MEMORY.
 */
SUO_API SUO_MUST_USE suo_status suo_query_log_keep(suo_query_log *log,
                                                   const char *word,
                                                   int64_t word_len,
                                                   suo_error *error);

/*
 * Note a search, in memory: some microseconds. Any number of threads may do so
 * at once, while one flushes. Statuses: SUO_INVALID (no question, a time or an
 * answerability out of range), SUO_LIMIT (the role's name), SUO_STATE (opened
 * by the parent process, or ICU is broken), SUO_NO_MEMORY; what failed is not
 * counted.
 */
SUO_API SUO_MUST_USE suo_status suo_query_log_note(
    suo_query_log *log, const suo_logged_search *search, suo_error *error);

/*
 * Write the file anew, with all that was noted before: at most bytes_max, and
 * two syncs. A process that is killed, or a disk that is full, leaves the file
 * as of the last flush. By one thread at a time. Statuses: SUO_FULL, SUO_IO,
 * SUO_NOT_FOUND (the folder is gone), SUO_STATE (opened by the parent
 * process), SUO_NO_MEMORY; after each of these it may be tried again.
 */
SUO_API SUO_MUST_USE suo_status suo_query_log_flush(suo_query_log *log,
                                                    suo_error *error);

typedef struct suo_query_report suo_query_report;

/* The lists of questions in a report. */
typedef enum suo_report_list {
    SUO_REPORT_ASKED = 0, /* all */
    SUO_REPORT_EMPTY = 1, /* asked without hits */
    SUO_REPORT_LOW = 2    /* asked with hits and low answerability */
} suo_report_list;

typedef struct suo_query_report_options {
    uint32_t size;      /* in: sizeof(suo_query_report_options) */
    uint32_t k;         /* questions of each list, 1..SUO_REPORT_QUESTIONS_MAX;
                           0: 20 */
    const char *role;   /* tell of this role alone; NULL: of all */
    int64_t role_len;   /* bytes; negative: up to the first NUL byte */
    int64_t since;      /* seconds since 1970: tell of what was asked on its day
                           or later; questions, distributions and 'distinct' go
                           by periods, which may begin before. 0: all */
    uint32_t times_min; /* leave out questions that were not asked at least so
                           often; 0: none of those whose text is kept */
} suo_query_report_options;

/* A question; searches of the same words, in any order and writing, without
 * stop words and what is masked, are one. */
typedef struct suo_report_question {
    const char *text;  /* as it was asked once, masked; not NUL-terminated,
                          borrowed until the report is freed */
    uint64_t text_len; /* bytes */
    uint64_t least;    /* it was asked, as the list says, so often at least */
    uint64_t most;     /* and so often at most */
    uint64_t empty;    /* of the last so many times that the log knows: without
                          hits */
    uint64_t low;      /* of these, with hits and low answerability */
    double answerability; /* mean of these; negative: unknown */
    int64_t last_day;     /* when it was asked last: seconds since 1970 */
} suo_report_question;

/* Searches of a time, or of a role. */
typedef struct suo_report_counts {
    int64_t start;        /* seconds since 1970: a day, a month, or all before
                             the months, which starts with 0; of a role: 0 */
    int64_t end;          /* one past it */
    const char *role;     /* of a role: as suo_report_question.text; NULL: roles
                             that are not told apart */
    uint64_t role_len;    /* bytes */
    uint64_t asked;       /* searches */
    uint64_t empty;       /* of these, without hits */
    uint64_t low;         /* with hits and low answerability */
    uint64_t measured;    /* of known answerability */
    double answerability; /* their mean; negative: unknown */
} suo_report_counts;

/* A report at a glance. */
typedef struct suo_report_summary {
    uint32_t size;      /* in: sizeof(suo_report_summary) */
    uint32_t times_min; /* options of the log */
    uint32_t period_days;
    uint32_t reserved; /* 0 */
    double low;
    int64_t start;         /* seconds since 1970: of the first time counted by
                               days and months; 0: there is none */
    int64_t end;           /* one past the last day */
    int64_t periods_start; /* likewise, of what goes by periods */
    uint64_t asked;        /* as suo_report_counts, by days and months */
    uint64_t empty;
    uint64_t low_count;
    uint64_t measured;
    double answerability;
    double distinct;           /* about how many different questions there were,
                               by periods: within 3.3 % as standard error */
    uint64_t unlisted_most[3]; /* by suo_report_list: a question that the log
                                  does not follow was asked so often at most */
    uint64_t answerabilities[20]; /* searches by answerability, in steps of
                                     0.05, by periods */
    uint64_t latencies[24]; /* searches by time, by periods: item b took 2^b to
                               2^(b+1) microseconds, the last one more, too */
} suo_report_summary;

/*
 * Read the log in file 'path', as of its last flush; whether it is open
 * elsewhere does not matter. Statuses: SUO_NOT_FOUND (no such file), SUO_INVALID
 * (a path, an option), SUO_LIMIT (over SUO_REPORT_QUESTIONS_MAX), SUO_CORRUPT,
 * SUO_VERSION, SUO_IO, SUO_NO_MEMORY. A role that is not told apart has a
 * report without searches.
 */
SUO_API SUO_MUST_USE suo_status suo_query_report_open(
    const char *path, int64_t path_len, const suo_query_report_options *options,
    suo_query_report **report, suo_error *error);
SUO_API void suo_query_report_close(suo_query_report *report);

/* Fill the caller's summary. */
SUO_API void suo_query_report_get_summary(const suo_query_report *report,
                                          suo_report_summary *summary);

/* The questions of a suo_report_list, those asked most first ('least', then
 * 'most', then by their bytes): an array of '*count', borrowed until the report
 * is closed. Another list has none. */
SUO_API const suo_report_question *suo_query_report_questions(
    const suo_query_report *report, int32_t list, uint64_t *count);

/* Searches by time: the latest 92 days with searches one by one, before them
 * up to 36 months (without those days), before them all others; by roles, in
 * the order they came; likewise arrays of '*count'. */
SUO_API const suo_report_counts *suo_query_report_days(
    const suo_query_report *report, uint64_t *count);
SUO_API const suo_report_counts *suo_query_report_roles(
    const suo_query_report *report, uint64_t *count);

#ifdef __cplusplus
}
#endif

#endif
