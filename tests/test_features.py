#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_features.py - all of search, as examples/features.py has it.

SUO_LIBRARY names the library, CC a C compiler. The sample help center is
indexed once; what is found is compared with the articles themselves. Standard
library only.
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
EXAMPLES = os.path.join(ROOT, "examples")
sys.path.insert(0, EXAMPLES)

import features as f  # noqa: E402

QUESTION = "退货 refund"


def articles():
    with open(f.ARTICLES, encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines)}


class Layout(unittest.TestCase):
    """A struct that differs from suo.h would be read as something else. One
    that says its size may have fewer members than the header's, at its end."""

    @staticmethod
    def told_by_compiler(expressions):
        lines = ["#include <suo.h>", "#include <stddef.h>",
                 "#include <stdio.h>", "int main(void) {"]
        lines += ['printf("%%zu\\n", %s);' % text for text in expressions]
        with tempfile.TemporaryDirectory() as folder:
            source = os.path.join(folder, "layout.c")
            program = os.path.join(folder, "layout")
            with open(source, "w", encoding="ascii") as file:
                file.write("\n".join(lines + ["return 0; }"]))
            subprocess.run([os.environ.get("CC", "cc"), "-I",
                            os.path.join(ROOT, "include"), source, "-o",
                            program], check=True)
            told = subprocess.run([program], check=True,
                                  stdout=subprocess.PIPE).stdout.decode()
        return dict(zip(expressions, map(int, told.split())))

    def test_structs_are_those_of_the_header(self):
        ours, sizes = {}, {}
        for name, struct in f.STRUCTS.items():
            is_sized = struct._fields_[0][0] == "size"
            (sizes if is_sized else ours)["sizeof(%s)" % name] = \
                f.ctypes.sizeof(struct)
            for member, kind in struct._fields_:
                place = "offsetof(%s, %s)" % (name, member)
                ours[place] = getattr(struct, member).offset
                ours["sizeof(((%s *)0)->%s)" % (name, member)] = \
                    f.ctypes.sizeof(kind)
        told = self.told_by_compiler(list(ours) + list(sizes))
        for text, number in ours.items():
            self.assertEqual(told[text], number, text)
        for text, number in sizes.items():
            self.assertGreaterEqual(told[text], number, text)


