/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xapian.cc - Xapian, its glass backend.
 *
 * A document's number is its document id less one, its filter a value slot.
 * Xapian has no segments that a caller sees: "one" is a compacted database,
 * "eight" are eight databases searched as one, dealt to as Xapian numbers
 * their documents (round robin), so that the ids come out the same.
 */
#include "peer.h"

#include <xapian.h>

#include <sstream>
#include <string>
#include <vector>

#include <stdlib.h>
#include <string.h>

static Xapian::Database xapian_db;

static std::string shard_path(const char *index, unsigned shard)
{
    return std::string(index) + "/" + std::to_string(shard);
}

/* Postings are kept in memory until this many documents came. */
static void flush_rarely(void)
{
    setenv("XAPIAN_FLUSH_THRESHOLD", "1000000", 1);
}

static void xapian_build(const char *path, const char *index, unsigned segments)
{
    flush_rarely();
    std::vector<Xapian::WritableDatabase> shards;
    for (unsigned i = 0; i < segments; i++)
        shards.emplace_back(shard_path(index, i), Xapian::DB_CREATE |
                                                      Xapian::DB_BACKEND_GLASS |
                                                      Xapian::DB_NO_TERMLIST);
    peer_corpus *corpus = peer_corpus_open(path);
    for (peer_document document; peer_corpus_next(corpus, &document);) {
        Xapian::Document made;
        Xapian::termpos pos = 0;
        char *rest = nullptr;
        for (char *token = strtok_r(document.text, " ", &rest); token != NULL;
             token = strtok_r(NULL, " ", &rest))
            made.add_posting(token, ++pos);
        made.add_value(0, Xapian::sortable_serialise(document.filter));
        Xapian::docid id =
            shards[document.number % segments].add_document(made);
        if ((id - 1) * segments + document.number % segments != document.number)
            peer_die("xapian: documents are not numbered 0, 1, 2 ...");
    }
    peer_corpus_close(corpus);
    for (unsigned i = 0; i < segments; i++) {
        shards[i].commit();
        std::string made = shard_path(index, i), compact = made + ".compact";
        shards[i].compact(compact);
        shards[i].close();
        if (system(
                ("rm -r '" + made + "' && mv '" + compact + "' '" + made + "'")
                    .c_str()) != 0)
            peer_die("xapian: cannot move %s", compact.c_str());
    }
}

static void xapian_open(const char *index)
{
    for (unsigned i = 0;; i++) {
        try {
            xapian_db.add_database(Xapian::Database(shard_path(index, i)));
        } catch (const Xapian::DatabaseOpeningError &) {
            break;
        }
    }
    if (xapian_db.get_doccount() == 0)
        peer_die("xapian: nothing in %s", index);
}

static const char *xapian_cannot(const peer_query *, peer_collector)
{
    return NULL;
}

static Xapian::Query query_make(const peer_query *query)
{
    static const Xapian::Query::op ops[] = {
        Xapian::Query::OP_OR, Xapian::Query::OP_AND, Xapian::Query::OP_PHRASE};
    Xapian::Query made;
    if (query->kind == PEER_PREFIX)
        made = Xapian::Query(Xapian::Query::OP_WILDCARD, query->terms[0]);
    else
        made = Xapian::Query(ops[query->kind], query->terms,
                             query->terms + query->term_count);
    if (query->filter_below == 100)
        return made;
    return Xapian::Query(
        Xapian::Query::OP_FILTER, made,
        Xapian::Query(Xapian::Query::OP_VALUE_LE, 0,
                      Xapian::sortable_serialise(query->filter_below - 1)));
}

/* check_at_least is what turns Xapian's pruning off. */
static void xapian_search(const peer_query *query, peer_collector collector,
                          peer_answer *answer)
{
    bool is_counted = collector == PEER_COUNT || collector == PEER_TOP_10_COUNT;
    Xapian::Enquire enquire(xapian_db);
    enquire.set_query(query_make(query));
    if (collector == PEER_COUNT)
        enquire.set_weighting_scheme(Xapian::BoolWeight());
    else
        enquire.set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 1, 0.75, 0));
    Xapian::MSet found =
        enquire.get_mset(0, peer_collector_k(collector),
                         is_counted ? xapian_db.get_doccount() : 0);
    answer->count = found.get_matches_estimated();
    answer->top_count = 0;
    for (Xapian::MSetIterator hit = found.begin(); hit != found.end(); ++hit)
        answer->top[answer->top_count++] = *hit - 1;
}

/* A question as a query: each piece between blanks by the query parser, for
 * that of 1.4.22 stumbles over Latin, a blank and Han in one text. */
static Xapian::Query question_parse(Xapian::QueryParser &parser,
                                    const char *text, unsigned flags,
                                    bool is_any)
{
    Xapian::Query question;
    std::istringstream pieces(text);
    for (std::string piece; pieces >> piece;)
        question |= parser.parse_query(piece, flags);
    if (is_any)
        return Xapian::Query(Xapian::Query::OP_OR, question.get_terms_begin(),
                             question.get_terms_end());
    return question;
}

/* Xapian's own analysis: "english" is its stemmer over words, "ngram" cuts
 * spans of Han characters into one and two of them (and stems the rest);
 * "ngram-any" asks for any of a question's n-grams, where the query parser
 * would ask for all of a span. */
static void xapian_judge(const char *folder, const char *analysis)
{
    flush_rarely();
    bool is_ngram = strncmp(analysis, "ngram", 5) == 0;
    bool is_any = strcmp(analysis, "ngram-any") == 0;
    Xapian::WritableDatabase db(std::string(folder) + "/xapian",
                                Xapian::DB_CREATE_OR_OVERWRITE);
    Xapian::TermGenerator terms;
    terms.set_stemmer(Xapian::Stem("en"));
    if (is_ngram)
        terms.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
    char *key, *text;
    peer_rows *rows = peer_rows_open(folder, "texts.tsv");
    while (peer_rows_next(rows, &key, &text)) {
        Xapian::Document document;
        terms.set_document(document);
        terms.index_text(text);
        db.replace_document(Xapian::docid(atol(key) + 1), document);
    }
    peer_rows_close(rows);
    db.commit();

    Xapian::QueryParser parser;
    parser.set_stemmer(Xapian::Stem("en"));
    parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
    parser.set_database(db);
    Xapian::Enquire enquire(db);
    rows = peer_rows_open(folder, "questions.tsv");
    while (peer_rows_next(rows, &key, &text)) {
        unsigned flags = is_ngram ? Xapian::QueryParser::FLAG_CJK_NGRAM : 0;
        enquire.set_query(question_parse(parser, text, flags, is_any));
        Xapian::MSet found = enquire.get_mset(0, PEER_TOP_MAX);
        uint32_t rank = 0;
        for (auto hit = found.begin(); hit != found.end(); ++hit)
            peer_hit(key, *hit - 1, ++rank);
    }
    peer_rows_close(rows);
}

int main(int argc, char **argv)
{
    peer_engine engine = {};
    engine.name = "Xapian";
    engine.version = Xapian::version_string;
    engine.build = xapian_build;
    engine.open = xapian_open;
    engine.cannot = xapian_cannot;
    engine.search = xapian_search;
    engine.judge = xapian_judge;
    try {
        return peer_main(argc, argv, &engine);
    } catch (const Xapian::Error &error) {
        peer_die("%s", error.get_description().c_str());
    }
}
