#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write zh.txt, han.txt and en.txt, texts to measure the tokenizer on.

usage: texts.py [--shared FOLDER] --out FOLDER

Titles and bodies of help texts, encyclopedia and law, one a line, from several
sets of the shared data, each up to its share, in the order of its file: the
same bytes in every run. han.txt has the lines of zh.txt with at most one
character of ASCII in 20. Needs the tool zstd.
"""
import argparse
import io
import json
import os
import subprocess
import sys

# Language of the text, set, languages taken of it, bytes of its share.
SETS = [
    ("zh", "alchemy_support_zh/corpus.zh-CN.jsonl", ("zh-CN",), 1500000),
    ("zh", "fecshop_docs_zh/corpus.jsonl", ("zh-CN",), 1500000),
    ("zh", "tidb_docs_zh/corpus.jsonl", ("zh-CN",), 1500000),
    ("zh", "vue_docs_en_zh/corpus.jsonl", ("zh-CN",), 1500000),
    ("zh", "cmrc2018_zh/corpus.jsonl", None, 1500000),
    ("zh", "stard_zh_law/corpus.jsonl", None, 1500000),
    ("en", "vue_docs_en_zh/corpus.jsonl", ("en",), 1500000),
    ("en", "banking77_en/corpus.jsonl", ("en",), 1500000),
    ("en", "epqa_en_product_qa/corpus.jsonl", ("en",), 1500000),
    ("en", "scale/win32_docs_en.jsonl.zst", None, 1000000),
]


def lines_of(path):
    """The lines of a file, packed or not."""
    if not path.endswith(".zst"):
        with open(path, encoding="utf-8") as lines:
            yield from lines
        return
    with subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as unpacker:
        # The reader stops when it has its share: no failure of zstd.
        yield from io.TextIOWrapper(unpacker.stdout, encoding="utf-8")


def take(path, langs, share, out):
    """Add one set's share to 'out'; returns its bytes."""
    written = 0
    for line in lines_of(path):
        record = json.loads(line)
        if langs is not None and record.get("lang") not in langs:
            continue
        text = " ".join((record["title"] + " " + record["body"]).split())
        data = (text + "\n").encode("utf-8")
        if written + len(data) > share:
            break
        out.write(data)
        written += len(data)
    return written


def keep_han(source, target):
    """Write the lines that are nearly all Han; returns their bytes."""
    written = 0
    with open(source, encoding="utf-8") as lines, \
            open(target, "w", encoding="utf-8") as out:
        for line in lines:
            if sum(c < "\x80" for c in line) * 20 <= len(line):
                written += len(line.encode("utf-8"))
                out.write(line)
    return written


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shared",
                        default=os.path.join(here, "..", "..", "shared"))
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    data = os.path.join(options.shared, "data")
    if not os.path.isdir(data):
        sys.exit("texts.py: no data in %s (--shared FOLDER)" % options.shared)
    os.makedirs(options.out, exist_ok=True)
    for name in ("zh", "en"):
        with open(os.path.join(options.out, name + ".txt"), "wb") as out:
            for language, place, langs, share in SETS:
                if language == name:
                    print("%s.txt: %9d bytes of %s" % (
                        name, take(os.path.join(data, place), langs, share,
                                   out), place))
    zh, han = (os.path.join(options.out, name) for name in
               ("zh.txt", "han.txt"))
    print("han.txt: %9d bytes of zh.txt" % keep_han(zh, han))


if __name__ == "__main__":
    main()
