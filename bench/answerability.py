#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fit and measure the figure of suo_hits_answerability on the judged sets.

usage: answerability.py [--suo PROGRAM] [--shared FOLDER] [--only TEXT]
                        [--asked N] [--json FILE]

Of each set up to N questions are asked in each of four ways (`suo search
--match`):
  answerable  of an index of all documents
  removed     of one without the documents that answer them
  foreign     of one of all documents, questions of the other sets
  chat        likewise, small talk of this file
Right is an answerable question whose first hit is judged an answer; nothing
else is. A hash of its text puts each question into the half that coefficients
are fitted on, or into the half that all that is printed comes from: areas
under the ROC curve of right ones against each way to be wrong, by the built-in
coefficients and by some fitted without the set; what share of the answers is
right where the figure is above a threshold, and of how many questions that is;
and coefficients for src/query/answering.c. There every set weighs the same; in
each one half are answerable questions, a quarter removed, an eighth each
foreign and chat; in the last columns, 8 of 10 are answerable. --json writes it
down for plots.py.
"""
import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import zlib

# name, language, folder, corpus, queries, qrels, fields
SETS = [
    ("stard_zh_law", "zh", "stard_zh_law", "corpus", "queries", "qrels", None),
    ("cmrc2018_zh", "zh", "cmrc2018_zh", "corpus", "queries", "qrels", None),
    ("fecshop_docs_zh title", "zh", "fecshop_docs_zh", "corpus",
     "queries.title", "qrels.title", "body"),
    ("tidb_docs_zh faq", "zh", "tidb_docs_zh", "faq.corpus", "faq.queries",
     "faq.qrels", "body"),
    ("tidb_docs_zh title", "zh", "tidb_docs_zh", "corpus", "queries.title",
     "qrels.title", "body"),
    ("alchemy zh-CN title", "zh", "alchemy_support_zh", "corpus.zh-CN",
     "queries.title_zh-CN", "qrels.title_zh-CN", "body"),
    ("alchemy zh-TW on zh-CN", "zh", "alchemy_support_zh", "corpus.zh-CN",
     "queries.tw_title_to_cn_doc", "qrels.tw_title_to_cn_doc", None),
    ("vue zh title, mixed", "zh", "vue_docs_en_zh", "corpus",
     "queries.title_zh-CN", "qrels.title_zh-CN", "body"),
    ("vue en title, mixed", "en", "vue_docs_en_zh", "corpus",
     "queries.title_en", "qrels.title_en", "body"),
    ("banking77_en", "en", "banking77_en", "corpus", "queries", "qrels", None),
    ("epqa_en_product_qa", "en", "epqa_en_product_qa", "corpus", "queries",
     "qrels", None),
    ("sample help center", "zh", os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..", "examples",
        "helpcenter"), "articles", "questions", "qrels", None),
]
# Measured, all of them, but never fitted on and not in the curves: questions
# that do not name the product they ask about, so that the same words about
# another are judged wrong; and a few questions of ours, some in English.
UNFITTED = ("epqa_en_product_qa", "sample help center")
HALF = {"answerable": 1 / 2, "removed": 1 / 4, "foreign": 1 / 8,
        "chat": 1 / 8}
MOST = {"answerable": 8 / 10, "removed": 1 / 10, "foreign": 1 / 20,
        "chat": 1 / 20}
CHAT = {
    "zh": """你好
在吗
你是机器人吗
今天天气怎么样
给我讲个笑话
你叫什么名字
谢谢你的帮助
晚安
我今天心情不好
你会唱歌吗
中午吃什么好
帮我写一首关于春天的诗
北京到上海的高铁要多久
谁是世界上最高的人
红烧肉怎么做才好吃
明天会下雨吗
你喜欢看电影吗
推荐一部好看的小说
一加一等于几
我想找人聊聊天
周末去哪里玩比较好
怎么学好英语
猫为什么喜欢睡觉
足球比赛几点开始
我女朋友生气了怎么办
你多大了
月亮离地球有多远
怎么减肥最快
今天星期几
祝你新年快乐""",
    "en": """hello there