class Features(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = os.path.join(folder.name, "index")
        cls.suo = f.Suo(f.find_library(None))
        f.write_articles(cls.suo, cls.folder)
        cls.view = f.View(cls.suo, cls.folder, ["public"])
        cls.addClassCleanup(cls.view.__exit__)
        cls.articles = articles()

    def keys(self, question=QUESTION, **options):
        with self.view.search(question, **dict({"k": 1000}, **options)) as hits:
            return hits.keys

    def test_corrections(self):
        self.assertEqual(self.view.correct("怎么退或"),
                         ("怎么退货", [("退或", "退货")]))
        self.assertIsNone(self.view.correct("怎么退货"))
        with self.view.search("retrun polcy", k=1) as hits:
            self.assertEqual(hits.keys, [])
        with self.view.search("retrun polcy", k=1, typos=1) as hits:
            self.assertEqual(len(hits.keys), 1)

    def test_public_sees_what_is_public(self):
        keys = self.keys()
        self.assertGreater(len(keys), 20)
        for key in keys:
            self.assertIn("public", self.articles[key]["audience"])

    def test_total_alone_gives_no_hits(self):
        with self.view.search(QUESTION, total=f.TOTAL_ONLY) as hits:
            self.assertEqual((hits.total, hits.keys), (len(self.keys()), []))

    def test_all_words_are_in_fewer(self):
        some, every = (set(self.keys("退货 运费", match=match))
                       for match in (f.MATCH_ANY, f.MATCH_ALL))
        self.assertTrue(every and every < some)

    def test_tiers_tell_what_is_lacking(self):
        question = "退货 运费"
        every = set(self.keys(question, match=f.MATCH_ALL))
        with self.view.search(question, k=1000, tells_match=1) as hits:
            for hit, key in enumerate(hits.keys):
                tier, share, lacks = hits.match(hit, question)
                self.assertEqual(tier == "all", key in every)
                self.assertEqual(lacks == [], key in every)
                self.assertTrue(set(lacks) <= {"退货", "运费"})
                self.assertEqual(share == 1, key in every)
        self.assertEqual(set(self.keys(question, min_information=1)), every)

    def test_robot_hands_over_what_it_does_not_know(self):
        what, figure, said = f.robot(self.view, "warp drive flux")
        self.assertEqual((what, said), ("hand over", ["warp", "drive",
                                                      "flux"]))
        self.assertLess(figure, 0.1)
        for question in (article["title"] for article in self.articles.values()
                         if "public" in article["audience"]):
            what, figure, said = f.robot(self.view, question)
            self.assertGreater(figure, 0.4, question)
            self.assertIn(what, ("answer", "ask back"))

    def test_operators_exclude_and_require(self):
        without = self.keys("退货 -运费")
        self.assertTrue(without)
        self.assertFalse(set(without) & set(self.keys("运费")))
        english = self.keys("refund lang:en")
        self.assertTrue(english)
        self.assertEqual({self.articles[key]["lang"] for key in english},
                         {"en"})
        self.assertEqual(
            set(self.keys("退货 NOT 运费", syntax=f.SYNTAX_STRICT)),
            set(without))
        with self.assertRaisesRegex(f.SuoError, "byte"):
            self.keys("(退货 OR", syntax=f.SYNTAX_STRICT)

    def test_filters_take_those_that_meet_them(self):
        filters = f.any_of(f.is_in(f.LANG, "en"), f.is_in(f.LANG, "zh-TW"))
        filters += f.none_of(f.is_in(f.CATEGORY, "shipping"))
        since = f.milliseconds("2026-09-01T00:00:00Z")
        filters.append(f.is_from(f.UPDATED, since))
        wanted = [key for key in self.keys()
                  if self.articles[key]["lang"] in ("en", "zh-TW") and
                  not self.articles[key]["category"].startswith("shipping") and
                  f.milliseconds(self.articles[key]["updated"]) >= since]
        self.assertTrue(0 < len(wanted) < len(self.keys()))
        self.assertEqual(self.keys(filters=filters), wanted)

    def test_facets_count_the_matches(self):
        facets = [f.paths_below(f.CATEGORY), f.paths_below(f.CATEGORY, "售后"),
                  f.by_values(f.LANG), f.by_steps(f.UPDATED, 90 * f.DAY)]
        with self.view.search(QUESTION, facets=facets) as hits:
            paths, below, languages, steps = map(hits.facet, range(4))
        found = [self.articles[key] for key in self.keys()]
        tops = [row["category"].split("/")[0] for row in found]
        self.assertEqual(dict(paths), {top: tops.count(top) for top in tops})
        self.assertEqual(sum(count for _, count in below), tops.count("售后"))
        self.assertIn("售后/退货", dict(below))
        names = [row["lang"] for row in found]
        self.assertEqual(dict(languages), {n: names.count(n) for n in names})
        for (least, most), count in steps:
            self.assertEqual(most - least + 1, 90 * f.DAY)
            self.assertEqual(count, sum(
                least <= f.milliseconds(row["updated"]) <= most
                for row in found))

    def test_pages_are_the_hits_cut(self):
        pages = list(self.view.pages(QUESTION, 7))
        self.assertGreater(len(pages), 2)
        self.assertEqual(sum(pages, []), self.keys())

    def test_order_by_time(self):
        with self.view.search(QUESTION, k=1000, order=f.ORDER_DESCENDING,
                              order_field=f.UPDATED) as hits:
            times = [hits.time(i, f.UPDATED) for i in range(len(hits.keys))]
            self.assertEqual(times, sorted(times, reverse=True))
            self.assertEqual(set(hits.keys), set(self.keys()))
            self.assertEqual(hits.text(0, f.TITLE),
                             self.articles[hits.keys[0]]["title"])

    def test_fresh_ones_gain(self):
        now, half = f.milliseconds("2026-11-01T00:00:00Z"), 30 * f.DAY
        with self.view.search(QUESTION, k=1000) as hits:
            plain = dict(zip(hits.keys, hits.scores))
        with self.view.search(QUESTION, k=1000, boosts=[
                f.fresher(f.UPDATED, now, 2, half)]) as hits:
            for key, score in zip(hits.keys, hits.scores):
                age = max(0, now -
                          f.milliseconds(self.articles[key]["updated"]))
                self.assertAlmostEqual(
                    score / plain[key], 1 + 2 * 2 ** (-age / half))

    def test_html_has_marks(self):
        with self.view.search("退货 运费", k=1) as hits:
            marks, html = hits.highlight(0, f.BODY)
            body = self.articles[hits.keys[0]]["body"]
            parts = hits.fragments(0, f.BODY)
        self.assertTrue(marks)
        self.assertEqual(html.count("<mark>"), len(marks))
        self.assertTrue(all(mark in body for mark in marks))
        self.assertTrue(1 <= len(parts) <= 2)
        self.assertTrue(all("<b>" in part for part in parts))

    def test_parts_add_up(self):
        with self.view.search("退货 运费") as hits:
            for rank, key in enumerate(hits.keys):
                outcome, told, score, parts = self.view.explain("退货 运费", key)
                self.assertEqual((outcome, told), ("hit", rank + 1))
                self.assertEqual(score, hits.scores[rank])
                self.assertEqual(sum(part[3] for part in parts), score)
        self.assertIn("退货", [part[1] for part in parts])

    def test_what_is_filtered_is_explained(self):
        key = self.keys()[0]
        lang = f.is_in(f.LANG, self.articles[key]["lang"])
        self.assertEqual(
            self.view.explain(QUESTION, key, filters=f.none_of(lang))[0],
            "filtered")

    def test_titles_go_on_from_pinyin(self):
        for typed in ("tuih", "退h", "退货"):
            titles = self.view.complete(typed)
            self.assertTrue(titles)
            for title, match in titles:
                self.assertIn(match[:1], "退")
                self.assertIn(match, title)

    def test_what_was_asked_is_told_without_numbers(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "log")
            with f.QueryLog(self.suo, path) as log:
                for question in ("qqzz 13812345678", "Qqzz 20261122",
                                 "qqzz!", "退货", "退货"):
                    with self.view.search(question) as hits:
                        log.note(question, hits, "public", 1795000000)
            for which, role in ((f.REPORT_ASKED, None),
                                (f.REPORT_EMPTY, "public")):
                self.assertEqual(f.asked_most(self.suo, path, which, role),
                                 [("qqzz!", 3, 3)])
            self.assertEqual(f.asked_most(self.suo, path, role="agent"), [])

    def test_hidden_ones_are_errors(self):
        hidden = next(key for key, row in self.articles.items()
                      if "public" not in row["audience"])
        with self.assertRaises(f.SuoError):
            self.view.explain(QUESTION, hidden)
        with self.assertRaises(f.SuoError):
            self.keys(filters=[f.is_in(f.TITLE, "a")])

    def test_votes_pins_and_successors_count(self):
        question = "怎么退货"
        plain = self.keys(question)
        solved, old, new, pinned = (plain[i] for i in (4, 1, 0, -1))
        f.say(self.suo, self.folder, solved, old, new, question, [pinned])
        with f.View(self.suo, self.folder, ["public"]) as view:
            view.hear(self.folder)
            with view.search("怎麼退貨！", k=1000) as hits:
                self.assertEqual(hits.pinned(), [pinned])
                self.assertEqual(hits.keys[0], pinned)
                self.assertNotIn(old, hits.keys)
                self.assertEqual(hits.superseded(hits.keys.index(new)), [old])
                self.assertEqual(hits.superseded(0), [])
                scores = dict(zip(hits.keys, hits.scores))
            with view.search(question, k=1000, boosts=[f.voted(2)]) as hits:
                voted = dict(zip(hits.keys, hits.scores))
            self.assertGreater(voted[solved], 1.5 * scores[solved])
            self.assertEqual(voted[new], scores[new])
        self.assertEqual(self.keys(question), plain)

    def test_the_tour_runs_twice_alike(self):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-B",
                       os.path.join(EXAMPLES, "features.py"),
                       os.path.join(folder, "index")]
            first, second = (subprocess.run(
                command, check=True, timeout=60,
                stdout=subprocess.PIPE).stdout.decode("utf-8")
                for _ in range(2))
        self.assertEqual(first, second)
        for words in ("facet:", "pages:", "newest:", "fragments:", "<mark>",
                      "rank 1", "typed tuih:", "asked: [('怎",
                      "with votes:", "pinned:", "instead of"):
            self.assertIn(words, first)


if __name__ == "__main__":
    unittest.main()
