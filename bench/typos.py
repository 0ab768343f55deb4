#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ask the sample help center questions with slips, and the ones meant.

usage: typos.py [--suo PROGRAM] [--half tune|held] [--show]

tests/typos has the questions, half of them to choose constants by (tune), the
others held out (held). S@1: share of
questions whose first hit is wanted, of those meant (clean), of those typed
without and with --typos; recovered: with / clean. meant: share of questions
with slips that --typos corrects to the very one meant. --show prints those
that are not.
"""
import argparse
import json
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(HERE)
ARTICLES = os.path.join(SOURCE, "examples", "helpcenter", "articles.jsonl")


def questions(language, half):
    path = os.path.join(SOURCE, "tests", "typos", language + ".jsonl")
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row for row in rows if half in (None, row["half"])]


def ask(suo, index, texts, *options):
    """The key of the first hit of each text, and what it was meant to ask."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8",
                                     delete=False) as out:
        for number, text in enumerate(texts):
            out.write("%d\t%s\n" % (number, text))
    done = subprocess.run([suo, "search", "--json", "-k", "1", *options,
                           "--queries", out.name, index],
                          check=True, stdout=subprocess.PIPE)
    os.remove(out.name)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return [(answer["hits"][0]["key"] if answer["hits"] else None,
             (answer.get("meant") or {"text": None})["text"])
            for answer in answers]


def share(rows, answers):
    return sum(key in row["want"]
               for row, (key, _) in zip(rows, answers)) / len(rows)


def measure(suo, index, language, half, is_shown):
    rows = questions(language, half)
    clean = ask(suo, index, [row["meant"] for row in rows])
    plain = ask(suo, index, [row["typed"] for row in rows])
    helped = ask(suo, index, [row["typed"] for row in rows], "--typos")
    unharmed = ask(suo, index, [row["meant"] for row in rows], "--typos")
    meant = sum(row["meant"].lower() == (text or "").lower()
                for row, (_, text) in zip(rows, helped)) / len(rows)
    if is_shown:
        for row, (key, text), (was, _) in zip(rows, helped, clean):
            if row["meant"] != text or key not in row["want"]:
                print(row["id"], row["typed"], "->", text, key,
                      "" if was in row["want"] else "(clean fails)")
        for row, (_, text) in zip(rows, unharmed):
            if text is not None:
                print(row["id"], "WRONGED", row["meant"], "->", text)
    values = [share(rows, answers) for answers in (clean, plain, helped)]
    print("%-4s %9d %7.3f %7.3f %7.3f %9.1f %% %5.1f %%" % (
        language, len(rows), *values, 100 * values[2] / values[0],
        100 * meant))
    return values[2] / values[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suo", default="build/suo")
    parser.add_argument("--half", choices=["tune", "held"])
    parser.add_argument("--show", action="store_true")
    own = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = os.path.join(folder, "index")
        subprocess.run([own.suo, "index", "--audience", "public", index,
                        ARTICLES], check=True, stdout=subprocess.DEVNULL)
        print("set  questions   clean   typed --typos  recovered   meant")
        for language in ("zh", "en"):
            measure(own.suo, index, language, own.half, own.show)


if __name__ == "__main__":
    main()
