// SPDX-License-Identifier: Apache-2.0
//
// queries.tsv, and the order of a replay, which is that of every peer.
use crate::Anything;
use std::fs;

#[derive(Clone, Copy)]
pub enum Kind {
    Or,
    And,
    Phrase,
    Prefix,
}

pub struct Query {
    pub class: String,
    pub kind: Kind,
    pub filter_below: u64, // 100: no filter
    pub terms: Vec<String>,
}

#[derive(Clone, Copy)]
pub enum Collector {
    Top10,
    Top100,
    Count,
    Top10Count,
}

impl Collector {
    pub fn named(name: &str) -> Anything<Collector> {
        Ok(match name {
            "TOP_10" => Collector::Top10,
            "TOP_100" => Collector::Top100,
            "COUNT" => Collector::Count,
            "TOP_10_COUNT" => Collector::Top10Count,
            _ => return Err(format!("unknown collector: {name}").into()),
        })
    }
}

pub fn read_queries(path: &str) -> Anything<Vec<Query>> {
    let mut queries = vec![];
    for line in fs::read_to_string(path)?.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [class, kind, filter_below, terms] = columns[..] else {
            return Err(format!("no query: {line}").into());
        };
        queries.push(Query {
            class: class.to_string(),
            kind: match kind {
                "OR" => Kind::Or,
                "AND" => Kind::And,
                "PHRASE" => Kind::Phrase,
                "PREFIX" => Kind::Prefix,
                _ => return Err(format!("unknown: {kind}").into()),
            },
            filter_below: filter_below.parse()?,
            terms: terms.split(' ').map(str::to_string).collect(),
        });
    }
    Ok(queries)
}

fn splitmix64(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e3779b97f4a7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d049bb133111eb);
    z ^ (z >> 31)
}

/// The numbers below 'count', shuffled by Fisher and Yates.
pub fn order(count: usize, mut seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for i in (1..count).rev() {
        order.swap(i, (splitmix64(&mut seed) % (i as u64 + 1)) as usize);
    }
    order
}
