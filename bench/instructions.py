#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""instructions.py - has Suo come to need more instructions than recorded?

usage: instructions.py --program BUILD/bench/suo-bench-instructions [--record]

Runs the program under callgrind and compares what it counts for each piece of
work with instructions.json beside this script: above +5 % (--limit) it fails.
Unlike times, counts are the same on a busy machine. They depend on compiler,
processor and libraries: where compiler, processor or valgrind are not those of
the record nothing can be compared, and it says so (exit code 77); where only a
library is another one, twice as much is allowed, and that is said, too.

--record writes the counts of now into instructions.json. Commit it together
with the change that moved them, and say why in the message.
"""
import argparse
import glob
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
RECORD = os.path.join(HERE, "instructions.json")
SKIPPED = 77
LIBRARIES = ("icu-uc", "libutf8proc", "libzstd", "json-c")


def said_by(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit("instructions.py: %s failed:\n%s" % (command[0], done.stderr))
    return done.stdout


def features():
    """What of the processor chooses other code in the C library."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            flags = next((line.split() for line in lines
                          if line.startswith(("flags", "Features"))), [])
    except OSError:
        flags = []
    return [name for name in ("avx2", "bmi2", "asimd") if name in flags]


def count(program):
    """(what it ran on, {name: instructions for an item}) of one run."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "counts")
        queries = os.path.join(folder, "queries.tsv")
        run(program, "draw", queries)
        with open(queries, "rb") as file:
            work = hashlib.sha256(file.read()).hexdigest()[:16]
        said = run("valgrind", "--tool=callgrind", "--collect-atstart=no",
                   "--callgrind-out-file=" + out, program, "ask", queries)
        rows = dict(line.split("\t") for line in said.splitlines())
        totals = {}
        for path in glob.glob(out + ".*"):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            name = re.search(r"^desc: Trigger: Client Request: (.*)$", text,
                             re.M)
            total = re.search(r"^(?:totals|summary): (\d+)", text, re.M)
            if name and total:
                totals[name.group(1)] = int(total.group(1))
    compiler = rows.pop("compiler")
    counts = {name: totals[name] / int(items) for name, items in rows.items()}
    about = {
        "queries": work,
        "compiler": compiler,
        "machine": platform.machine(),
        "features": features(),
        "valgrind": said_by("valgrind", "--version"),
        "libraries": dict([(name, said_by("pkg-config", "--modversion", name))
                           for name in LIBRARIES] +
                          [("libc", "-".join(platform.libc_ver()))]),
    }
    return about, counts


def compare(record, about, counts, limit):
    """Print a table; returns the exit code."""
    for key in ("compiler", "machine", "features", "valgrind"):
        if record["about"][key] != about[key]:
            print("skipped: recorded with %s %s, here it is %s" %
                  (key, record["about"][key], about[key]))
            return SKIPPED
    if record["about"]["queries"] != about["queries"]:
        print("other queries are drawn than were recorded (the corpus or the "
              "words it is cut into changed): record anew")
    others = [name for name, version in record["about"]["libraries"].items()
              if about["libraries"].get(name) != version]
    if others:
        print("not as recorded: %s; twice as much is allowed" % ", ".join(
            "%s is %s" % (name, about["libraries"].get(name))
            for name in others))
        limit *= 2
    failed = []
    print("| work | recorded | now | change |\n|---|---|---|---|")
    for name in list(record["counts"]) + [
            name for name in counts if name not in record["counts"]]:
        before, now = record["counts"].get(name), counts.get(name)
        if before is None or now is None:
            print("| %s | %s | %s | %s |" % (
                name, before, now, "not recorded" if now else "MISSING"))
            failed += [] if now else [name]
            continue
        change = 100 * (now / before - 1)
        print("| %s | %.1f | %.1f | %+.1f %%%s |" % (
            name, before, now, change, " WORSE" if change > limit else ""))
        if change > limit:
            failed.append(name)
    print("\ninstructions: tokenize, put, commit for a byte of text, open for "
          "one, others for a query")
    if failed:
        print("more than +%g %%: %s" % (limit, ", ".join(failed)))
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--limit", type=float, default=5, metavar="PERCENT")
    options = parser.parse_args()
    if shutil.which("valgrind") is None:
        print("skipped: valgrind is not here")
        return SKIPPED
    about, counts = count(options.program)
    if options.record:
        with open(RECORD, "w", encoding="utf-8") as file:
            json.dump({"about": about,
                       "counts": {name: round(value, 2)
                                  for name, value in counts.items()}},
                      file, indent=1)
            file.write("\n")
        print("recorded %d counts" % len(counts))
        return 0
    with open(RECORD, encoding="utf-8") as file:
        record = json.load(file)
    return compare(record, about, counts, options.limit)


if __name__ == "__main__":
    sys.exit(main())
