#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Suo beside its peers: the same words, the same queries, in turns.

usage: compare.py [--quick] [--peers FOLDER] [--shared FOLDER] [--out NAME]

Exports a Chinese and an English corpus (with --quick one that suo-bench makes
itself), lets every peer that setup.sh built index them, holds all answers
against an exact oracle, then replays the queries in turns and writes
NAME.json and NAME.md. README.md beside this file says what is measured.
Ends with 1 if an engine counts wrong.
"""
import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time

import engines
import tables

CLASSES = (
    "term_high", "term_mid", "term_low", "or_2", "or_4", "or_8", "or_2_high",
    "or_title", "or_stops", "and_2", "and_4", "and_8", "and_2_high",
    "phrase_2", "phrase_3", "prefix_3", "or_2_filter_1", "or_2_filter_20",
    "or_2_filter_80", "and_2_filter_5")
ALL = ("TOP_10", "TOP_100", "COUNT", "TOP_10_COUNT")
# corpus, segments, collectors
FULL = (("win32_docs_zhtw", 1, ALL), ("win32_docs_en", 1, ALL),
        ("win32_docs_zhtw", 8, ("TOP_10", "COUNT")),
        ("win32_docs_en", 8, ("TOP_10", "COUNT")))
QUICK = (("made", 1, ("TOP_10", "COUNT")),)
ROUNDS_MIN = 5
SLOW = 4  # times its seconds of a collector, and an engine has no more rounds


class Plan:
    """How much is measured."""

    def __init__(self, is_quick):
        self.rows = QUICK if is_quick else FULL
        self.queries = 8 if is_quick else 32  # of a class
        self.documents = 5000 if is_quick else 0  # 0: all
        self.jvm_seconds = 5 if is_quick else 60
        self.engine_seconds = 1.0 if is_quick else 5.0  # of a collector


def say(text):
    print("%s %s" % (time.strftime("%H:%M:%S"), text), file=sys.stderr,
          flush=True)


def export(options, plan, corpus, folder):
    """corpus.tsv and queries.tsv by suo-bench, the classes above alone."""
    out = os.path.join(folder, corpus)
    if os.path.exists(out):
        return out
    command = [options.suo_bench, "export", "--out", out, "--queries",
               str(plan.queries)]
    if plan.documents:
        command += ["--docs", str(plan.documents)]
    if corpus != "made":
        packed = os.path.join(options.shared, "data", "scale",
                              corpus + ".jsonl.zst")
        text = os.path.join(folder, corpus + ".jsonl")
        subprocess.run(["zstd", "-qdf", packed, "-o", text], check=True)
        command += ["--corpus", text]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    queries = os.path.join(out, "queries.tsv")
    with open(queries, encoding="utf-8") as file:
        lines = [line for line in file if line.split("\t")[0] in CLASSES]
    with open(queries, "w", encoding="utf-8") as file:
        file.writelines(lines)
    return out


def build_all(options, names, data, segments, folder):
    """Index with each engine; its figures by name. Suo's second process
    serves Suo's index."""
    built = {}
    for name in names:
        if name == "suo2" or (segments > 1 and name not in engines.SEGMENTED):
            continue
        index = os.path.join(folder, "%s.%s.%d" % (os.path.basename(data),
                                                   name, segments))
        built[name] = engines.build(options.peers, name, data, index, segments)
        built[name]["index"] = index
        say("%s built in %.1f s, %.1f MB" % (name, built[name]["seconds"],
                                             built[name]["bytes"] / 1e6))
    return built


def judge_answers(alive, exact, kinds):
    """The correctness gate: what each engine answers beside the oracle."""
    found = {}
    for name, engine in alive.items():
        full = engine.answers("TOP_10_COUNT")
        pruned = engine.answers("TOP_10")
        counts = engine.answers("COUNT")
        row = {"asked": 0, "wrong_counts": 0, "pruned_differs": 0,
               "cannot": {}, "overlap": {}}
        shared = {}
        for number, kind in enumerate(kinds):
            if isinstance(full[number], str):
                row["cannot"][kind] = full[number]
                continue
            row["asked"] += 1
            total, best = exact[number]
            said = [full[number][0]]
            if not isinstance(counts[number], str):
                said.append(counts[number][0])
            row["wrong_counts"] += any(count != total for count in said)
            row["pruned_differs"] += pruned[number][1] != full[number][1]
            hits, wanted = shared.setdefault(kind, [0, 0])
            shared[kind] = [hits + len(set(full[number][1]) & set(best)),
                            wanted + min(10, total)]
        for kind in ("OR", "AND"):
            if kind in shared and shared[kind][1]:
                row["overlap"][kind] = shared[kind][0] / shared[kind][1]
        found[name] = row
        say("%s: %d asked, %d wrong counts" % (name, row["asked"],
                                               row["wrong_counts"]))
    return found


def warm(alive, plan):
    """The gate asked everything thrice: caches are warm. The JVM's compiler
    takes longer."""
    end = time.monotonic() + plan.jvm_seconds
    seed = 1000
    while "lucene" in alive and time.monotonic() < end:
        for collector in ALL:
            alive["lucene"].run(collector, seed)
        seed += 1