how are you today
are you a robot
tell me a joke
what is the weather like tomorrow
who won the football game last night
good night and sweet dreams
can you sing a song for me
what should I cook for dinner
write a poem about autumn leaves
how far away is the moon
what is the meaning of life
my cat keeps me awake all night
recommend a good novel
what time is it in Tokyo
I am so bored right now
do you like pizza
who is the tallest man in the world
how do I learn to play the guitar
thank you very much for your help
why is the sky blue
which team will win the league
what is two plus two
how old are you
I had a bad day at school
is it going to rain this weekend
what does my horoscope say
how do birds know where to fly
happy new year
let us talk about something else""",
}
# The shares of `suo search --match --json` that the model takes.
FEATURES = ("share", "lead", "title_fit", "in_row", "information",
            "unknown_share")
STEPS = [step / 20 for step in range(20)]


def half_of(text):
    """0: to fit on; 1: to measure on."""
    return zlib.crc32(text.encode("utf-8")) >> 8 & 1


# ---- asking ----

def read_tsv(path):
    with open(path, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


class Set:
    """A judged set: its questions, what answers them."""

    def __init__(self, row, data):
        (self.name, self.lang, folder, corpus, queries, qrels,
         self.fields) = row
        self.folder = folder
        self.corpus = os.path.join(data, folder, corpus + ".jsonl")
        self.answers = {}
        for number, doc, grade in read_tsv(
                os.path.join(data, folder, qrels + ".tsv")):
            if int(grade) > 0:
                self.answers.setdefault(number, set()).add(doc)
        # In a random order, the same each time.
        self.questions = sorted(
            ((number, text) for number, text in read_tsv(
                os.path.join(data, folder, queries + ".tsv"))
             if number in self.answers),
            key=lambda question: zlib.crc32(question[1].encode("utf-8")))

    def remove(self):
        """Documents to remove, half of all answers: those of whole questions,
        one after the other."""
        limit = len(set().union(*self.answers.values())) / 2
        removed = set()
        for number, _ in self.questions:
            if len(removed | self.answers[number]) <= limit:
                removed |= self.answers[number]
        return removed

    def write_rest(self, path, removed):
        with open(self.corpus, encoding="utf-8") as lines, \
                open(path, "w", encoding="utf-8") as out:
            for line in lines:
                if json.loads(line)["id"] not in removed:
                    out.write(line)


def ask(suo, index, fields, questions, folder):
    """The first hit's key (or None) and the answerability of each text."""
    path = os.path.join(folder, "questions.tsv")
    with open(path, "w", encoding="utf-8") as out:
        for at, text in enumerate(questions):
            out.write("%d\t%s\n" % (at, text))
    command = [suo, "search", "--json", "--match", "-k", "1", "--no-total",
               "--queries", path] + (["--in", fields] if fields else [])
    done = subprocess.run(command + [index], stdout=subprocess.PIPE,
                          check=True)
    for line in done.stdout.decode("utf-8").splitlines():
        answer = json.loads(line)
        hits = answer["hits"]
        yield hits[0]["key"] if hits else None, answer["answerability"]


def index_file(suo, index, path):
    if not os.path.exists(index):
        subprocess.run([suo, "index", "--quiet", index, path], check=True)


def measure_kind(suo, own, index, kind, questions, folder):
    """A row for each question: (number or None, text)."""
    answers = ask(suo, index, own.fields, [text for _, text in questions],
                  folder)
    for (number, text), (key, told) in zip(questions, answers):
        yield {"set": own.name, "lang": own.lang, "kind": kind,
               "half": half_of(text), "told": told,
               "right": kind == "answerable" and key in own.answers[number]}


