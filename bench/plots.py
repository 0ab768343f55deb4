#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draw the pictures of bench/README.md from the committed results.

usage: plots.py [--results FOLDER] [--plots FOLDER]

latency   results/peers.json (bench/peers/compare.py)
quality   results/quality.json (bench/peers/judge.py) and peers.json
scale     results/scale.json (suo-bench scale --json)
answerability  results/answerability.json (bench/answerability.py --json)
Each is drawn as SVG and PNG by gnuplot from plots/NAME.gp; one whose results
are not there is left out.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

COLOURS = {"Suo": "#d4351c", "Lucene": "#1d70b8", "tantivy": "#00703c",
           "FTS5": "#7a5c9e", "Xapian": "#c07800", "Groonga": "#626a6e"}
SHOWN = {"suo": "Suo", "tantivy": "tantivy", "lucene": "Lucene",
         "xapian": "Xapian", "groonga": "Groonga", "fts5": "FTS5"}
# collector, class, title of a panel
PANELS = (
    ("TOP_10", "term_high", "one frequent word, best 10"),
    ("TOP_10", "or_4", "any of 4 words, best 10"),
    ("TOP_10", "or_title", "a title as the question, best 10"),
    ("TOP_10", "and_4", "all of 4 words, best 10"),
    ("TOP_10", "phrase_3", "a phrase of 3 words, best 10"),
    ("TOP_10", "prefix_3", "a prefix, best 10"),
    ("TOP_10", "or_2_filter_20", "2 words in 20 % of documents, best 10"),
    ("COUNT", "or_4", "any of 4 words, counted"),
    ("COUNT", "and_4", "all of 4 words, counted"),
)
# key of scale.json, divisor, title; a key ending in _us is a query's
GROWTH = (("build_cpu_seconds", 1, "time of the processor, s"),
          ("index_bytes", 1e6, "index, MB"),
          ("peak_anon_bytes", 1e6, "heap at the peak, MB"),
          ("OR TOP_10 p50_cpu_us", 1, "any of the words, best 10"),
          ("AND TOP_10 p50_cpu_us", 1, "all of the words, best 10"),
          ("PHRASE TOP_10 p50_cpu_us", 1, "phrase, best 10"),
          ("FILTERED TOP_10 p50_cpu_us", 1, "filtered, best 10"),
          ("OR COUNT p50_cpu_us", 1, "any of the words, counted"))


def judge_language(name):
    """Of a judged set; as bench/peers/judge.py has it."""
    return "en" if " en " in " %s " % name.replace("_", " ") else "zh"


def load(folder, name):
    path = os.path.join(folder, name + ".json")
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def one_segment(peers, part):
    """The result of the corpus whose name has 'part', in one segment; if it
    was not measured, the first one."""
    for result in peers["results"]:
        if part in result["corpus"] and result["segments"] == 1:
            return result
    return peers["results"][0]


def colour(name):
    return int(COLOURS[name][1:], 16)


def latency_data(result):
    """A block a panel: row, name, p50, p95, p99 in microseconds, colour."""
    blocks = []
    for collector, label, _ in PANELS:
        by_engine = result["times"].get(collector, {})
        lines = []
        for at, (key, name) in enumerate(SHOWN.items()):
            figures = by_engine.get(key, {}).get(label)
            if figures:
                lines.append("%d %s %.3f %.3f %.3f %d" % (
                    -at, name, figures["p50"] / 1e3, figures["p95"] / 1e3,
                    figures["p99"] / 1e3, colour(name)))
            else:
                lines.append("%d %s nan nan nan 0" % (-at, name))
        blocks.append("\n".join(lines))
    return "\n\n\n".join(blocks) + "\n"


def label_places(values, least, gap):
    """Where labels of these values stand: in their order, 'gap' apart, none
    below 'least'."""
    places = []
    for value in sorted(values):
        places.append(max([value, least] + [p + gap for p in places[-1:]]))
    over = max(0, places[-1] - max(values) - gap / 2)
    for at in reversed(range(len(places))):  # push down what went over the top
        highest = places[at + 1] - gap if at + 1 < len(places) else \
            places[at] - over
        places[at] = min(places[at], highest)
    return places


