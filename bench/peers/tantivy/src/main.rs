// SPDX-License-Identifier: Apache-2.0
//
// tantivy as a peer; ../README.md says what the program does.
//
// TopDocs ordered by score prunes by block-max WAND on its own. k1, b and idf
// cannot be set; they are 1.2, 0.75 and Lucene's. A document's number and its
// filter are fast fields, the recommended place for both; nothing is stored.
mod judge;
mod queries;

use cpu_time::ThreadTime;
use queries::{Collector, Kind, Query as Asked, order, read_queries};
use std::fs;
use std::io::{self, BufRead, Write};
use std::ops::Bound;
use std::time::Instant;
use tantivy::collector::{Count, TopDocs};
use tantivy::columnar::Column;
use tantivy::indexer::NoMergePolicy;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query, RangeQuery,
    TermQuery,
};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::WhitespaceTokenizer;
use tantivy::{DocAddress, Index, IndexWriter, Searcher, TantivyDocument, Term};

pub type Anything<T> = Result<T, Box<dyn std::error::Error>>;

/// Fields in the order of their numbers: body, number, filter.
pub fn schema(tokenizer: &str) -> Schema {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    schema.add_text_field(
        "body",
        TextOptions::default().set_indexing_options(indexing),
    );
    schema.add_u64_field("number", FAST);
    schema.add_u64_field("filter", FAST);
    schema.build()
}

fn body() -> Field {
    Field::from_field_id(0)
}

pub fn document(number: u64, filter: u64, text: &str) -> TantivyDocument {
    let mut made = TantivyDocument::default();
    made.add_text(body(), text);
    made.add_u64(Field::from_field_id(1), number);
    made.add_u64(Field::from_field_id(2), filter);
    made
}

/// One thread, one commit a segment; to get one, all are merged.
fn build(folder: &str, path: &str, segments: usize) -> Anything<()> {
    let start = Instant::now();
    let corpus = fs::read_to_string(format!("{folder}/corpus.tsv"))?;
    let documents = corpus.lines().count();
    fs::create_dir(path)?;
    let index = Index::create_in_dir(path, schema("whitespace"))?;
    index
        .tokenizers()
        .register("whitespace", WhitespaceTokenizer::default());
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 1 << 30)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    for (done, line) in corpus.lines().enumerate() {
        let mut columns = line.splitn(3, '\t');
        let mut column = || columns.next().ok_or("no document");
        writer.add_document(document(column()?.parse()?, column()?.parse()?, column()?))?;
        if (done + 1) % (documents / segments + 1) == 0 {
            writer.commit()?;
        }
    }
    writer.commit()?;
    let ids = index.searchable_segment_ids()?;
    if segments == 1 && ids.len() > 1 {
        writer.merge(&ids).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    println!(
        "{{\"seconds\": {:.3}, \"documents\": {documents}, \"version\": \"{}\"}}",
        start.elapsed().as_secs_f64(),
        version()
    );
    Ok(())
}

fn version() -> String {
    let text = tantivy::version_string();
    text.split([' ', ','])
        .nth(1)
        .unwrap_or(text)
        .trim_start_matches('v')
        .to_string()
}

/// An open index.
pub struct Peer {
    searcher: Searcher,
    numbers: Vec<Column<u64>>, // of each segment
}

impl Peer {
    pub fn open(index: &Index) -> Anything<Peer> {
        let searcher = index.reader()?.searcher();
        let numbers = searcher
            .segment_readers()
            .iter()
            .map(|segment| segment.fast_fields().u64("number"))
            .collect::<Result<_, _>>()?;
        Ok(Peer { searcher, numbers })
    }

    fn numbers(&self, hits: Vec<(f32, DocAddress)>) -> Vec<u64> {
        let number = |(_, hit): (f32, DocAddress)| {
            self.numbers[hit.segment_ord as usize]
                .first(hit.doc_id)
                .unwrap_or(u64::MAX)
        };
        hits.into_iter().map(number).collect()
    }

    /// The count, if the collector counts, and the numbers of the best.
    pub fn search(&self, query: &dyn Query, collector: Collector) -> Anything<(usize, Vec<u64>)> {
        let top = |k| TopDocs::with_limit(k).order_by_score();
        Ok(match collector {
            Collector::Top10 => (0, self.numbers(self.searcher.search(query, &top(10))?)),
            Collector::Top100 => (0, self.numbers(self.searcher.search(query, &top(100))?)),
            Collector::Count => (query.count(&self.searcher)?, vec![]),
            Collector::Top10Count => {
                let (count, hits) = self.searcher.search(query, &(Count, top(10)))?;
                (count, self.numbers(hits))
            }
        })
    }
}

