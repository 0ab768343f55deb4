#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Index the judged sets, ask their questions, print one table.

usage: quality.py [--suo PROGRAM] [--shared FOLDER] [--only TEXT] [--json]

Each set is indexed with `suo index`, its questions are asked with
`suo search --queries --trec`, and the run is scored by eval.py of the shared
folder. Known-item sets (questions made from titles) search the body only.
The last columns are the targets of columns 2 and 3 and what is missing to
each. --set goes to `suo index`: `--set adjacency=0 --set title_coverage=0`
measures the first phase alone.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

# name, corpus, queries, qrels, fields, and MRR/nDCG/R@100/S@1 of column 2 and 3
SETS = [
    ("stard_zh_law", "stard_zh_law", "corpus", "queries", "qrels", None,
     (.490, .474, .777, .400),
     (.490, .474, .777, .400)),
    ("cmrc2018_zh", "cmrc2018_zh", "corpus", "queries", "qrels", None,
     (.988, .991, 1.00, .980),
     (.993, .994, 1.00, .989)),
    ("fecshop_docs_zh title", "fecshop_docs_zh", "corpus", "queries.title",
     "qrels.title", "body", (.713, .780, .999, .570),
     (.733, .796, .999, .597)),
    ("tidb_docs_zh faq", "tidb_docs_zh", "faq.corpus", "faq.queries",
     "faq.qrels", "body", (.803, .832, .988, .740),
     (.810, .836, .988, .752)),
    ("tidb_docs_zh title", "tidb_docs_zh", "corpus", "queries.title",
     "qrels.title", "body", (.784, .830, .997, .665),
     (.809, .850, .997, .700)),
    ("alchemy zh-CN title", "alchemy_support_zh", "corpus.zh-CN",
     "queries.title_zh-CN", "qrels.title_zh-CN", "body",
     (.641, .689, .954, .527),
     (.643, .691, .954, .533)),
    ("alchemy zh-TW title", "alchemy_support_zh", "corpus.zh-TW",
     "queries.title_zh-TW", "qrels.title_zh-TW", "body",
     (.649, .697, .957, .540),
     (.648, .697, .956, .540)),
    ("alchemy zh-TW on zh-CN", "alchemy_support_zh", "corpus.zh-CN",
     "queries.tw_title_to_cn_doc", "qrels.tw_title_to_cn_doc", None,
     (.621, .668, .952, .524),
     (.741, .777, .978, .663)),
    ("vue zh title, mixed", "vue_docs_en_zh", "corpus", "queries.title_zh-CN",
     "qrels.title_zh-CN", "body", (.432, .502, .895, .268),
     (.432, .502, .895, .268)),
    ("vue en title, mixed", "vue_docs_en_zh", "corpus", "queries.title_en",
     "qrels.title_en", "body", (.548, .602, .917, .435),
     (.556, .608, .917, .445)),
    ("banking77_en", "banking77_en", "corpus", "queries", "qrels", None,
     (.869, .708, .291, .815),
     (.869, .708, .291, .815)),
    ("epqa_en_product_qa", "epqa_en_product_qa", "corpus", "queries", "qrels",
     None, (.609, .505, .789, .503),
     (.609, .505, .789, .503)),
]
NAMES = ("MRR@10", "nDCG@10", "R@100", "S@1")


def encode_ids(source, target):
    """Copy judgements; white space in ids becomes %XX, as in suo's runs."""
    with open(source, encoding="utf-8") as lines, \
            open(target, "w", encoding="utf-8") as out:
        for line in lines:
            qid, doc, grade = line.rstrip("\n").split("\t")
            doc = "".join("%%%02X" % ord(c) if c.isspace() else c
                          for c in doc)
            out.write("\t".join((qid, doc, grade)) + "\n")


def measure(suo, shared, row, folder, settings=()):
    """The four figures of one set."""
    _, place, corpus, queries, qrels, fields, _, _ = row
    data = os.path.join(shared, "data", place)
    index = os.path.join(folder, place + "." + corpus)
    if not os.path.exists(index):
        subprocess.run([suo, "index", "--quiet"] +
                       ["--set=" + setting for setting in settings] +
                       [index, os.path.join(data, corpus + ".jsonl")],
                       check=True)
    run = os.path.join(folder, "run")
    judged = os.path.join(folder, "qrels")
    encode_ids(os.path.join(data, qrels + ".tsv"), judged)
    command = [suo, "search", index, "-k", "100", "--trec", "--queries",
               os.path.join(data, queries + ".tsv")]
    if fields:
        command += ["--in", fields]
    with open(run, "w") as out:
        subprocess.run(command, stdout=out, check=True)
    text = subprocess.run(
        [sys.executable, os.path.join(shared, "eval", "eval.py"), run,
         judged, "--json"],
        check=True, capture_output=True, text=True).stdout
    found = json.loads(text)
    return [found[name] for name in NAMES]


def compare(found, target):
    """The target, and how much the worst figure is short of it."""
    short = min(f - t for f, t in zip(found, target))
    return "%s | %s" % ("/".join("%.3f" % t for t in target),
                        "-" if short >= 0 else "%.3f" % -short)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--suo", default="suo")
    parser.add_argument("--shared",
                        default=os.path.join(here, "..", "..", "shared"))
    parser.add_argument("--only", default="")
    parser.add_argument("--set", action="append", default=[], dest="settings",
                        metavar="KEY=NUMBER")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not os.path.isdir(os.path.join(options.shared, "data")):
        sys.exit("quality.py: no judged sets in %s (--shared FOLDER)"
                 % options.shared)
    rows = [row for row in SETS if options.only in row[0]]
    results = {}
    if not options.json:
        print("| set | MRR@10 | nDCG@10 | R@100 | S@1 | column 2 | short of it "
              "| column 3 | short of it |")
        print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for row in rows:
            found = measure(options.suo, options.shared, row, folder,
                            options.settings)
            results[row[0]] = dict(zip(NAMES, found))
            if options.json:
                continue
            print("| %s | %s | %s | %s |" % (
                row[0], " | ".join("%.3f" % f for f in found),
                compare(found, row[6]), compare(found, row[7])), flush=True)
    if options.json:
        print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
