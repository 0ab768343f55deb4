// SPDX-License-Identifier: Apache-2.0
//
// tantivy with analyses of its own, on questions that have judgements:
// "english" is the built-in "en_stem"; "jieba" is the crate tantivy-jieba,
// then lower case and the English stemmer, as its manual shows.
use crate::queries::Collector;
use crate::{Anything, Peer, any_of, document, schema};
use std::fs;
use tantivy::query::Occur;
use tantivy::tokenizer::{Language, LowerCaser, Stemmer, TextAnalyzer};
use tantivy::{Index, IndexWriter};

fn rows(path: String) -> Anything<Vec<(String, String)>> {
    fs::read_to_string(path)?
        .lines()
        .map(|line| {
            let (key, text) = line.split_once('\t').ok_or("no row")?;
            Ok((key.to_string(), text.to_string()))
        })
        .collect()
}

pub fn judge(folder: &str, analysis: &str) -> Anything<()> {
    let name = if analysis == "english" {
        "en_stem"
    } else {
        analysis
    };
    let index = Index::create_in_ram(schema(name));
    if analysis == "jieba" {
        let jieba = TextAnalyzer::builder(tantivy_jieba::JiebaTokenizer::new())
            .filter(LowerCaser)
            .filter(Stemmer::new(Language::English))
            .build();
        index.tokenizers().register("jieba", jieba);
    }
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 1 << 28)?;
    for (number, text) in rows(format!("{folder}/texts.tsv"))? {
        writer.add_document(document(number.parse()?, 0, &text))?;
    }
    writer.commit()?;
    let peer = Peer::open(&index)?;
    let mut analyzer = index.tokenizers().get(name).ok_or("no such analysis")?;
    for (question, text) in rows(format!("{folder}/questions.tsv"))? {
        let mut terms = vec![];
        let mut stream = analyzer.token_stream(&text);
        stream.process(&mut |token| terms.push(token.text.clone()));
        let query = any_of(terms.iter().map(String::as_str), Occur::Should);
        let (_, hits) = peer.search(&*query, Collector::Top100)?;
        for (rank, number) in hits.iter().enumerate() {
            println!("{question} Q0 {number} {} {} peer", rank + 1, 1000 - rank);
        }
    }
    Ok(())
}