pub fn any_of<'a>(terms: impl Iterator<Item = &'a str>, occur: Occur) -> Box<dyn Query> {
    let clauses: Vec<(Occur, Box<dyn Query>)> = terms
        .map(|term| {
            let term = Term::from_field_text(body(), term);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            (occur, Box::new(query) as Box<dyn Query>)
        })
        .collect();
    Box::new(BooleanQuery::new(clauses))
}

fn make_query(asked: &Asked) -> Box<dyn Query> {
    let terms = || {
        asked
            .terms
            .iter()
            .map(|term| Term::from_field_text(body(), term))
    };
    let names = asked.terms.iter().map(String::as_str);
    let query: Box<dyn Query> = match asked.kind {
        Kind::Phrase if asked.terms.len() > 1 => Box::new(PhraseQuery::new(terms().collect())),
        Kind::Prefix => {
            let mut prefix = PhrasePrefixQuery::new(terms().collect());
            prefix.set_max_expansions(u32::MAX);
            Box::new(prefix)
        }
        _ if asked.terms.len() == 1 => Box::new(TermQuery::new(
            Term::from_field_text(body(), &asked.terms[0]),
            IndexRecordOption::WithFreqs,
        )),
        Kind::And => any_of(names, Occur::Must),
        _ => any_of(names, Occur::Should),
    };
    if asked.filter_below == 100 {
        return query;
    }
    let below = Term::from_field_u64(Field::from_field_id(2), asked.filter_below);
    let range = RangeQuery::new(Bound::Unbounded, Bound::Excluded(below));
    let filter = ConstScoreQuery::new(Box::new(range), 0.0); // it must not score
    Box::new(BooleanQuery::new(vec![
        (Occur::Must, query),
        (Occur::Must, Box::new(filter)),
    ]))
}

fn run(
    peer: &Peer,
    queries: &[Asked],
    collector: Collector,
    seed: u64,
    class: Option<&str>,
) -> Anything<String> {
    let mut ns = vec![-1; queries.len()];
    for i in order(queries.len(), seed) {
        if class.is_some_and(|name| name != queries[i].class) {
            continue;
        }
        let (start_used, start) = (ThreadTime::now(), Instant::now());
        let query = make_query(&queries[i]);
        std::hint::black_box(peer.search(&*query, collector)?);
        let passed = start.elapsed();
        ns[i] = passed.min(start_used.elapsed()).as_nanos() as i64;
    }
    Ok(format!("{{\"ns\": {ns:?}}}"))
}

fn answers(peer: &Peer, queries: &[Asked], collector: Collector) -> Anything<String> {
    let mut rows = vec![];
    for query in queries {
        let (count, top) = peer.search(&*make_query(query), collector)?;
        rows.push(format!("\n[{count}, {top:?}]"));
    }
    Ok(format!("{{\"answers\": [{}]}}\n.", rows.join(",")))
}

fn serve(path: &str, queries: &str) -> Anything<()> {
    let index = Index::open_in_dir(path)?;
    let peer = Peer::open(&index)?;
    let queries = read_queries(queries)?;
    println!(
        "{{\"name\": \"tantivy\", \"version\": \"{}\", \"queries\": {}}}",
        version(),
        queries.len()
    );
    io::stdout().flush()?;
    for line in io::stdin().lock().lines() {
        let line = line?;
        let mut words = line.split(' ');
        let verb = words.next().unwrap_or_default();
        let collector = Collector::named(words.next().unwrap_or_default())?;
        let answer = match verb {
            "answers" => answers(&peer, &queries, collector)?,
            "run" => {
                let seed = words.next().unwrap_or("1").parse()?;
                run(&peer, &queries, collector, seed, words.next())?
            }
            _ => return Err(format!("unknown command: {verb}").into()),
        };
        println!("{answer}");
        io::stdout().flush()?;
    }
    Ok(())
}

fn main() -> Anything<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["build", folder, index] => build(folder, index, 1),
        ["build", folder, index, "--segments", count] => build(folder, index, count.parse()?),
        ["serve", index, queries] => serve(index, queries),
        ["judge", folder, analysis] => judge::judge(folder, analysis),
        _ => Err("usage: peer-tantivy build FOLDER INDEX [--segments N] | \
                  serve INDEX QUERIES | judge FOLDER ANALYSIS"
            .into()),
    }
}
