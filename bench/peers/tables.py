# SPDX-License-Identifier: Apache-2.0
"""tables.py - the figures of compare.py as Markdown."""
import engines

NOTE = """Each cell: p50 / p95 / p99 of the class' queries in microseconds, \
and how many times Suo's p50
the p50 is (above 1: Suo is faster). Of a query counts the least of its times \
over the rounds. "Suo
again" is a second process on the same index: what it differs from 1 is noise.
"""


def rank(values, share):
    """The value that 'share' of them do not exceed."""
    return values[min(len(values) - 1, int(share * len(values)))]


def percentiles(classes, times):
    """{collector: {engine: {class: figures}}} of nanoseconds by query."""
    found = {}
    for collector, by_engine in times.items():
        found[collector] = {}
        for name, sets in by_engine.items():
            rows = {}
            for at, label in enumerate(classes):
                if sets["least"][at] >= 0:
                    rows.setdefault(label, []).append(at)
            found[collector][name] = {"rounds": sets["rounds"]}
            for label, numbers in rows.items():
                least = sorted(sets["least"][n] for n in numbers)
                median = sorted(sets["median"][n] for n in numbers)
                found[collector][name][label] = {
                    "queries": len(least),
                    "p50": rank(least, .5), "p95": rank(least, .95),
                    "p99": rank(least, .99), "p50_median": rank(median, .5),
                    "p99_median": rank(median, .99),
                    "mean": sum(least) / len(least)}
    return found


def short(ns):
    """Microseconds in three digits."""
    value = ns / 1000
    return "%.0f" % value if value >= 99.5 else "%.3g" % value


def row(cells):
    return "| " + " | ".join(cells) + " |"


def table(head, rows):
    return [row(head), "|" + "---|" * len(head)] + [row(r) for r in rows] + [""]


def megabytes(built):
    """Of the index, and of it without the texts it keeps for showing."""
    text = "%.1f" % (built["bytes"] / 1e6)
    if built.get("kept_bytes"):
        text += " (%.1f without text)" % (
            (built["bytes"] - built["kept_bytes"]) / 1e6)
    return text


def built_table(result):
    rows = []
    for name, built in result["built"].items():
        resident = built["resident"]
        rows.append([
            "%s %s" % (engines.NAMES[name], built["version"]),
            "%.1f" % built["seconds"], "%.1f" % built["cpu_seconds"],
            megabytes(built),
            "%.0f" % (built["memory_bytes"] / 1e6),
            "%.1f" % (built["open_seconds"] * 1e3)]
            + (["%.0f + %.0f" % (resident[0] / 1e6, resident[1] / 1e6)]
               if resident else ["-"]))
    return table(["engine", "build s", "of processor s", "index MB", "build peak MB",
                  "start ms", "serving MB, own + of files"], rows)


def gate_table(result):
    rows = []
    for name, gate in result["gate"].items():
        overlap = ["%.3f" % gate["overlap"][kind] if kind in gate["overlap"]
                   else "-" for kind in ("OR", "AND")]
        rows.append([engines.NAMES[name], str(gate["asked"]),
                     str(gate["wrong_counts"])] + overlap
                    + [str(gate["pruned_differs"]),
                       "; ".join("%s: %s" % item for item in
                                 sorted(gate["cannot"].items()))])
    return table(["engine", "queries", "wrong counts", "overlap@10 OR",
                  "overlap@10 AND", "TOP_10 not as TOP_10_COUNT", "cannot"],
                 rows)


def cell(figures, suo):
    if figures is None:
        return "-"
    text = " / ".join(short(figures[p]) for p in ("p50", "p95", "p99"))
    if suo is not None:
        text += " ×%.2g" % (figures["p50"] / suo["p50"])
    return text


def times_table(by_engine, classes):
    names = list(by_engine)
    rows = []
    for label in dict.fromkeys(classes):
        suo = by_engine["suo"].get(label)
        rows.append([label] + [
            cell(by_engine[name].get(label), suo if name != "suo" else None)
            for name in names])
    rows.append(["rounds"] + [str(by_engine[n]["rounds"]) for n in names])
    return table(["class"] + [engines.NAMES[n] for n in names], rows)


def report(found):
    about = found["machine"]
    lines = ["# Suo beside its peers%s" % (", the quick look"
                                           if found["quick"] else ""),
             "", "Made by `bench/peers/compare.py`, %s, %s, %d cores, in "
             "%.0f minutes; every process on one core, one" % (
                 about["date"], about["processor"], about["cores"],
                 found["seconds"] / 60),
             "thread, warm. `bench/peers/README.md` says what is measured, "
             "how, and with which settings.", "", NOTE]
    for result in found["results"]:
        lines += ["## %s, %s" % (result["corpus"], "one segment"
                                 if result["segments"] == 1 else
                                 "%d segments" % result["segments"]), "",
                  "%d documents, %d words." % (result["documents"],
                                               result["words"]), ""]
        lines += built_table(result) + gate_table(result)
        for collector, by_engine in result["times"].items():
            lines += ["### " + collector, ""]
            lines += times_table(by_engine, result["classes"])
    return "\n".join(lines)
