#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_bench.py - suo-bench as a user meets it.

SUO_BENCH names the tool. It measures nothing worth knowing on so few
documents; each test is a claim about what comes out. Standard library only.
"""
import json
import os
import subprocess
import tempfile
import unittest

BENCH = os.path.abspath(os.environ.get("SUO_BENCH", "suo-bench"))
ARTICLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                        "examples", "helpcenter", "articles.jsonl")


def run(*arguments, code=0):
    done = subprocess.run([BENCH, *arguments], capture_output=True,
                          timeout=250)
    assert done.returncode == code, (done.returncode, done.stderr.decode())
    return done.stdout.decode()


class Bench(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.out = run("--quick", "--corpus", ARTICLES, "--class-queries", "3",
                      "--json", cls.path("a.json"))
        with open(cls.path("a.json"), encoding="utf-8") as file:
            cls.report = json.load(file)

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    def test_every_document_is_measured(self):
        with open(ARTICLES, encoding="utf-8") as file:
            count = sum(1 for _ in file)
        self.assertEqual(self.report["corpus"]["documents"], count)

    def test_sections_add_up(self):
        index = self.report["index"]
        parts = sum(index[name] for name in (
            "dictionary_bytes", "posting_bytes", "position_bytes",
            "norm_bytes", "column_bytes", "store_bytes", "other_bytes"))
        self.assertEqual(parts, index["total_bytes"])

    def test_percentiles_ascend(self):
        self.assertTrue(self.report["latency"])
        for row in self.report["latency"] + self.report["crowd"]:
            self.assertGreater(row["samples"], 0, row)
            self.assertLess(0, row["p50_us"])
            self.assertLessEqual(row["p50_us"], row["p95_us"])
            self.assertLessEqual(row["p95_us"], row["p99_us"])
            self.assertLessEqual(row["p99_us"], row["max_us"])

    def test_each_class_has_a_bound_with_each_collector(self):
        bound = self.report["bound"]
        rows = {(row["queries"], row["collector"]): row
                for row in bound["rows"]}
        classes = {row["queries"] for row in self.report["latency"]
                   if row["queries"].islower()}
        for name in classes:
            for collector in ("TOP_10", "TOP_100", "COUNT", "TOP_10_COUNT"):
                self.assertLess(0, rows[name, collector]["times_bound"])
        miss = rows["miss", "COUNT"]
        cycles = miss["bound_us"] * 1e3 / bound["cycle_ns"]
        self.assertAlmostEqual(cycles, bound["units"]["question"], delta=1)
        self.assertEqual(miss["postings_mean"], 0)
        self.assertGreater(rows["or_4", "COUNT"]["postings_mean"],
                           rows["or_4", "COUNT"]["asked"])
        self.assertLess(rows["or_2", "TOP_10"]["bound_us"],
                        rows["or_8", "TOP_10"]["bound_us"])

    def test_words_of_documents_are_found(self):
        rows = {row["name"]: row for row in self.report["latency"]}
        self.assertGreater(rows["or_2 TOP_10_COUNT"]["matches_mean"], 0)
        self.assertGreater(rows["phrase_2 TOP_10_COUNT"]["matches_mean"], 0)
        self.assertEqual(rows["miss TOP_10_COUNT"]["matches_mean"], 0)

    def test_all_words_are_in_fewer_documents_than_any(self):
        rows = {row["name"]: row["matches_mean"]
                for row in self.report["latency"]}
        self.assertGreater(rows["and_3 COUNT"], 0)
        self.assertLess(rows["and_3 COUNT"], rows["or_3 COUNT"])
        self.assertEqual(rows["and_3_miss COUNT"], 0)

    def test_filters_let_a_part_pass(self):
        rows = {row["name"]: row["matches_mean"]
                for row in self.report["latency"]}
        self.assertLess(rows["or_2_filter_1 COUNT"],
                        rows["or_2_filter_80 COUNT"])

    def test_tables_are_printed(self):
        for words in ("tokenizing alone", "| total |", "OR TOP_10_COUNT",
                      "of 8 times / bound", "while a writer commits"):
            self.assertIn(words, self.out)

    def test_a_run_is_as_good_as_itself(self):
        out = run("compare", self.path("a.json"), self.path("a.json"))
        self.assertIn("0 of ", out)

    def test_compare_fails_for_what_is_slower(self):
        slower = json.loads(json.dumps(self.report))
        slower["latency"][0]["p50_us"] *= 2
        with open(self.path("b.json"), "w", encoding="utf-8") as file:
            json.dump(slower, file)
        out = run("compare", self.path("a.json"), self.path("b.json"), code=1)
        self.assertEqual(out.count("WORSE"), 1)
        run("compare", "--allow", "150", self.path("a.json"),
            self.path("b.json"))

    def test_compare_refuses_another_corpus(self):
        other = json.loads(json.dumps(self.report))
        other["corpus"]["documents"] += 1
        with open(self.path("c.json"), "w", encoding="utf-8") as file:
            json.dump(other, file)
        run("compare", self.path("a.json"), self.path("c.json"), code=2)

    def test_export_is_the_same_each_time(self):
        for name in ("one", "two"):
            run("export", "--docs", "200", "--out", self.path(name))
        for name in ("corpus.tsv", "queries.tsv", "info.json"):
            with open(self.path("one/" + name), "rb") as one, \
                    open(self.path("two/" + name), "rb") as two:
                self.assertEqual(one.read(), two.read(), name)

    def test_exported_queries_hold_in_the_exported_corpus(self):
        run("export", "--corpus", ARTICLES, "--out", self.path("x"))
        with open(self.path("x/corpus.tsv"), encoding="ascii") as file:
            docs = [line.rstrip("\n").split("\t") for line in file]
        with open(self.path("x/queries.tsv"), encoding="ascii") as file:
            queries = [line.rstrip("\n").split("\t") for line in file]
        self.assertEqual([doc[0] for doc in docs],
                         [str(n) for n in range(len(docs))])
        texts = [" %s " % doc[2] for doc in docs]
        sets = [set(doc[2].split(" ")) for doc in docs]
        kinds = set()
        for name, kind, below, terms in queries:
            kinds.add(kind)
            words = terms.split(" ")
            if kind == "PHRASE":
                self.assertTrue(any(" %s " % terms in text for text in texts),
                                terms)
            elif kind == "PREFIX":
                self.assertTrue(any(" " + terms in text for text in texts))
            elif "miss" in name:
                self.assertFalse(any(words[-1] in have for have in sets))
            elif kind == "AND" and "apart" not in name:
                self.assertTrue(any(have.issuperset(words) for have in sets))
            self.assertLessEqual(len(words), 8)
            self.assertIn(int(below), (1, 5, 20, 80, 100))
        self.assertEqual(kinds, {"OR", "AND", "PHRASE", "PREFIX"})

    def test_bad_command_lines_are_refused(self):
        run("--corpus", "-", code=2)
        run("--threads", "-1", code=2)
        run("export", code=2)
        run("nothing", code=2)
        run("--corpus", self.path("none.jsonl"), code=3)

    def test_help_names_the_commands(self):
        out = run("--help")
        for word in ("scale", "export", "compare", "--queries", "--quick"):
            self.assertIn(word, out)


if __name__ == "__main__":
    unittest.main()
