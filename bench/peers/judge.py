#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How well the peers answer with analyses of their own, beside Suo.

usage: judge.py [--peers FOLDER] [--shared FOLDER] [--only TEXT] [--out NAME]

Each judged set of bench/quality.py is indexed by each peer with what is usual
for its language, its questions are asked as "any of the words", and the first
100 documents are scored by eval.py of the shared folder. A document is one
field: title and body, or the body alone where the questions are titles. Writes
NAME.json and NAME.md. README.md tells what the analyses are.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import tables

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import quality  # noqa: E402  the sets, and how Suo's runs are made

# peer, analysis, what it is called, languages it is for
ANALYSES = (
    ("lucene", "smartcn", "Lucene smartcn", "zh"),
    ("lucene", "icu", "Lucene ICU", "zh en"),
    ("lucene", "cjk", "Lucene CJK", "zh"),
    ("lucene", "english", "Lucene English", "en"),
    ("tantivy", "jieba", "tantivy jieba", "zh"),
    ("tantivy", "english", "tantivy stem", "en"),
    ("fts5", "trigram", "FTS5 trigram", "zh en"),
    ("fts5", "unicode61", "FTS5 unicode61", "zh en"),
    ("fts5", "porter", "FTS5 porter", "en"),
    ("xapian", "ngram", "Xapian n-gram", "zh"),
    ("xapian", "ngram-any", "Xapian n-gram, any", "zh"),
    ("xapian", "english", "Xapian stem", "en"),
    ("groonga", "bigram", "Groonga bigram", "zh en"),
    ("groonga", "bigram-tfidf", "Groonga bigram tf-idf", "zh en"),
)
FIGURES = ("nDCG@10", "MRR@10", "R@100")


def language(name):
    return "en" if " en " in " %s " % name.replace("_", " ") else "zh"


def one_line(text):
    return " ".join(text.split())


def write_texts(row, shared, folder):
    """texts.tsv and questions.tsv of a set; the keys by number."""
    _, place, corpus, queries, _, fields = row[:6]
    data = os.path.join(shared, "data", place)
    keys = []
    with open(os.path.join(data, corpus + ".jsonl"), encoding="utf-8") as \
            lines, open(os.path.join(folder, "texts.tsv"), "w",
                        encoding="utf-8") as out:
        for number, line in enumerate(lines):
            document = json.loads(line)
            keys.append(document["id"])
            parts = [document.get("body") or ""]
            if fields != "body":
                parts.insert(0, document.get("title") or "")
            out.write("%d\t%s\n" % (number, one_line(" ".join(parts))))
    with open(os.path.join(data, queries + ".tsv"), encoding="utf-8") as \
            lines, open(os.path.join(folder, "questions.tsv"), "w",
                        encoding="utf-8") as out:
        for line in lines:
            key, text = line.rstrip("\n").split("\t", 1)
            out.write("%s\t%s\n" % (key, one_line(text)))
    return keys


def key_written(key):
    """As in the judgements that quality.encode_ids writes."""
    return "".join("%%%02X" % ord(c) if c.isspace() else c for c in key)


def score(shared, run, judged):
    text = subprocess.run(
        [sys.executable, os.path.join(shared, "eval", "eval.py"), run, judged,
         "--json"], check=True, capture_output=True, text=True).stdout
    found = json.loads(text)
    return {name: found[name] for name in FIGURES}


def judge(peers, shared, row, peer, analysis, folder):
    """The figures of one peer on one set, and its seconds for all of it."""
    keys = write_texts(row, shared, folder)
    judged = os.path.join(folder, "qrels")
    quality.encode_ids(os.path.join(shared, "data", row[1], row[4] + ".tsv"),
                       judged)
    start = time.monotonic()
    text = subprocess.run(
        [os.path.join(peers, "peer-" + peer), "judge", folder, analysis],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True).stdout
    seconds = time.monotonic() - start
    run = os.path.join(folder, "run")
    with open(run, "w", encoding="utf-8") as out:
        for line in text.splitlines():
            words = line.split(" ")
            words[2] = key_written(keys[int(words[2])])
            out.write(" ".join(words) + "\n")
    return dict(score(shared, run, judged), seconds=seconds)


def judge_suo(suo, shared, row):
    with tempfile.TemporaryDirectory() as folder:
        figures = dict(zip(quality.NAMES,
                           quality.measure(suo, shared, row, folder)))
    return {name: figures[name] for name in FIGURES}


def report(results):
    """A table a figure: sets in rows, engines in columns, then means."""
    lines = []
    for figure in FIGURES:
        for label in ("zh", "en"):
            names = ["Suo"] + [a[2] for a in ANALYSES if label in a[3] and any(
                a[2] in found for found in results.values())]
            rows = []
            for name, found in results.items():
                if language(name) != label:
                    continue
                best = max(found[n][figure] for n in names if n in found)
                rows.append([name] + [
                    ("**%.3f**" if found[n][figure] == best else "%.3f")
                    % found[n][figure] if n in found else "-" for n in names])
            if not rows:
                continue
            sets = [f for s, f in results.items() if language(s) == label]
            rows.append(["mean"] + [
                "%.3f" % (sum(f[n][figure] for f in sets) / len(sets))
                if all(n in f for f in sets) else "-" for n in names])
            lines += tables.table([figure + ", " + label] + names, rows)
    return "\n".join(lines)


def write(options, results):
    if options.out:
        with open(options.out + ".json", "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1, ensure_ascii=False)
            file.write("\n")
        with open(options.out + ".md", "w", encoding="utf-8") as file:
            file.write(report(results))


def main():
    root = os.path.join(HERE, os.pardir, os.pardir)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--peers", default=os.path.join(root, "build-peers"))
    parser.add_argument("--shared", default=os.path.join(root, "..", "shared"))
    parser.add_argument("--only", default="", help="sets whose name has it")
    parser.add_argument("--out", help="write NAME.json and NAME.md")
    options = parser.parse_args()
    programs = os.path.join(options.peers, "bin")
    results = {}
    for row in quality.SETS:
        name = row[0]
        if options.only not in name:
            continue
        results[name] = {"Suo": judge_suo(
            os.path.join(options.peers, "suo", "suo"), options.shared, row)}
        for peer, analysis, label, languages in ANALYSES:
            if language(name) not in languages or not os.path.exists(
                    os.path.join(programs, "peer-" + peer)):
                continue
            with tempfile.TemporaryDirectory() as folder:
                results[name][label] = judge(programs, options.shared, row,
                                             peer, analysis, folder)
        print(name, {n: f["nDCG@10"] for n, f in results[name].items()},
              file=sys.stderr, flush=True)
        write(options, results)
    print(report(results))


if __name__ == "__main__":
    main()
