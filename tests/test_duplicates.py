#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_duplicates.py - articles of the sample help center written again.

SUO_BIN names the tool. duplicates/rewrites.jsonl says 40 articles once more:
see README.md there. They are indexed with the originals; the pairs found are
counted against those planted. Standard library only.
"""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

SUO = os.path.abspath(os.environ.get("SUO_BIN", "suo"))
HERE = os.path.dirname(os.path.abspath(__file__))
ARTICLES = os.path.join(HERE, "..", "examples", "helpcenter", "articles.jsonl")
REWRITES = os.path.join(HERE, "duplicates", "rewrites.jsonl")
PLANTED = 40


def run(*arguments):
    done = subprocess.run([SUO, *arguments], capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def pairs(index, *options):
    found = json.loads(run("duplicates", "--json", *options, index))
    return [(frozenset((pair["key"], pair["other"])), pair["likeness"])
            for pair in found["duplicates"]]


class Duplicates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="suo-duplicates-")
        cls.index = os.path.join(cls.folder, "index")
        run("index", "--quiet", "--ignore", "of", cls.index, ARTICLES,
            REWRITES)
        with open(REWRITES, encoding="utf-8") as file:
            cls.planted = {frozenset((a["id"], a["of"]))
                           for a in map(json.loads, file)}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def test_planted_rewrites_are_found_and_little_else(self):
        self.assertEqual(len(self.planted), PLANTED)
        found = [pair for pair, _ in pairs(self.index)]
        right = self.planted & set(found)
        recall = len(right) / PLANTED
        precision = len(right) / len(found)
        print("recall %.3f, precision %.3f of %d pairs" %
              (recall, precision, len(found)))
        print("not planted:", [sorted(p) for p in set(found) - self.planted])
        print("missed:", [sorted(p) for p in self.planted - set(found)])
        self.assertGreaterEqual(recall, 0.9)
        self.assertGreaterEqual(precision, 0.9)

    def test_pairs_come_by_likeness_and_least_cuts_them(self):
        found = [likeness for _, likeness in pairs(self.index)]
        self.assertEqual(found, sorted(found, reverse=True))
        few = [likeness for _, likeness in pairs(self.index, "--least", "0.7")]
        self.assertEqual(few, [one for one in found if one >= 0.7])
        self.assertEqual(len(pairs(self.index, "-k", "3")), 3)

    def test_a_role_that_sees_nothing_gets_nothing(self):
        self.assertEqual(pairs(self.index, "--role", "publi"), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