def quality_data(quality, peers):
    """Two blocks, zh and en: microseconds, nDCG@10, the label's place, name,
    colour."""
    blocks = []
    for label, part in (("zh", "zh"), ("en", "_en")):
        sets = [found for name, found in quality.items()
                if judge_language(name) == label]
        times = one_segment(peers, part)["times"]["TOP_10"]
        points = []
        for name in sets[0]:
            engine = name.split(" ")[0]
            key = next(k for k, v in SHOWN.items() if v == engine)
            figures = times.get(key, {}).get("or_title")
            if figures and all(name in found for found in sets):
                points.append((
                    sum(f[name]["nDCG@10"] for f in sets) / len(sets), name,
                    figures["p50"] / 1e3, colour(engine)))
        points.sort()
        places = label_places([p[0] for p in points], 0.02, 0.042)
        blocks.append("\n".join(
            '%.3f %.4f %.4f "%s" %d' % (speed, value, place, name, tint)
            for (value, name, speed, tint), place in zip(points, places)))
    return "\n\n\n".join(blocks) + "\n"


def scale_data(scale):
    """A block a curve: documents and value."""
    blocks = ["\n".join("%g %g" % (row["documents"], row[key] / divisor)
                        for row in scale["scale"] if key in row)
              for key, divisor, _ in GROWTH]
    return "\n\n\n".join(blocks) + "\n"


# key of the curves in answerability.json, title
CURVES = (("zh", "Chinese"), ("en", "English"), ("pooled", "both"),
          ("most", "both, 8 of 10 have an answer"))


def answerability_data(measured):
    """A block a curve: threshold, precision, share of questions answered."""
    return "\n\n\n".join(
        "\n".join("%.2f %.4f %.4f" % tuple(point[:3])
                  for point in measured["curve"][key])
        for key, _ in CURVES) + "\n"


def words(titles):
    """As gnuplot's word() reads them."""
    return " ".join('"%s"' % title for title in titles)


def draw(plots, name, data, size, settings=""):
    with tempfile.NamedTemporaryFile("w", suffix=".dat", delete=False,
                                     encoding="utf-8") as file:
        file.write(data)
    try:
        for kind, terminal in (("svg", "svg size %s dynamic font 'DejaVu "
                                "Sans,13' background rgb 'white'"),
                               ("png", "pngcairo size %s font 'DejaVu "
                                "Sans,13' background rgb 'white'")):
            out = os.path.join(plots, name + "." + kind)
            subprocess.run(
                ["gnuplot", "-e", "set terminal %s; set output '%s'; "
                 "data = '%s'; %s" % (terminal % size, out, file.name,
                                      settings),
                 os.path.join(plots, name + ".gp")], check=True)
            print(out)
    finally:
        os.unlink(file.name)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--results", default=os.path.join(here, "results"))
    parser.add_argument("--plots", default=os.path.join(here, "plots"))
    options = parser.parse_args()
    peers = load(options.results, "peers")
    quality = load(options.results, "quality")
    scale = load(options.results, "scale")
    answerability = load(options.results, "answerability")
    if peers is None and scale is None and answerability is None:
        sys.exit("plots.py: no results in " + options.results)
    if peers is not None:
        result = one_segment(peers, "zh")
        draw(options.plots, "latency", latency_data(result), "1200,900",
             "titles = '%s'" % words(panel[2] for panel in PANELS))
    if peers is not None and quality is not None:
        draw(options.plots, "quality", quality_data(quality, peers),
             "1200,640")
    if scale is not None:
        draw(options.plots, "scale", scale_data(scale), "1200,560",
             "first = %d; titles = '%s'" % (
                 sum(not g[0].endswith("_us") for g in GROWTH),
                 words(growth[2] for growth in GROWTH)))
    if answerability is not None:
        draw(options.plots, "answerability",
             answerability_data(answerability), "1200,560",
             "titles = '%s'" % words(curve[1] for curve in CURVES))


if __name__ == "__main__":
    main()