def measure(alive, collector, plan):
    """Replay in turns until each engine had its time; of each query the
    least and the median of its times, in nanoseconds."""
    rounds = {name: [] for name in alive}
    spent = dict.fromkeys(alive, 0.0)
    number = 0
    while True:
        names = [name for name in alive if spent[name] < plan.engine_seconds
                 or (len(rounds[name]) < ROUNDS_MIN
                     and spent[name] < SLOW * plan.engine_seconds)]
        if not names:
            break
        first = number % len(names)  # nobody always comes after the same
        for name in names[first:] + names[:first]:
            start = time.monotonic()
            times = alive[name].run(collector, number)
            rounds[name].append(times)
            spent[name] += time.monotonic() - start
            if max(times) < 0:  # it can nothing of this
                spent[name] = SLOW * plan.engine_seconds
        number += 1
    return {name: {"rounds": len(runs),
                   "least": [min(times) for times in zip(*runs)],
                   "median": [sorted(times)[len(times) // 2]
                              for times in zip(*runs)]}
            for name, runs in rounds.items()}


def compare(options, plan, names, row, folder):
    """All figures of one corpus with one number of segments."""
    corpus, segments, collectors = row
    say("-- %s, %d segments" % (corpus, segments))
    data = export(options, plan, corpus, folder)
    queries = os.path.join(data, "queries.tsv")
    with open(queries, encoding="utf-8") as file:
        columns = [line.split("\t") for line in file]
    built = build_all(options, names, data, segments, folder)
    oracle = engines.Engine(options.peers, "oracle", data, queries)
    exact = oracle.answers("TOP_10")
    oracle.close()
    alive = {}
    for name in names:
        if name.rstrip("2") in built:
            alive[name] = engines.Engine(
                options.peers, name, built[name.rstrip("2")]["index"], queries)
    for name in built:
        built[name]["open_seconds"] = alive[name].open_seconds
    gate = judge_answers(alive, exact, [c[1] for c in columns])
    warm(alive, plan)
    times = {}
    for collector in collectors:
        times[collector] = measure(alive, collector, plan)
        say("%s: rounds %s" % (collector, {
            n: times[collector][n]["rounds"] for n in alive}))
    for name in built:
        built[name]["resident"] = alive[name].memory()
        del built[name]["index"]
    for engine in alive.values():
        engine.close()
    with open(os.path.join(data, "info.json"), encoding="utf-8") as file:
        about = json.load(file)
    return {"corpus": corpus, "segments": segments,
            "documents": about["documents"], "words": about["words"],
            "classes": [c[0] for c in columns], "built": built, "gate": gate,
            "times": tables.percentiles([c[0] for c in columns], times)}


def machine():
    name = platform.processor()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [l.split(":")[1].strip() for l in file
                     if l.startswith("model name")]
        name = names[0] if names else name
    return {"processor": name, "cores": os.cpu_count(),
            "date": time.strftime("%Y-%m-%d")}


def read_options():
    here = os.path.dirname(os.path.abspath(__file__))
    root = os.path.join(here, os.pardir, os.pardir)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true",
                        help="a small corpus, two collectors")
    parser.add_argument("--peers", default=os.path.join(root, "build-peers"),
                        help="where setup.sh built")
    parser.add_argument("--shared", default=os.path.join(root, "..", "shared"),
                        help="where data/scale is")
    parser.add_argument("--engines", help="only these, with commas between")
    parser.add_argument("--out", help="write NAME.json and NAME.md")
    options = parser.parse_args()
    options.peers = os.path.join(options.peers, "bin")
    options.suo_bench = os.path.join(options.peers, "suo-bench")
    if not options.quick and not os.path.isdir(
            os.path.join(options.shared, "data", "scale")):
        sys.exit("compare.py: no corpora in %s (--shared FOLDER, or --quick)"
                 % options.shared)
    return options


def write(options, report):
    """The report so far, as JSON and as Markdown; the latter."""
    text = tables.report(report)
    if options.out:
        with open(options.out + ".json", "w", encoding="utf-8") as file:
            json.dump(report, file, indent=1)
            file.write("\n")
        with open(options.out + ".md", "w", encoding="utf-8") as file:
            file.write(text)
    return text


def main():
    options = read_options()
    plan = Plan(options.quick)
    names = [name for name in engines.available(options.peers)
             if not options.engines
             or name.rstrip("2") in options.engines.split(",")]
    if "suo" not in names:
        sys.exit("compare.py: no peers in %s: run setup.sh" % options.peers)
    start = time.monotonic()
    report = {"machine": machine(), "quick": options.quick, "results": []}
    with tempfile.TemporaryDirectory() as folder:
        for row in plan.rows:
            report["results"].append(
                compare(options, plan, names, row, folder))
            report["seconds"] = time.monotonic() - start
            text = write(options, report)
    print(text)
    if any(row["wrong_counts"] for result in report["results"]
           for row in result["gate"].values()):
        sys.exit("compare.py: an engine counts wrong")


if __name__ == "__main__":
    main()
