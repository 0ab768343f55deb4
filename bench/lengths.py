#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare how many words texts have with how many their translations have.

usage: lengths.py [--suo PROGRAM] [--shared FOLDER] [--pages N]

Of each set, up to N pages (default: 5000) that are there in English and in
Chinese, drawn evenly. Words are those of `suo tokens` that are no stop words.
'ratio' is the words of the Chinese pages by those of the English ones; a
'share' of each Han word would make them equal. Needs the tool zstd.
"""
import argparse
import json
import os
import subprocess
import tempfile

from texts import lines_of

LEAST = 20  # words of a page


def pages_of(path):
    for line in lines_of(path):
        record = json.loads(line)
        yield record["id"], " ".join(record["body"].split())


def marked_pairs(path):
    """Pages of one file, whose ids tell the language."""
    pages = dict(pages_of(path))
    for key, text in pages.items():
        other = pages.get("zh-CN:" + key[3:])
        if key.startswith("en:") and other:
            yield text, other


def named_pairs(english, chinese):
    """Pages of two files, by their ids."""
    pages = dict(pages_of(english))
    for key, text in pages_of(chinese):
        if key in pages:
            yield pages[key], text


def count(suo, texts):
    """Words of each text that are no stop words: (of Han, others)."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt",
                                     encoding="utf-8") as out:
        out.writelines(text + "\n" for text in texts)
        out.flush()
        with subprocess.Popen([suo, "tokens", "--json", out.name],
                              stdout=subprocess.PIPE) as tokens:
            for line in tokens.stdout:
                words = [token["han"] for token in json.loads(line)
                         if token["kind"] == "word" and not token["stop"]]
                yield sum(words), len(words) - sum(words)
        if tokens.returncode != 0:
            raise SystemExit("suo tokens failed")


def measure(suo, name, pairs, most):
    pairs = list(pairs)
    pairs = pairs[::max(1, len(pairs) // most)]
    english = [sum(own) for own in count(suo, [en for en, _ in pairs])]
    chinese = list(count(suo, [zh for _, zh in pairs]))
    kept = [(en, zh) for en, zh in zip(english, chinese)
            if en >= LEAST and zh[0] >= LEAST]
    words = sum(en for en, _ in kept)
    han = sum(zh[0] for _, zh in kept)
    others = sum(zh[1] for _, zh in kept)
    print("| %s | %d | %d | %d | %d | %.3f | %.3f |" % (
        name, len(kept), words, han, others, (han + others) / words,
        (words - others) / han))


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    source = os.path.dirname(here)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--suo", default=os.path.join(source, "build", "suo"))
    parser.add_argument("--shared",
                        default=os.path.join(source, "..", "shared"))
    parser.add_argument("--pages", type=int, default=5000)
    args = parser.parse_args()
    scale = os.path.join(args.shared, "data", "scale")
    print("| set | pages | English words | Han words | others there "
          "| ratio | share |\n|---|---|---|---|---|---|---|")
    measure(args.suo, "win32 docs",
            named_pairs(os.path.join(scale, "win32_docs_en.jsonl.zst"),
                        os.path.join(scale, "win32_docs_zhtw.jsonl.zst")),
            args.pages)
    measure(args.suo, "python docs",
            marked_pairs(os.path.join(scale, "python_docs_en_zh.jsonl.zst")),
            args.pages)
    measure(args.suo, "vue docs",
            marked_pairs(os.path.join(args.shared, "data", "vue_docs_en_zh",
                                      "corpus.jsonl")), args.pages)


if __name__ == "__main__":
    main()