def measure(suo, own, others, asked, folder):
    """All rows of one set."""
    whole = os.path.join(folder, os.path.basename(own.folder) +
                         os.path.basename(own.corpus))
    rest = os.path.join(folder, "rest " + own.name)
    removed = own.remove()
    own.write_rest(rest + ".jsonl", removed)
    index_file(suo, whole, own.corpus)
    index_file(suo, rest, rest + ".jsonl")
    foreign = [(None, text) for other in others
               if other.folder != own.folder and other.lang == own.lang
               for _, text in other.questions[:asked]]
    random.Random(7).shuffle(foreign)
    kinds = (("answerable", whole, own.questions),
             ("removed", rest, [question for question in own.questions
                                if own.answers[question[0]] <= removed]),
             ("foreign", whole, foreign),
             ("chat", whole, [(None, text) for text in
                              CHAT[own.lang].splitlines()]))
    return [row for kind, index, questions in kinds
            for row in measure_kind(suo, own, index, kind, questions[:asked],
                                    folder)]


# ---- the model ----

def features_of(told):
    """As src/query/answering.c takes them."""
    return [1.0] + [math.log1p(told[name]) if name == "information"
                    else told[name] for name in FEATURES]


def weigh(rows, shares=HALF):
    """What each row counts, so that sets and kinds have their shares."""
    counts = {}
    for row in rows:
        place = row["set"], row["kind"]
        counts[place] = counts.get(place, 0) + 1
    return [shares[row["kind"]] / counts[row["set"], row["kind"]]
            for row in rows]


def solve(matrix, vector):
    """By Gauss and Jordan; the matrix is positive definite."""
    size = len(vector)
    rows = [list(row) + [value] for row, value in zip(matrix, vector)]
    for at in range(size):
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(size):
            if other != at:
                factor = rows[other][at]
                rows[other] = [a - factor * b
                               for a, b in zip(rows[other], rows[at])]
    return [row[size] for row in rows]


def logistic(value):
    return 1 / (1 + math.exp(-value))


def fit(rows, rounds=8, ridge=1e-3):
    """Coefficients of the likeliest logistic model, by Newton's method."""
    weights = weigh(rows)
    points = [features_of(row["told"]) for row in rows]
    size = len(points[0])
    model = [0.0] * size
    for _ in range(rounds):
        gradient = [-ridge * value for value in model]
        matrix = [[ridge if i == j else 0.0 for j in range(size)]
                  for i in range(size)]
        for row, weight, point in zip(rows, weights, points):
            likely = logistic(sum(a * b for a, b in zip(model, point)))
            slope = weight * likely * (1 - likely)
            for i in range(size):
                gradient[i] += weight * (row["right"] - likely) * point[i]
                for j in range(size):
                    matrix[i][j] += slope * point[i] * point[j]
        model = [a + b for a, b in zip(model, solve(matrix, gradient))]
    return model


def figure_by(model, told):
    if "tier" not in told:  # there is no hit
        return 0.0
    return logistic(sum(a * b for a, b in zip(model, features_of(told))))


# ---- what it is worth ----

def auc(good, bad):
    """How often a good one is above a bad one; equal ones count half."""
    if not good or not bad:
        return float("nan")
    both = sorted([(value, 1) for value in good] +
                  [(value, 0) for value in bad])
    above, at, below = 0.0, 0, 0
    while at < len(both):
        end = at
        while end < len(both) and both[end][0] == both[at][0]:
            end += 1
        ones = sum(kind for _, kind in both[at:end])
        zeros = end - at - ones
        above += ones * (below + zeros / 2)
        below += zeros
        at = end
    return above / len(good) / len(bad)


def areas(rows, figures):
    """By way to be wrong; last, all answerable against foreign ones."""
    def those(test):
        return [figure for row, figure in zip(rows, figures) if test(row)]
    right = those(lambda row: row["right"])
    found = {kind: auc(right, those(lambda row: row["kind"] == kind))
             for kind in ("foreign", "chat", "removed")}
    found["wrong"] = auc(right, those(lambda row: row["kind"] == "answerable"
                                      and not row["right"]))
    found["all"] = auc(those(lambda row: row["kind"] == "answerable"),
                       those(lambda row: row["kind"] == "foreign"))
    return found


def curve(rows, figures, shares):
    """[(threshold, precision, share of all questions answered, share of
    those that have an answer, answered right)]."""
    weights = weigh(rows, shares)
    total = sum(weights)
    able = sum(weight for row, weight in zip(rows, weights)
               if row["kind"] == "answerable")
    points = []
    for step in STEPS:
        taken = [(row["right"], weight) for row, weight, figure in
                 zip(rows, weights, figures) if figure >= step]
        answered = sum(weight for _, weight in taken)
        right = sum(weight for is_right, weight in taken if is_right)
        if answered > 0:
            points.append((step, right / answered, answered / total,
                           right / able))
    return points


def print_areas(title, found):
    print("| %s | %s |" % (title, " | ".join(
        "%.3f" % found[kind] for kind in
        ("foreign", "chat", "removed", "wrong", "all"))), flush=True)


def report_areas(rows, fit_on, out):
    print("| set | foreign | chat | removed | wrong hit | all, foreign |\n"
          "|---|---|---|---|---|---|")
    for name in dict.fromkeys(row["set"] for row in rows):
        own = [row for row in rows if row["set"] == name]
        print_areas(name, areas(own, [row["told"]["figure"] for row in own]))
        others = [row for row in fit_on if row["set"] != name]
        if others and name not in UNFITTED:
            model = fit(others)
            print_areas(name + ", fitted without it", areas(
                own, [figure_by(model, row["told"]) for row in own]))
    for lang in ("zh", "en", None):
        own = [row for row in rows if lang in (None, row["lang"])]
        label = lang or "pooled"
        out["areas"][label] = areas(own, [row["told"]["figure"]
                                          for row in own])
        print_areas(label, out["areas"][label])


def report_curves(rows, out):
    for label, lang, shares in (("zh", "zh", HALF), ("en", "en", HALF),
                                ("pooled", None, HALF), ("most", None, MOST)):
        own = [row for row in rows if lang in (None, row["lang"])]
        out["curve"][label] = curve(own, [row["told"]["figure"]
                                          for row in own], shares)
    print("\n| figure at least | zh: precision | answered | en | answered | "
          "both | answered | 8 of 10 have an answer | answered |\n"
          "|---|---|---|---|---|---|---|---|---|")
    by_step = [{point[0]: point for point in out["curve"][label]}
               for label in ("zh", "en", "pooled", "most")]
    for step in STEPS:
        points = [part.get(step, (step, math.nan, 0)) for part in by_step]
        print("| %.2f | %s |" % (step, " | ".join(
            "%.2f | %.2f" % point[1:3] for point in points)))


def report(rows, out):
    """Print it; 'out' receives what the plot is drawn from."""
    rated = [row for row in rows if row["set"] not in UNFITTED]
    fit_on = [row for row in rated if row["half"] == 0]
    report_areas([row for row in rows if row["half"] == 1 or
                  row["set"] in UNFITTED], fit_on, out)
    report_curves([row for row in rated if row["half"] == 1], out)
    if fit_on:
        print("\ncoefficients: " + ", ".join("%.2f" % value
                                             for value in fit(fit_on)))


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--suo", default="suo")
    parser.add_argument("--shared",
                        default=os.path.join(here, "..", "..", "shared"))
    parser.add_argument("--only", default="")
    parser.add_argument("--asked", type=int, default=500, metavar="N")
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    data = os.path.join(options.shared, "data")
    if not os.path.isdir(data):
        sys.exit("answerability.py: no judged sets in %s (--shared FOLDER)"
                 % options.shared)
    sets = [Set(row, data) for row in SETS]
    out = {"areas": {}, "curve": {}}
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for own in sets if options.only in own.name
                for row in measure(options.suo, own, sets, options.asked,
                                   folder)]
    report(rows, out)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(out, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
