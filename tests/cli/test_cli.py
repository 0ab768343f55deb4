#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_cli.py - claims about the command line tool `suo`, one a test.

SUO_BIN names the tool. Standard library only; every test has a folder of its
own. The full disk is played by a limit on the size of files (RLIMIT_FSIZE):
the system then refuses a write as a full disk would, with EFBIG for ENOSPC,
on any machine and without being root; a small tmpfs is tried as well where
the system lets us mount one.
"""
import fcntl
import json
import os
import pty
import resource
import select
import shutil
import signal
import subprocess
import struct
import sys
import tempfile
import termios
import time
import unittest

SUO = os.path.abspath(os.environ.get("SUO_BIN", "suo"))

OK, BAD_INPUT, USAGE, FAILED = 0, 1, 2, 3

ARTICLES = [
    {"id": "return", "title": "如何退货", "body": "收到商品七天内可以申请退货，运费由我们承担。",
     "audience": ["public", "agent"], "category": "after-sales",
     "updated": "2025-03-01T08:30:00+08:00", "votes": 12},
    {"id": "invoice", "title": "如何开发票", "body": "在订单页面点击开发票，电子发票会发送到邮箱。",
     "audience": "public", "category": "orders", "updated": "2025-02-01",
     "votes": 3},
    {"id": "v3", "title": "V3 MONO headphones", "body":
     "The V3 MONO pairs with your phone over Bluetooth. Hold the button.",
     "audience": ["public"], "category": "products", "updated": "2024-12-31",
     "votes": 7},
    {"id": "secret", "title": "退货补偿上限", "body": "客服可以给退货客户补偿二十元。",
     "audience": ["agent"], "category": "internal", "updated": "2025-03-02",
     "votes": 1},
]


class Result:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "surrogateescape")
        self.err = done.stderr.decode("utf-8", "surrogateescape")
        self.raw = done.stdout


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="suo-cli-")
        self.index = self.path("index")

    def tearDown(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, content):
        path = self.path(*name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if isinstance(content, list):
            content = "".join(json.dumps(item, ensure_ascii=False) + "\n"
                              for item in content)
        if isinstance(content, str):
            content = content.encode()
        with open(path, "wb") as file:
            file.write(content)
        return path

    def suo(self, *arguments, expect=OK, stdin=b"", **options):
        done = subprocess.run([SUO, *arguments], input=stdin,
                              capture_output=True, timeout=300, **options)
        result = Result(done)
        if expect is not None:
            self.assertEqual(result.code, expect,
                             f"{arguments}\n{result.out}\n{result.err}")
        return result

    def make(self, records=ARTICLES, *options, **more):
        path = self.write("articles.jsonl", records)
        return self.suo("index", *options, self.index, path, **more)

    def hits(self, question, *options, index=None):
        result = self.suo("search", "--json", *options, index or self.index,
                          question)
        return json.loads(result.out)["hits"]

    def keys(self, question, *options, **more):
        return [hit["key"] for hit in self.hits(question, *options, **more)]

    def fields(self):
        stats = json.loads(self.suo("stats", "--json", self.index).out)
        return {field["name"]: field["kind"] for field in stats["fields"]}

    def doc_count(self, index=None):
        stats = self.suo("stats", "--json", index or self.index).out
        return json.loads(stats)["documents"]


class Help(Case):
    def test_help__names_every_command_and_exit_code(self):
        out = self.suo("--help").out
        for word in ["index", "search", "words", "synonyms", "tokens",
                     "vote", "supersede", "pin", "stats", "check", "salvage", "Exit codes", "  3  "]:
            self.assertIn(word, out)

    def test_help__of_each_command_tells_its_exit_codes(self):
        for command in ["index", "search", "words", "synonyms", "tokens",
                        "vote", "supersede", "pin", "stats", "check", "salvage"]:
            out = self.suo(command, "--help").out
            self.assertIn(f"Usage: suo {command}", out)
            self.assertIn("Exit codes", out)

    def test_help__of_search_says_that_all_is_seen_without_roles(self):
        self.assertIn("as the owner of the files", self.suo(
            "search", "--help").out)

    def test_version__is_printed(self):
        self.assertRegex(self.suo("--version").out, r"^suo \S+\n$")

    def test_command__unknown_gets_a_hint(self):
        result = self.suo("serch", expect=USAGE)
        self.assertIn("did you mean 'search'", result.err)

    def test_command__none_is_a_usage_error(self):
        self.suo(expect=USAGE)

    def test_option__unknown_is_named(self):
        result = self.suo("search", "--frobnicate", expect=USAGE)
        self.assertIn("--frobnicate", result.err)

    def test_index__wants_a_file(self):
        self.suo("index", self.index, expect=USAGE)

    def test_k__must_be_in_range(self):
        self.suo("search", "-k", "10001", self.index, "x", expect=USAGE)

    def test_search__of_no_index_fails(self):
        result = self.suo("search", self.path("none"), "x", expect=FAILED)
        self.assertIn("SUO_NOT_FOUND", result.err)

    def test_output__that_is_lost_is_a_failure(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([SUO, "--help"], stdout=full,
                                  stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, FAILED)


class BadInput(Case):
    def test_line__not_json_is_named_and_the_rest_indexed(self):
        path = self.write("a.jsonl", b'{"id":"a","title":"one"}\nnot json\n'
                                     b'{"id":"b","title":"two"}\n')
        result = self.suo("index", self.index, path, expect=BAD_INPUT)
        self.assertIn(f"{path}:2: not JSON, column", result.err)
        self.assertEqual(self.doc_count(), 2)

    def test_strict__commits_nothing(self):
        self.make(ARTICLES[:1])
        path = self.write("b.jsonl", b'{"id":"new","title":"n"}\nnot json\n')
        result = self.suo("index", "--strict", self.index, path,
                          expect=BAD_INPUT)
        self.assertIn(f"{path}:2:", result.err)
        self.assertEqual(self.doc_count(), 1)
        self.assertEqual(self.keys("n"), [])

    def test_strict__makes_no_new_index(self):
        path = self.write("b.jsonl", b'{"id":"new","title":"n"}\nnot json\n')
        self.suo("index", "--strict", self.index, path, expect=BAD_INPUT)
        self.suo("search", self.index, "n", expect=FAILED)

    def test_folder__that_cannot_be_made_is_told_why(self):
        path = self.write("a.jsonl", ARTICLES)
        result = self.suo("index", self.path("no", "index"), path,
                          expect=FAILED)
        self.assertIn("cannot make folder: No such file", result.err)
        result = self.suo("index", path, path, expect=FAILED)
        self.assertIn("Not a directory", result.err)

    def test_strict__of_a_new_index_can_be_run_again(self):
        bad = self.write("a.jsonl", b'{"id":"new","title":"n"}\nnot json\n')
        self.suo("index", "--strict", self.index, bad, expect=BAD_INPUT)
        good = self.write("b.jsonl", b'{"id":"x","title":"n","c":"red"}\n')
        self.suo("index", "--strict", self.index, good)
        self.assertEqual(self.fields()["c"], "keyword")

    def test_utf8__broken_is_repaired_and_named(self):
        path = self.write("a.jsonl", b'{"id":"a","title":"ab \xff\xfe cd"}\n')
        result = self.suo("index", self.index, path, expect=BAD_INPUT)
        self.assertIn(f"{path}:1: broken parts of UTF-8", result.err)
        hit = self.hits("cd")[0]
        self.assertEqual(hit["fields"]["title"], "ab \ufffd\ufffd cd")

    def test_surrogate__alone_is_repaired_and_named(self):
        path = self.write("a.jsonl", b'{"id":"a","title":"x \\ud800\\ud800"}\n'
                          b'{"id":"b","title":"x \\ud83d\\ude00 \\\\ud800"}\n')
        result = self.suo("index", self.index, path, expect=BAD_INPUT)
        self.assertIn(f"{path}:1: broken parts of UTF-8 replaced by U+FFFD: 2",
                      result.err)
        self.assertNotIn(f"{path}:2:", result.err)
        self.assertEqual({hit["fields"]["title"] for hit in self.hits("x")},
                         {"x \ufffd\ufffd", "x \U0001f600 \\ud800"})

    def test_utf8__overlong_or_of_a_surrogate_is_broken(self):
        path = self.write("a.jsonl", b'{"id":"a","title":"x \xc0\xaf"}\n'
                                     b'{"id":"b","title":"x \xed\xa0\x80"}\n')
        result = self.suo("index", self.index, path, expect=BAD_INPUT)
        self.assertIn(f"{path}:1: broken parts of UTF-8", result.err)
        self.assertIn(f"{path}:2: broken parts of UTF-8", result.err)

    def refused(self, line):
        path = self.write("bad.jsonl", line + b'\n{"id":"fine","n":1}\n')
        result = self.suo("index", self.path("bad"), path, expect=BAD_INPUT)
        self.assertEqual(self.doc_count(self.path("bad")), 1, line)
        shutil.rmtree(self.path("bad"))
        self.assertIn(f"{path}:1: ", result.err)
        return result.err.splitlines()[0].split(f"{path}:1: ")[1]

    def test_json__malformed_is_refused_with_its_column(self):
        for line, column in [
                (b'{"id":"a"} x', 12), (b'{"id":"a"}{}', 11),
                (b'{"id":"a"}\0{}', 11), (b'{"id":"a","t":"x\0y"}', 18),
                (b'{"id":"a"', 10), (b'{"id":"a",}', 11), (b'{"id"}', 6),
                (b"{\"id\":'a'}", 7), (b'{"id":"a","n":01}', None),
                (b'{"id":"a"} // note', 12), (b'{"id":True}', None),
                ('{"id":"退货",}'.encode(), 12), (b'{"id":"a\\x"}', 10)]:
            message = self.refused(line)
            self.assertRegex(message, r"^not JSON, column \d+: \w")
            if column is not None:
                self.assertIn(f"column {column}:", message, line)

    def test_json__but_no_object_is_refused(self):
        for line in [b'[1]', b'"x"', b' [{"id":1}]']:
            self.assertIn("no object", self.refused(line))

    def test_json__nested_too_deeply_is_refused(self):
        def nested(depth):
            return (b'{"id":"a","l":' + b"[" * (depth - 1) + b"1" +
                    b"]" * (depth - 1) + b"}")
        self.assertIn("nesting too deep, 64", self.refused(nested(65)))
        self.assertIn("nesting too deep, 64", self.refused(nested(1_000_000)))
        path = self.write("a.jsonl", nested(64))
        result = self.suo("index", "--stored", "l", self.index, path,
                          expect=BAD_INPUT)
        self.assertIn("a list inside a list", result.err)

    def test_key__with_a_nul_is_refused(self):
        self.assertIn("column 5: NUL in a key",
                      self.refused(b'{"id\\u0000x" : "a"}'))
        self.assertIn("NUL in a key", self.refused(
            b'{"id":"\\u0000:\\"\\u0000","a\\\\\\u0000":1}'))

    def test_key__given_twice_takes_the_last_value(self):
        self.make(b'{"id":"a","title":"one","title":"two","id":"b"}\n')
        self.assertEqual([(hit["key"], hit["fields"]["title"])
                          for hit in self.hits("two")], [("b", "two")])

    def test_id__of_64_bits_is_exact_and_beyond_refused(self):
        edge = [2**53 + 1, 2**63 - 1, -2**63]
        path = self.write("a.jsonl", "".join(
            f'{{"id":{n},"n":{n},"title":"x"}}\n' for n in edge))
        self.suo("index", "--integer", "n", self.index, path)
        self.assertEqual({(hit["key"], hit["fields"]["n"])
                          for hit in self.hits("x")},
                         {(str(n), n) for n in edge})
        for n in [2**63, 2**64, -2**63 - 1, -2**64, 10**40]:
            self.assertRegex(
                self.refused(f'{{"id":{n},"title":"x"}}'.encode()),
                "the id must be|not JSON")

    def test_number__not_finite_or_too_large_gets_nowhere(self):
        # Versions of json-c differ in whether the line or the value is bad.
        for value in ["NaN", "Infinity", "-Infinity", "1e999", str(2**63),
                      str(-2**63 - 1), str(2**64)]:
            for option in ["integer", "time", "keyword", "stored", "text"]:
                path = self.write("a.jsonl",
                                  f'{{"id":1,"title":"x","v":{value}}}\n'
                                  '{"id":2,"title":"x"}\n')
                result = self.suo("index", "--" + option, "v", self.index,
                                  path, expect=BAD_INPUT)
                self.assertRegex(result.err, "a.jsonl:1: (field 'v'|not JSON)")
                for hit in self.hits("x"):
                    self.assertNotIn("v", hit["fields"])
                shutil.rmtree(self.index)

    def test_id__missing_is_named(self):
        path = self.write("a.jsonl", b'{"id":"a"}\n{"title":"x"}\n')
        result = self.suo("index", self.index, path, expect=BAD_INPUT)
        self.assertIn(f"{path}:2: the id is missing", result.err)

    def test_id__of_another_kind_is_refused(self):
        path = self.write("a.jsonl", b'{"id":1.5}\n{"id":""}\n{"id":7}\n')
        result = self.suo("index", self.index, path, expect=BAD_INPUT)
        self.assertIn(f"{path}:1: the id must be", result.err)
        self.assertIn(f"{path}:2: the id must be", result.err)
        self.assertEqual(self.doc_count(), 1)

    def test_id__repeated_is_named_and_the_last_stays(self):
        path = self.write("a.jsonl", [{"id": "a", "title": "first"},
                                      {"id": "b", "title": "other"},
                                      {"id": "a", "title": "second"}])
        result = self.suo("index", self.index, path, expect=BAD_INPUT)
        self.assertIn(f"{path}:3: id 'a' was given before, at {path}:1",
                      result.err)
        self.assertEqual(self.keys("second"), ["a"])
        self.assertEqual(self.keys("first"), [])

    def test_ids__repeated_are_named_ten_times_then_counted(self):
        path = self.write("a.jsonl", [{"id": "a", "title": "x"}] * 31)
        result = self.suo("index", "--json", self.index, path,
                          expect=BAD_INPUT)
        self.assertEqual(result.err.count("was given before"), 10)
        self.assertEqual(json.loads(result.out)["repeated_ids"], 30)

    def test_id__of_an_earlier_run_is_no_fault(self):
        self.make()
        result = self.make([dict(ARTICLES[0], body="new text")], "--json")
        self.assertEqual(json.loads(result.out)["replaced"], 1)
        self.assertEqual(self.doc_count(), 4)

    def test_file__empty_is_noted_and_no_error(self):
        path = self.write("empty.jsonl", b"")
        result = self.suo("index", self.index, path)
        self.assertIn(f"{path}: the file is empty", result.err)
        self.assertEqual(self.doc_count(), 0)

    def test_line__of_100_mb_is_indexed(self):
        """Of so many per cent of 100 MB as the long tests do of their cases
        (tests/support/effort.h)."""
        percent = int(os.environ.get("SUO_TEST_EFFORT", "25"))
        words = "数据 refund policy 退货流程说明 "
        text = words * (percent * 1_000_000 // len(words.encode()) + 1)
        path = self.write("big.jsonl", '{"id":"big","body":"' + text + '"}\n'
                          '{"id":"small","body":"needle"}\n')
        del text
        self.suo("index", self.index, path)
        self.assertEqual(self.keys("needle"), ["small"])
        self.assertEqual(self.suo("search", "-k", "1", "--queries", "-",
                                  "--trec", self.index,
                                  stdin="q\t退货流程\n".encode()).out.split()[2],
                         "big")

    def test_file__unreadable_is_named_and_the_rest_indexed(self):
        self.write("in/a.jsonl", [{"id": "a", "title": "x"}])
        os.symlink("nowhere", self.path("in", "gone.jsonl"))
        result = self.suo("index", self.index, self.path("in"),
                          expect=BAD_INPUT)
        self.assertIn("gone.jsonl: No such file", result.err)
        self.assertEqual(self.doc_count(), 1)

    def test_files__all_unreadable_make_no_index(self):
        result = self.suo("index", self.index, self.path("none.jsonl"),
                          expect=BAD_INPUT)
        self.assertIn("none.jsonl: No such file", result.err)
        self.assertFalse(os.path.exists(self.index))

    def test_file__of_unknown_kind_is_named(self):
        path = self.write("a.xyz", b"x")
        result = self.suo("index", self.index, path, expect=BAD_INPUT)
        self.assertIn(f"{path}: the name's ending", result.err)

    def test_json__over_several_lines_gets_a_clear_message(self):
        path = self.write("a.json", json.dumps(ARTICLES, indent=1))
        result = self.suo("index", self.index, path, expect=BAD_INPUT)
        self.assertIn("one JSON text over several lines", result.err)
        self.assertEqual(len(result.err.splitlines()), 1)

    def test_value__that_is_an_object_is_left_out(self):
        path = self.write("a.jsonl", [{"id": "a", "title": "kept",
                                       "meta": {"x": 1}}])
        result = self.suo("index", self.index, path, expect=BAD_INPUT)
        self.assertIn(f"{path}:1: field 'meta'", result.err)
        self.assertEqual(self.keys("kept"), ["a"])

    def test_value__ignored_by_option_is_no_fault(self):
        self.make([{"id": "a", "title": "kept", "meta": {"x": 1}}],
                  "--ignore", "meta")

    def test_audience__malformed_refuses_the_document(self):
        path = self.write("a.jsonl", [{"id": "a", "title": "x",
                                       "audience": 5}])
        self.suo("index", "--audience", "public", self.index, path,
                 expect=BAD_INPUT)
        self.suo("search", self.index, "x", expect=FAILED)

    def test_messages__hold_no_control_bytes(self):
        path = self.write("a.jsonl", b'{"id":"a"}\n{"\x1b[31m":}\n')
        result = self.suo("index", self.index, path, expect=BAD_INPUT)
        self.assertNotIn("\x1b", result.err)


class Busy(Case):
    def test_writer__second_one_fails(self):
        self.make(ARTICLES[:1])
        holder = subprocess.Popen([SUO, "index", "-q", self.index, "-"],
                                  stdin=subprocess.PIPE)
        try:
            # More than a pipe holds: written means that it is being read,
            # and what reads it has the lock.
            holder.stdin.write(b"\n" * 1_000_000)
            path = self.write("empty.jsonl", b"")
            result = self.suo("index", self.index, path, expect=FAILED)
            self.assertIn("SUO_BUSY", result.err)
            self.assertEqual(result.err.count(self.index), 1)
        finally:
            holder.communicate(json.dumps(ARTICLES[1]).encode())
        self.assertEqual(holder.returncode, OK)
        self.assertEqual(self.doc_count(), 2)


class FullDisk(Case):
    def big(self):
        return self.write("big.jsonl", [
            {"id": str(n), "body": f"退货 word{n} " + os.urandom(300).hex()}
            for n in range(4000)])

    def test_limit__fails_and_keeps_the_last_commit(self):
        self.make(ARTICLES[:2])

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        result = self.suo("index", self.index, self.big(), expect=FAILED,
                          preexec_fn=limit)
        self.assertIn("nothing was committed", result.err)
        self.assertEqual(self.doc_count(), 2)
        self.suo("check", self.index)
        self.suo("index", self.index, self.big())
        self.assertEqual(self.doc_count(), 4002)

    def test_tmpfs__fails_and_keeps_the_last_commit(self):
        disk = self.path("disk")
        os.mkdir(disk)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "suo",
                           disk], capture_output=True).returncode != 0:
            self.skipTest("no right to mount a tmpfs")
        try:
            self.index = os.path.join(disk, "index")
            self.make(ARTICLES[:2])
            result = self.suo("index", self.index, self.big(), expect=FAILED)
            self.assertIn("SUO_FULL", result.err)
            self.assertEqual(self.doc_count(), 2)
            self.suo("check", self.index)
        finally:
            subprocess.run(["umount", disk], check=True)


class Rough(Case):
    def assert_sound(self, count):
        self.suo("check", self.index)
        self.assertEqual(self.doc_count(), count)

    def test_folder__keeps_what_is_not_of_the_index(self):
        self.make()
        others = ["notes.txt", "s-1.suo", "manifest.suo.old", "x.suo/a"]
        for name in others:
            self.write("index/" + name, "mine")
        os.mkdir(self.path("index", "s-00000000000000ff.suo"))
        self.make([{"id": "more", "title": "more"}])
        self.suo("merge", "--full", self.index)
        for name in others:
            self.assertTrue(os.path.exists(self.path("index", name)), name)
        self.assert_sound(5)

    def test_kill__leaves_the_last_commit(self):
        self.make()
        many = [{"id": str(n), "title": f"退货 word{n}", "body": "退" * 300}
                for n in range(3000)]
        for wait in (0.05, 0.2, 0.4):
            killed = subprocess.Popen(
                [SUO, "index", "-q", "--memory", "3", self.index, "-"],
                stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
            for record in many:
                killed.stdin.write(json.dumps(record).encode() + b"\n")
            killed.stdin.flush()
            time.sleep(wait)
            killed.kill()
            self.assertEqual(killed.wait(), -signal.SIGKILL)
            killed.stdin.close()
            self.assertIn("return", self.keys("退货"))
            self.assert_sound(4)
        left_over = set(os.listdir(self.index))
        self.make()
        self.assert_sound(4)
        self.assertGreater(len(left_over), len(os.listdir(self.index)))

    def test_folder__read_only_is_searched_and_not_written(self):
        self.make()
        other = {}
        if os.getuid() == 0:  # to whom nothing is read-only
            other = {"user": 65534}
            os.chmod(self.folder, 0o755)
        suo = shutil.copy(SUO, self.path("suo"))
        os.chmod(suo, 0o755)
        for name in os.listdir(self.index):
            os.chmod(self.path("index", name), 0o444)
        os.chmod(self.index, 0o555)
        try:
            for command, code in [("search", OK), ("check", OK), ("stats", OK),
                                  ("merge", FAILED)]:
                words = ["退货"] if command == "search" else []
                done = subprocess.run([suo, command, self.index, *words],
                                      capture_output=True, **other)
                self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(b"Permission denied", done.stderr)
        finally:
            os.chmod(self.index, 0o755)
        self.assert_sound(4)

    def test_index__of_nothing_is_merged_and_salvaged(self):
        self.suo("index", self.index, self.write("empty.jsonl", b""))
        for command in ["merge", "check", "stats"]:
            self.suo(command, self.index)
        self.suo("merge", "--full", self.index)
        self.suo("salvage", self.index, self.path("new"))
        self.assertEqual(self.keys("退货", index=self.path("new")), [])

    def test_key__has_at_most_1024_bytes(self):
        keys = ["k" * 1024, "客" * 341 + "k"]
        result = self.make([{"id": key, "title": "long"} for key in keys] +
                           [{"id": "k" * 1025, "title": "long"}],
                           expect=BAD_INPUT)
        self.assertIn(":3: id: a key has at most 1024 bytes", result.err)
        self.assertEqual(set(self.keys("long")), set(keys))
        self.assert_sound(2)


class Files(Case):
    def test_markdown__gives_title_and_plain_text(self):
        path = self.write("faq.md", "intro *line*\n\n# Refund &amp; return\n\n"
                          "Ask **within** `7` days&nbsp;&copy;\n\n"
                          "| a | b |\n|---|---|\n| c1 | c2 |\n\n"
                          "<div><p>html <b>part</b></p>"
                          "<script>evil()</script></div>\n")
        self.suo("index", self.index, path)
        hit = self.hits("refund")[0]
        self.assertEqual(hit["key"], "faq.md")
        self.assertEqual(hit["fields"]["title"], "Refund & return")
        self.assertEqual(
            hit["fields"]["body"],
            "intro line\nAsk within 7 days\u00a0©\na b\nc1 c2\nhtml part")

    def test_markdown__front_matter_is_no_text(self):
        path = self.write("a.md", '---\ntitle: "Lost parcel"\ntags: [x]\n---\n'
                                  '\nCall us.\n')
        self.suo("index", self.index, path)
        fields = self.hits("parcel")[0]["fields"]
        self.assertEqual(fields, {"title": "Lost parcel", "body": "Call us."})

    def test_html__gives_title_and_text_by_blocks(self):
        path = self.write("p.html", "<!doctype html><head><title>发票 &amp; 税"
                          "</title><style>p{}</style><script>bad</script>"
                          "</head><body><h1>Head</h1><p>One<br>two <b>bo</b>ld"
                          "<script>evil()</script></p><p>&lt;x&gt; &#20013;"
                          "</p></body>")
        self.suo("index", self.index, path)
        fields = self.hits("发票")[0]["fields"]
        self.assertEqual(fields["title"], "发票 & 税")
        self.assertEqual(fields["body"], "Head\nOne\ntwo bold\n<x> 中")

    def test_html__without_title_takes_the_first_h1(self):
        path = self.write("p.htm", "<p>before</p><h1>Only <i>this</i></h1>"
                                   "<p>after</p>")
        self.suo("index", self.index, path)
        self.assertEqual(self.hits("only")[0]["fields"],
                         {"title": "Only this", "body": "before\nafter"})

    def test_html__nested_deeply_does_no_harm(self):
        path = self.write("p.html", "<b><div>" * 3000 + "deep word")
        self.suo("index", self.index, path)
        self.assertEqual(self.keys("deep"), ["p.html"])

    def test_text__takes_the_first_line_as_title(self):
        path = self.write("n.txt", "\ufeff\nFirst line\n\nsecond\nthird\n")
        self.suo("index", self.index, path)
        self.assertEqual(self.hits("third")[0]["fields"],
                         {"title": "First line", "body": "second\nthird\n"})

    def test_folder__is_walked_sorted_without_hidden_and_others(self):
        for name in ["d/b.md", "d/sub/a.txt", "d/a.html", "d/.hidden.md",
                     "d/.git/x.md", "d/pic.png"]:
            self.write(name, "needle text\n\nneedle")
        result = self.suo("index", "--json", self.index, self.path("d") + "/")
        self.assertEqual(json.loads(result.out)["skipped_files"], 1)
        self.assertEqual(sorted(self.keys("needle")),
                         ["a.html", "b.md", "sub/a.txt"])

    def test_audience__option_reaches_pages(self):
        path = self.write("n.txt", "word\nmore\n")
        self.suo("index", "--audience", "public", "--audience", "staff",
                 self.index, path)
        self.assertEqual(self.keys("word", "--role", "staff"), ["n.txt"])
        self.assertEqual(self.keys("word", "--role", "other"), [])

    def test_stdin__is_json_lines(self):
        data = json.dumps(ARTICLES[2]).encode() + b"\n"
        self.suo("index", self.index, "-", stdin=data)
        self.assertEqual(self.keys("bluetooth"), ["v3"])

    def test_stdin__longer_than_the_look_ahead_is_whole(self):
        data = "".join(f'{{"id":{n},"body":"word{n} common"}}\n'
                       for n in range(2500)).encode()
        self.suo("index", self.index, "-", stdin=data)
        self.assertEqual(self.doc_count(), 2500)
        for n in [0, 999, 1000, 1001, 2499]:
            self.assertEqual(self.keys(f"word{n}"), [str(n)])

    def test_inputs__of_all_kinds_mix(self):
        self.write("d/a.jsonl", [{"id": n, "body": f"json{n}", "c": "x"}
                                 for n in range(1500)])
        self.write("d/b.txt", "page\ntext")
        self.write("d/c.jsonl", [{"id": "last", "body": "jsonlast"}])
        self.suo("index", self.index, self.path("d"))
        self.assertEqual(self.doc_count(), 1502)
        self.assertEqual(self.keys("jsonlast"), ["last"])
        self.assertEqual(self.keys("page"), ["b.txt"])


class Fields(Case):
    def test_roles__are_read_from_the_records(self):
        self.make([{"id": 1, "n": 5, "whole": 2.0, "when": "2025-01-02",
                    "tags": ["a", "b"], "flag": True, "real": 1.5,
                    "long": "x" * 129, "mixed": "2025-01-02", "none": None},
                   {"id": 2, "n": -3, "when": "2025-01-02T03:04:05.5Z",
                    "tags": "c", "mixed": "soon"}])
        self.assertEqual(self.fields(), {
            "title": "text", "body": "text", "n": "integer",
            "whole": "integer", "when": "time", "tags": "keyword",
            "flag": "keyword", "real": "stored", "long": "stored",
            "mixed": "keyword"})

    def test_roles__of_options_come_first(self):
        self.make([{"id": 1, "a": "x", "b": 1, "c": "y", "d": "w",
                    "e": "2025-01-01", "f": 3}],
                  "--text", "a=1.5", "--keyword", "b", "--stored", "c",
                  "--ignore", "d", "--time", "f")
        self.assertEqual(self.fields(), {
            "title": "text", "body": "text", "a": "text", "b": "keyword",
            "c": "stored", "f": "time", "e": "time"})

    def test_weight__is_one_and_can_be_changed(self):
        self.make([{"id": 1}], "--text", "title=3", "--text", "note=0.5")
        stats = json.loads(self.suo("stats", "--json", self.index).out)
        weights = {f["name"]: f.get("weight") for f in stats["fields"]}
        self.assertEqual(weights, {"title": 3, "body": 1, "note": 0.5})

    def test_language__is_english_and_can_be_changed(self):
        texts = [{"id": "1", "title": "Rechnungen", "body": "x",
                  "audience": "public"}]
        self.make(texts, "--language", "title=de")
        stats = json.loads(self.suo("stats", "--json", self.index).out)
        languages = {f["name"]: f.get("language") for f in stats["fields"]}
        self.assertEqual(languages, {"title": "german", "body": "english"})
        self.assertIn("(weight 1, german, title)", self.suo("stats", self.index).out)
        self.assertEqual(self.keys("rechnung", "--in", "title"), ["1"])
        self.make(texts, "--language", "title=german")
        path = self.write("a.jsonl", texts)
        for wrong in ["title=french", "title=klingon", "title", "id=german"]:
            self.suo("index", "--language", wrong, self.index, path,
                     expect=USAGE)

    def test_role__given_twice_is_a_usage_error(self):
        path = self.write("a.jsonl", [{"id": 1}])
        self.suo("index", "--text", "x", "--keyword", "x", self.index, path,
                 expect=USAGE)
        self.suo("index", "--keyword", "title", self.index, path, expect=USAGE)
        self.suo("index", "--keyword", "id", self.index, path, expect=USAGE)
        self.suo("index", "--text", "x=0", self.index, path, expect=USAGE)

    def test_fields__unknown_to_the_index_are_counted(self):
        self.make([{"id": 1, "title": "x"}])
        result = self.make([{"id": 2, "title": "x", "later": "y"},
                            {"id": 3, "title": "x", "later": "z"}], "--json")
        self.assertEqual(json.loads(result.out)["ignored_fields"],
                         {"later": 2})

    def test_options__that_contradict_the_index_are_a_usage_error(self):
        self.make()
        path = self.path("articles.jsonl")
        self.suo("index", "--integer", "category", self.index, path,
                 expect=USAGE)

    def test_values__come_back(self):
        self.make([{"id": 1, "title": "x", "n": 5, "tags": ["a", "b"],
                    "when": "2025-03-01T08:30:00+08:00", "flag": False,
                    "real": 0.1, "nul": "a\0b"}])
        self.assertEqual(self.hits("x")[0]["fields"], {
            "title": "x", "n": 5, "tags": ["a", "b"],
            "when": "2025-03-01T00:30:00Z", "flag": "false", "real": "0.1",
            "nul": "a\0b"})

    def test_time__that_is_none_is_left_out(self):
        path = self.write("a.jsonl", [{"id": 1, "title": "x",
                                       "w": "2025-02-30"}])
        result = self.suo("index", "--time", "w", self.index, path,
                          expect=BAD_INPUT)
        self.assertIn(f"{path}:1: field 'w': not a time", result.err)
        self.assertEqual(self.doc_count(), 1)


class Narrowing(Case):
    def total(self, question, *options):
        answer = self.suo("search", "--json", *options, self.index, question)
        return json.loads(answer.out)["total"]

    def test_all__wants_every_word(self):
        self.make()
        self.assertEqual(set(self.keys("退货 发票")),
                         {"return", "invoice", "secret"})
        self.assertEqual(self.keys("退货 发票", "--all"), [])
        self.assertEqual(self.keys("退货 运费", "--all"), ["return"])

    def test_filter__takes_keywords_numbers_and_times(self):
        self.make(ARTICLES, "--keyword", "category", "--integer", "votes",
                  "--time", "updated")
        for argument, keys in [
                ("category=after-sales", ["return"]), ("votes=1", ["secret"]),
                ("votes=2..", ["return"]), ("votes=..5", ["secret"]),
                ("updated=2025-03-02..2025-03-03", ["secret"]),
                ("updated=..2025-03-01T00:29:59Z", []),
                ("updated=..2025-03-01T00:30:00Z", ["return"])]:
            self.assertEqual(self.keys("退货", "--filter", argument), keys,
                             argument)
        self.assertEqual(self.keys("退货", "--filter", "votes=..5",
                                   "--filter", "category=orders"), [])

    def test_filter__joins_turns_and_knows_beginnings(self):
        self.make(ARTICLES, "--keyword", "category", "--integer", "votes")
        found = set(self.keys("退货 发票"))
        for argument, keys in [
                ("category^=after", {"return"}), ("category/=after", set()),
                ("category/=after-sales", {"return"}),
                ("!category=after-sales", found - {"return"}),
                ("category=after-sales||votes=1", {"return", "secret"}),
                ("!votes?||votes=1", {"secret"}),
                ("votes?", found)]:
            self.assertEqual(set(self.keys("退货 发票", "--filter", argument)),
                             keys, argument)

    def test_filter__that_makes_no_sense_is_a_usage_error(self):
        self.make(ARTICLES, "--keyword", "category", "--integer", "votes")
        for argument in ["votes", "votes=", "votes=x", "votes=1..x",
                         "body=x", "none=1", "votes^=1", "!", "body?", "",
                         "votes=1||", "||".join(["votes=1"] * 33)]:
            result = self.suo("search", "--filter", argument, self.index, "x",
                              expect=USAGE)
            self.assertIn("--filter", result.err)

    def facets(self, question, *options):
        answer = self.suo("search", "--json", *options, self.index, question)
        return json.loads(answer.out)["facets"]

    def test_facet__counts_paths_steps_and_ranges(self):
        path = self.write("p.jsonl", [
            {"id": str(i), "title": "退货", "path": path, "votes": i * 4,
             "updated": "2025-03-0%dT08:00:00Z" % (i + 1)}
            for i, path in enumerate(["售后/退货", "售后/换货/a", "订单"])])
        self.suo("index", "--keyword", "path", "--integer", "votes", "--time",
                 "updated", self.index, path)
        facets = self.facets(
            "退货", "--facet", "path=", "--facet", "path=售后", "--facet",
            "votes=5", "--facet", "votes=..3,4..", "--facet", "updated=2d",
            "--facet", "path", "-k", "1")
        self.assertEqual(
            [(facet["distinct"],
              [(value.get("value", value.get("min")), value["count"])
               for value in facet["values"]]) for facet in facets],
            [(2, [("售后", 2), ("订单", 1)]),
             (2, [("售后/换货", 1), ("售后/退货", 1)]),
             (2, [(0, 2), (5, 1)]), (2, [(None, 1), (4, 2)]),
             (2, [("2025-03-01T00:00:00Z", 2), ("2025-03-03T00:00:00Z", 1)]),
             (3, [("售后/换货/a", 1), ("售后/退货", 1), ("订单", 1)])])
        self.assertEqual(facets[1]["path"], "售后")
        shown = self.suo("search", "--facet", "path=", self.index, "退货").out
        self.assertIn("       2  售后\n", shown)

    def test_facet__that_makes_no_sense_is_a_usage_error(self):
        self.make(ARTICLES, "--keyword", "category", "--integer", "votes",
                  "--time", "updated")
        for argument in ["votes", "votes=", "votes=0", "votes=1..x", "body",
                         "none", "updated=3", "votes=1..2,"]:
            result = self.suo("search", "--facet", argument, self.index, "x",
                              expect=USAGE)
            self.assertIn("--facet", result.err)

    def test_sort__orders_and_after_gives_the_next_page(self):
        self.make(ARTICLES, "--integer", "votes")
        by_votes = self.keys("退货 发票", "--sort", "votes")
        down = self.keys("退货 发票", "--sort", "votes:desc")
        self.assertEqual(by_votes, ["secret", "invoice", "return"])
        self.assertEqual(down, by_votes[::-1])
        for options in [[], ["--sort", "votes"], ["--sort", "votes,score"]]:
            whole = self.keys("退货 发票", *options)
            paged, after = [], []
            while True:
                answer = json.loads(self.suo(
                    "search", "--json", "-k", "1", *options, *after,
                    self.index, "退货 发票").out)
                paged += [hit["key"] for hit in answer["hits"]]
                if "next" not in answer:
                    break
                after = ["--after", answer["next"]]
            self.assertEqual(paged, whole)

    def test_boost__multiplies_scores_by_what_it_says(self):
        self.make(ARTICLES, "--integer", "votes", "--time", "updated")
        def scores(*options):
            return {hit["key"]: hit["score"] for hit in json.loads(self.suo(
                "search", "--json", *options, self.index, "退货 发票"
            ).out)["hits"]}
        plain, boosted = scores(), scores("--boost", "votes=2:12")
        for key, votes in [("return", 12), ("secret", 1), ("invoice", 3)]:
            self.assertAlmostEqual(boosted[key] / plain[key],
                                   1 + 2 * votes / (votes + 12), 9)
        fresh = scores("--boost", "updated=1:100000")
        self.assertTrue(1.5 < fresh["return"] / plain["return"] < 2)
        for argument in ["votes", "votes=1", "votes=x:1", "votes=1:0",
                         "votes=101:1", "body=1:1", "none=1:1", "votes=:1"]:
            result = self.suo("search", "--boost", argument, self.index, "x",
                              expect=USAGE)
            self.assertIn("--boost", result.err)

    def test_votes__are_recorded_shown_and_count(self):
        self.make(ARTICLES, "--integer", "votes")

        def scores(*options):
            return {hit["key"]: hit["score"] for hit in json.loads(self.suo(
                "search", "--json", *options, self.index, "退货 发票"
            ).out)["hits"]}
        plain = scores()
        self.assertEqual(self.suo("vote", self.index).out, "")
        self.suo("vote", "--up", "-n", "10", self.index, "invoice")
        self.suo("vote", "--down", "--shown", self.index, "return", "gone")
        self.assertEqual(self.suo("vote", self.index).out,
                         "gone\t1\t0\t0\t1\t0\ninvoice\t0\t0\t10\t0\t0\n"
                         "return\t1\t0\t0\t1\t0\n")
        self.assertEqual(json.loads(self.suo(
            "vote", "--json", self.index, "invoice").out),
            [{"key": "invoice", "shown": 0, "opened": 0, "up": 10, "down": 0,
              "solved": 0}])
        voted, none = scores("--votes", "2"), scores("--votes", "0")
        against = 1 + 1 / 90
        self.assertAlmostEqual(voted["invoice"] / plain["invoice"], 2, 9)
        self.assertAlmostEqual(voted["return"] / plain["return"],
                               1 / (1 + 2 * against / (against + 10)), 9)
        self.assertEqual(none, plain)
        self.assertAlmostEqual(scores()["invoice"] / plain["invoice"], 1.25, 9)
        parts = json.loads(self.suo(
            "search", "--json", "--explain", self.index, "退货 发票"
        ).out)["hits"][0]["parts"]
        self.assertIn("feedback", [part.get("field") for part in parts])
        self.make(ARTICLES)  # all is put again
        self.assertAlmostEqual(scores()["invoice"] / plain["invoice"], 1.25, 9)
        self.suo("vote", "--fade", "0.5", self.index)
        self.assertEqual(self.suo("vote", self.index, "invoice").out,
                         "invoice\t0\t0\t5\t0\t0\n")
        for arguments in [["--up", self.index], ["--fade", "2", self.index],
                          ["--fade", ".5", self.index, "a"],
                          ["--up", "-n", "0", self.index, "a"],
                          ["--up", "--json", self.index, "a"], []]:
            self.suo("vote", *arguments, expect=USAGE)
        self.suo("vote", "--up", self.path("none"), "a", expect=FAILED)

    def test_supersede__hides_the_old_from_who_sees_the_new(self):
        self.make([{"id": "old", "title": "card fee", "audience": "public"},
                   {"id": "new", "title": "card", "audience": "staff"}])
        self.suo("supersede", self.index, "old", "new")
        self.assertEqual(self.suo("supersede", self.index).out, "old\tnew\n")
        self.assertEqual(json.loads(self.suo(
            "supersede", "--json", self.index).out),
            [{"old": "old", "new": "new"}])
        answer = json.loads(self.suo("search", "--json", self.index,
                                     "card").out)
        self.assertEqual([(hit["key"], hit["supersedes"])
                          for hit in answer["hits"]], [("new", ["old"])])
        self.assertEqual(answer["total"], 1)
        self.assertIn("instead of old",
                      self.suo("search", self.index, "card").out)
        self.assertEqual(self.keys("card", "--role", "public"), ["old"])
        self.suo("supersede", self.index, "new", "old", expect=FAILED)
        self.suo("supersede", "--remove", self.index, "new", expect=FAILED)
        self.suo("supersede", "--remove", self.index, "old")
        self.assertEqual(self.suo("supersede", self.index).out, "")
        self.assertEqual(sorted(self.keys("card")), ["new", "old"])
        for arguments in [[], [self.index, "a"], ["--remove", self.index],
                          ["--json", self.index, "a", "b"]]:
            self.suo("supersede", *arguments, expect=USAGE)

    def test_pin__puts_answers_first(self):
        self.make([{"id": "a", "title": "怎么退货"}, {"id": "b", "title": "x"},
                   {"id": "c", "title": "退货", "audience": "staff"}])
        self.suo("pin", self.index, "怎么退货", "b", "c", "none")
        self.assertEqual(self.suo("pin", self.index).out,
                         "怎么退货\tb\tc\tnone\n")
        self.assertEqual(json.loads(self.suo("pin", "--json", self.index).out),
                         [{"question": "怎么退货", "keys": ["b", "c", "none"]}])
        answer = json.loads(self.suo("search", "--json", self.index,
                                     "怎麼退貨？").out)
        self.assertEqual([(hit["key"], hit.get("pinned", False))
                          for hit in answer["hits"]],
                         [("b", True), ("c", True), ("a", False)])
        self.assertEqual(answer["total"], 2)
        self.assertIn("pinned  b", self.suo("search", self.index,
                                            "怎么退货").out)
        self.assertEqual(self.keys("怎么退货", "--role", "staff"), ["c"])
        self.suo("pin", "--remove", self.index, "怎麼退貨", expect=FAILED)
        self.suo("pin", "--remove", self.index, "怎么退货")
        self.assertEqual(self.suo("pin", self.index).out, "")
        for arguments in [[], [self.index, "a"], ["--remove", self.index],
                          ["--json", self.index, "a", "b"]]:
            self.suo("pin", *arguments, expect=USAGE)

    def test_sort__that_makes_no_sense_is_a_usage_error(self):
        self.make(ARTICLES, "--integer", "votes")
        for argument in ["body", "none", "votes:up", "votes,x", ""]:
            result = self.suo("search", "--sort", argument, self.index, "x",
                              expect=USAGE)
            self.assertIn("--sort", result.err)

    def test_collapse__shows_the_best_of_each_value(self):
        rows = [("a1", "card card", "a"), ("a2", "card lost", "a"),
                ("b1", "card", "b"), ("c1", "card gift lost", None)]
        self.make([dict({"id": key, "title": key, "body": body},
                        **({"product": product} if product else {}))
                   for key, body, product in rows], "--keyword", "product")
        hits = json.loads(self.suo("search", "--json", "--collapse", "product",
                                   self.index, "card").out)["hits"]
        whole = self.keys("card")
        first = [key for key in whole
                 if key not in ("a1", "a2")
                 or key == min(["a1", "a2"], key=whole.index)]
        self.assertEqual([hit["key"] for hit in hits], first)
        self.assertEqual([hit["group"] for hit in hits],
                         [2 if hit["key"][0] == "a" else 1 for hit in hits])
        shown = self.suo("search", "--collapse", "product", self.index, "card")
        self.assertEqual(shown.out.count("1 more of this product"), 1)
        self.assertNotIn("group", self.suo("search", "--json", self.index,
                                           "card").out)
        for argument in ["body", "none", ""]:
            result = self.suo("search", "--collapse", argument, self.index, "x",
                              expect=USAGE)
            self.assertIn("--collapse", result.err)

    def test_count__shows_the_total_alone(self):
        self.make()
        self.assertEqual(self.total("退货", "--count"), 2)
        self.assertEqual(self.keys("退货", "--count"), [])
        self.assertRegex(self.suo("search", "--count", self.index, "退货").out,
                         r"^2 hits in ")
        self.suo("search", "--count", "--no-total", self.index, "x",
                 expect=USAGE)

    def test_no_total__shows_the_same_hits(self):
        self.make()
        self.assertEqual(self.keys("退货", "--no-total"), self.keys("退货"))
        self.assertIn("of at least", self.suo(
            "search", "--no-total", self.index, "退货").out)

    def test_work__ends_a_search_or_makes_it_partial(self):
        self.make()
        run = self.suo("search", "--work", "1", self.index, "退货",
                       expect=FAILED)
        self.assertIn("limit of work", run.err)
        run = self.suo("search", "--work", "1", "--partial", self.index,
                       "退货")
        self.assertIn("partial: out of work", run.out)
        run = self.suo("search", "--work", "1", "--partial", "--json",
                       self.index, "退货")
        self.assertEqual(json.loads(run.out)["partial"], "work")
        run = self.suo("search", "--work", "1000", "--timeout", "60000",
                       "--partial", "--json", self.index, "退货")
        self.assertNotIn("partial", json.loads(run.out))
        for wrong in (["--partial"], ["--work", "-1"], ["--timeout", "-1"]):
            self.suo("search", *wrong, self.index, "x", expect=USAGE)


class Search(Case):
    def test_search__finds_and_marks_the_right_bytes(self):
        self.make()
        hit = self.hits("七天内可以退货吗")[0]
        self.assertEqual(hit["key"], "return")
        self.assertEqual(hit["rank"], 1)
        snippet = hit["snippets"]["body"]
        text = snippet["text"].encode()
        marked = [text[a:b].decode() for a, b in snippet["marks"]]
        self.assertIn("退货", marked)
        body = hit["fields"]["body"].encode()
        self.assertEqual(body[snippet["offset"]:][:len(text)], text)

    def test_search__joins_its_words(self):
        self.make()
        out = self.suo("search", "--json", self.index, "v3", "mono").out
        self.assertEqual(json.loads(out)["question"], "v3 mono")
        self.assertEqual(json.loads(out)["hits"][0]["key"], "v3")

    def test_json__has_the_promised_shape(self):
        self.make()
        answer = json.loads(self.suo("search", "--json", self.index,
                                     "退货").out)
        self.assertEqual(set(answer), {"question", "total", "milliseconds",
                                       "hits"})
        self.assertEqual(answer["total"], len(answer["hits"]))
        for hit in answer["hits"]:
            self.assertEqual(set(hit), {"rank", "key", "score", "fields",
                                        "snippets"})
            for snippet in hit["snippets"].values():
                self.assertEqual(set(snippet), {"text", "marks", "points",
                                                "utf16", "offset"})

    def test_json__counts_marks_in_three_units(self):
        self.make()
        snippet = self.hits("七天内可以退货吗")[0]["snippets"]["body"]
        text = snippet["text"]
        by_bytes = [text.encode()[a:b].decode() for a, b in snippet["marks"]]
        by_utf16 = [text.encode("utf-16-le")[2 * a:2 * b].decode("utf-16-le")
                    for a, b in snippet["utf16"]]
        self.assertEqual([text[a:b] for a, b in snippet["points"]], by_bytes)
        self.assertEqual(by_utf16, by_bytes)

    def test_fragments__are_a_list(self):
        self.make()
        body = self.hits("七天内可以退货吗", "--fragments",
                         "2")[0]["snippets"]["body"]
        self.assertIn(len(body), (1, 2))
        self.suo("search", "--fragments", "17", self.index, "x", expect=USAGE)

    def test_html__is_escaped_with_marks(self):
        self.make([{"id": "a", "title": "<b>card</b> & 'co'"}])
        html = "&lt;b&gt;<mark>card</mark>&lt;/b&gt; &amp; &#39;co&#39;"
        hit = self.hits("card", "--html")[0]
        self.assertEqual(hit["snippets"]["title"]["html"], html)
        self.assertIn(html, self.suo("search", "--html", self.index,
                                     "card").out)

    def test_explain__parts_add_up_to_the_score(self):
        self.make()
        kinds = set()
        for hit in self.hits("七天内可以退货吗 v3 mono", "--explain",
                             "--boost", "votes=2:12"):
            self.assertEqual(hit["outcome"], "hit")
            score = 0
            for part in hit["parts"]:  # in this order
                score += part["score"]
                kinds.add(part["kind"])
            self.assertEqual(score, hit["score"])
        self.assertLessEqual({"word", "boost", "title", "adjacency"}, kinds)
        self.assertIn("退货  weight", self.suo("search", "--explain",
                                              self.index, "退货").out)

    def test_why__tells_of_one_document(self):
        self.make()
        answer = json.loads(self.suo("search", "--json", "--why", "v3",
                                     self.index, "退货").out)
        self.assertEqual(answer["key"], "v3")
        self.assertEqual(answer["outcome"], "nothing of the question")
        self.assertEqual({part["freq"] for part in answer["parts"]}, {0})
        self.suo("search", "--why", "none", self.index, "x", expect=FAILED)

    def test_text__marks_words_in_brackets_when_no_terminal(self):
        self.make()
        out = self.suo("search", "--field", "category", "--field", "updated",
                       self.index, "退货").out
        self.assertIn("【退货】", out)
        self.assertIn("category: after-sales", out)
        self.assertIn("updated: 2025-03-01T00:30:00Z", out)
        self.assertIn("as the owner of the files sees it", out)
        self.assertNotIn("\x1b", out)

    def test_role__sees_its_own_documents_only(self):
        self.make()
        self.assertEqual(sorted(self.keys("退货")), ["return", "secret"])
        self.assertEqual(self.keys("退货", "--role", "public"), ["return"])
        self.assertEqual(sorted(self.keys("退货", "--role", "public", "--role",
                                          "agent")), ["return", "secret"])
        self.assertEqual(self.keys("退货", "--role", "nobody"), [])

    def test_document__without_audience_is_seen_by_the_owner_only(self):
        self.make([{"id": "a", "title": "x"},
                   {"id": "b", "title": "x", "audience": []},
                   {"id": "c", "title": "x", "audience": "p"}],
                  "--audience", "q")
        self.assertEqual(sorted(self.keys("x")), ["a", "b", "c"])
        self.assertEqual(self.keys("x", "--role", "q"), ["a"])
        self.assertEqual(sorted(self.keys("x", "--role", "p", "--role", "q")),
                         ["a", "c"])

    def test_in__restricts_the_fields(self):
        self.make()
        self.assertEqual(self.keys("邮箱", "--in", "title"), [])
        self.assertEqual(self.keys("邮箱", "--in", "title,body"), ["invoice"])
        self.suo("search", "--in", "category", self.index, "x", expect=USAGE)
        self.suo("search", "--in", "nope", self.index, "x", expect=USAGE)

    def test_k__limits_the_hits_and_not_the_total(self):
        self.make([{"id": n, "body": "same word"} for n in range(30)])
        answer = json.loads(self.suo("search", "--json", "-k", "4", self.index,
                                     "word").out)
        self.assertEqual(len(answer["hits"]), 4)
        self.assertEqual(answer["total"], 30)

    def test_length__shortens_the_snippet(self):
        self.make([{"id": 1, "body": "filler text " * 50 + "needle " +
                    "more text " * 50}])
        snippet = self.hits("needle", "--length", "30")[0]["snippets"]["body"]
        self.assertLessEqual(len(snippet["text"]), 30)
        self.assertIn("needle", snippet["text"])

    def test_text__marks_words_bold_on_a_terminal(self):
        self.make()
        main, sub = pty.openpty()
        done = subprocess.run([SUO, "search", self.index, "退货"], stdout=sub)
        os.close(sub)
        shown = os.read(main, 65536).decode()
        os.close(main)
        self.assertEqual(done.returncode, OK)
        self.assertIn("\x1b[1m退货\x1b[0m", shown)

    def test_document__cannot_steer_the_terminal(self):
        self.make([{"id": "a\x1b[2J", "title": "x \x1b[31m y"}])
        self.assertNotIn("\x1b", self.suo("search", self.index, "x").out)

    def test_trec__is_six_columns(self):
        self.make([{"id": "a b", "body": "word"}, {"id": "c", "body":
                                                   "word word other"}])
        path = self.write("q.tsv", "q1\tword\nq2\tother\nq3\tnothing\n")
        out = self.suo("search", "--queries", path, "--trec", self.index).out
        rows = [line.split(" ") for line in out.splitlines()]
        self.assertEqual({len(row) for row in rows}, {6})
        self.assertEqual([row[0] for row in rows], ["q1", "q1", "q2"])
        self.assertEqual({row[2] for row in rows}, {"a%20b", "c"})
        self.assertEqual([row[3] for row in rows], ["1", "2", "1"])
        self.assertGreaterEqual(float(rows[0][4]), float(rows[1][4]))
        self.assertEqual({row[1] + row[5] for row in rows}, {"Q0suo"})

    def test_trec__gives_a_hundred_hits_by_default(self):
        self.make([{"id": n, "body": "word"} for n in range(150)])
        out = self.suo("search", "--queries", "-", "--trec", self.index,
                       stdin=b"q\tword\n").out
        self.assertEqual(len(out.splitlines()), 100)

    def test_queries__without_tab_are_named_and_the_rest_asked(self):
        self.make()
        path = self.write("q.tsv", "no tab here\nq2\t退货\n")
        result = self.suo("search", "--queries", path, "--trec", self.index,
                          expect=BAD_INPUT)
        self.assertIn(f"{path}:1: no query", result.err)
        self.assertIn("q2 Q0 return", result.out)

    def test_queries__tell_their_times(self):
        self.make()
        result = self.suo("search", "--queries", "-", "--time", "--trec",
                          self.index, stdin="a\t退货\nb\t发票\n".encode())
        self.assertRegex(result.err,
                         r"2 queries: median [\d.]+ ms, p95 [\d.]+ ms")

    def test_queries__answer_in_words_and_in_json(self):
        self.make()
        query = "a\t退货\nb\t发票\n".encode()
        out = self.suo("search", "--queries", "-", self.index,
                       stdin=query).out
        self.assertIn("【退货】", out)
        out = self.suo("search", "--queries", "-", "--json", self.index,
                       stdin=query).out
        answers = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([answer["id"] for answer in answers], ["a", "b"])

    def test_question__any_text_is_one(self):
        self.make()
        for text in ["", " ", "\"", "-", "(((", "AND OR", "*", "\\", "？！",
                     "a" * 5000]:
            self.suo("search", self.index, "--", text)
        self.suo("search", self.index, "--", b"\xff\xfe\xe9\x80")


class Tokens(Case):
    LINES = ["我想退货怎么办？", "V3 MONO 耳机，iPhone15Pro！", "",
             "應(yīng)用 數(shù)據(jù)", "　全角　空格\tTab", "don't stop-words e.g. 3.14",
             "ユーザー 사용자 ภาษาไทย", "emoji 👍🏽 ok", "gen-itgc后ZA-3。。"]

    def test_words__give_back_the_line_without_white_space(self):
        data = "".join(line + "\n" for line in self.LINES).encode()
        for han in ["suo", "icu"]:
            out = self.suo("tokens", "--words", "--han", han, stdin=data).out
            got = out.split("\n")[:-1]
            self.assertEqual(len(got), len(self.LINES))
            for line, words in zip(self.LINES, got):
                self.assertEqual("".join(words.split(" ")),
                                 "".join(line.split()))

    def test_words__keep_broken_bytes(self):
        raw = b"ab \xff\xe9\x80 cd\xe6\n"
        out = self.suo("tokens", "--words", stdin=raw).raw
        self.assertEqual(out.replace(b" ", b""), raw.replace(b" ", b""))

    def test_words__cut_at_words_and_punctuation(self):
        out = self.suo("tokens", "--words", stdin="我想退货，谢谢".encode()).out
        self.assertIn(" 退货 ， 谢谢\n", out)

    def test_table__has_six_columns_and_an_empty_line(self):
        out = self.suo("tokens", stdin="退货 V3\n\n".encode()).out
        lines = out.split("\n")
        self.assertEqual(lines[-3:], ["", "", ""])
        rows = [line.split("\t") for line in lines if line]
        self.assertEqual({len(row) for row in rows}, {6})
        self.assertIn(["退货", "word"], [row[:2] for row in rows])

    def test_json__is_an_array_a_line_with_true_offsets(self):
        line = "我想退货 V3"
        out = self.suo("tokens", "--json", stdin=line.encode() + b"\n\n").out
        arrays = [json.loads(text) for text in out.splitlines()]
        self.assertEqual(len(arrays), 2)
        self.assertEqual(arrays[1], [])
        raw = line.encode()
        for token in arrays[0]:
            self.assertEqual(raw[token["start"]:token["end"]].decode(),
                             token["surface"])
            self.assertIn(token["kind"], ["word", "whole", "gram"])

    def test_language__decides_how_words_are_stemmed(self):
        for language, term in [("german", "haus"), ("none", "hauser")]:
            out = self.suo("tokens", "--language", language,
                           stdin="Häuser".encode()).out
            self.assertEqual(out.split("\t")[0], term)
        self.suo("tokens", "--language", "klingon", expect=USAGE)

    def test_offsets__count_bytes_code_points_or_utf16(self):
        line = "é👍 退货 V3 "
        for unit, encoding, size in [("bytes", "utf-8", 1),
                                     ("points", "utf-32-le", 4),
                                     ("utf16", "utf-16-le", 2)]:
            raw = line.encode(encoding)
            tokens = json.loads(self.suo("tokens", "--json", "--offsets", unit,
                                         stdin=line.encode()).out)
            self.assertGreater(len(tokens), 3)
            for token in tokens:
                part = raw[token["start"] * size:token["end"] * size]
                self.assertEqual(part.decode(encoding), token["surface"])

    def test_offsets__count_a_broken_part_as_one(self):
        raw = b"\xe9\x80 ab \xff\xff cd\n"
        out = self.suo("tokens", "--offsets", "points", stdin=raw).raw
        text = raw.decode(errors="replace")
        for word in ("ab", "cd"):
            at = text.index(word)
            self.assertIn(f"\t{at}-{at + 2}\t{word}\n".encode(), out)

    def test_offsets__unknown_or_unseen_are_a_usage_error(self):
        self.suo("tokens", "--offsets", "words", expect=USAGE)
        self.suo("tokens", "--offsets", "utf16", "--words", expect=USAGE)

    def test_index__gives_its_words_and_language(self):
        self.make([{"id": 1, "title": "x", "body": "y"}],
                  "--text", "title", "--text", "body",
                  "--language", "body=german")
        self.suo("words", "--add-word", "V3 Mono", self.index)
        options = ["tokens", "--index", self.index]
        out = self.suo(*options, stdin=b"the v3-mono").out
        self.assertIn("v 3 mono\tuser\t1\t3\t4-11\tv3-mono\n", out)
        out = self.suo(*options, "--json", stdin=b"v3 mono").out
        self.assertEqual([token["surface"] for token in json.loads(out)
                          if token["kind"] == "user"], ["v3 mono"])
        out = self.suo(*options, "--field", "body", stdin="Häuser".encode()).out
        self.assertEqual(out.split("\t")[0], "haus")
        out = self.suo(*options, stdin="Häuser".encode()).out
        self.assertNotEqual(out.split("\t")[0], "haus")

    def test_index__words_of_it_are_kept_together(self):
        self.make()
        line = "想要禾桑摇摇杯 V3-Mono V3 Mono。"
        plain = self.suo("tokens", "--words", stdin=line.encode()).out
        self.suo("words", "--add", "-", self.index,
                 stdin="禾桑摇摇杯\nV3 Mono\n".encode())
        own = self.suo("tokens", "--words", "--index", self.index,
                       stdin=line.encode()).out
        self.assertIn(" 禾桑摇摇杯 V3-Mono V3 Mono 。\n", own)
        self.assertNotIn("禾桑摇摇杯", plain)
        self.assertEqual("".join(own.split()), "".join(line.split()))

    def test_index__that_is_wrong_or_contradicted_is_an_error(self):
        self.make()
        options = ["tokens", "--index", self.index]
        self.suo(*options, "--field", "category", expect=USAGE)
        self.suo(*options, "--field", "nope", expect=USAGE)
        self.suo(*options, "--language", "german", expect=USAGE)
        self.suo(*options, "--han", "icu", expect=USAGE)
        self.suo("tokens", "--field", "title", expect=USAGE)
        self.suo("tokens", "--index", self.path("none"), expect=FAILED)

    def test_file__that_is_missing_is_named(self):
        path = self.write("a.txt", "abc\n")
        result = self.suo("tokens", self.path("none"), path, expect=BAD_INPUT)
        self.assertIn("none: No such file", result.err)
        self.assertIn("abc\tword", result.out)


class Words(Case):
    FILM = [{"id": "film", "title": "今晚放映怎么办，别迟到"},
            {"id": "closed", "title": "影院今天停业"}]

    def setUp(self):
        super().setUp()
        self.make(self.FILM)

    def words(self):
        out = self.suo("words", "--json", self.index).out
        return {entry["word"]: entry["weight"] for entry in json.loads(out)}

    def test_word__finds_old_documents_until_it_is_removed(self):
        self.assertEqual(self.keys("怎么办 影院"), ["closed"])
        self.suo("words", "--add-word", "怎么办", self.index)
        self.assertIn("film", self.keys("怎么办 影院"))
        self.suo("words", "--remove-word", "怎么办", self.index)
        self.assertEqual(self.keys("怎么办 影院"), ["closed"])
        self.assertEqual(self.words(), {})

    def test_file__gives_words_and_weights(self):
        path = self.write("words.txt", "\ufeff# films\r\n怎么办\t2.5\r\n\n"
                                       "V3 Mono\nKX-200 Pro\t1\n")
        result = self.suo("words", self.index, "--add", path)
        self.assertEqual(result.out, "added 3, removed 0\n")
        self.assertEqual(self.words(), {"怎么办": 2.5, "V3 Mono": 1,
                                        "KX-200 Pro": 1})

    def test_list__can_be_read_again(self):
        self.suo("words", "--add", "-", self.index,
                 stdin="a b\t0.1\n怎么办\n".encode())
        listing = self.suo("words", self.index)
        self.assertEqual(listing.out, "a b\t0.1\n怎么办\t1\n")
        self.suo("words", "--remove", "-", self.index, stdin=listing.raw)
        self.assertEqual(self.words(), {})
        self.suo("words", "--add", "-", self.index, stdin=listing.raw)
        self.assertEqual(self.suo("words", self.index).out, listing.out)

    def test_change__removes_before_it_adds(self):
        self.suo("words", "--add-word", "one", "--add-word", "two", self.index)
        path = self.write("old.txt", "one\ntwo\n")
        self.suo("words", "--add-word", "two", "--remove", path, self.index)
        self.assertEqual(self.words(), {"two": 1})

    def test_lines__that_are_bad_are_named_and_nothing_is_changed(self):
        path = self.write("words.txt", "good\nzero\t0\n!!\nmuch\t101\n"
                          "no\tnumber\nnone\t\n" + "x" * 256 + "\nnan\tnan\n")
        result = self.suo("words", "--add", path, "--add-word", "?",
                          self.index, expect=BAD_INPUT)
        for line in (2, 3, 4, 5, 6, 7, 8):
            self.assertRegex(result.err, f"(?m)^{path}:{line}: \\w")
        self.assertNotIn(f"{path}:1:", result.err)
        self.assertRegex(result.err, r"(?m)^\?: \w")
        self.assertEqual(self.words(), {})

    def test_lines__that_are_bad_are_named_twenty_times(self):
        result = self.suo("words", "--add", "-", self.index, stdin=b"!\n" * 50,
                          expect=BAD_INPUT)
        self.assertEqual(result.err.count("\n-:") + 1, 20)

    def test_word__unknown_cannot_be_removed(self):
        self.suo("words", "--add-word", "one", self.index)
        result = self.suo("words", "--remove", "-", self.index,
                          stdin=b"one\ntwo\n", expect=BAD_INPUT)
        self.assertIn("-:2: ", result.err)
        self.assertEqual(self.words(), {"one": 1})

    def test_file__that_is_missing_is_named(self):
        result = self.suo("words", "--add", self.path("none"), "--add-word",
                          "one", self.index, expect=BAD_INPUT)
        self.assertIn("none: No such file", result.err)
        self.assertEqual(self.words(), {})

    def test_words__want_one_index_and_one_wish(self):
        self.suo("words", expect=USAGE)
        self.suo("words", self.index, self.index, expect=USAGE)
        self.suo("words", "--json", "--add-word", "x", self.index,
                 expect=USAGE)
        self.suo("words", self.path("none"), expect=FAILED)
        result = self.suo("words", "--add-word", "x", self.path("none"),
                          expect=FAILED)
        self.assertIn("SUO_NOT_FOUND", result.err)


class Synonyms(Case):
    def setUp(self):
        super().setUp()
        self.make([{"id": "cn", "title": "肯德基今天营业"},
                   {"id": "en", "title": "KFC opens today"}])

    def set_rules(self, rules, **more):
        return self.suo("synonyms", "--set", "-", self.index,
                        stdin=rules.encode(), **more)

    def test_rules__find_the_other_word_and_mark_it(self):
        self.assertEqual(self.keys("kfc"), ["en"])
        result = self.set_rules("肯德基, KFC\n")
        self.assertEqual(result.out, "set 1 rules\n")
        self.assertEqual(sorted(self.keys("kfc")), ["cn", "en"])
        self.assertIn("【肯德基】今天", self.suo("search", self.index, "kfc").out)

    def test_arrow__goes_one_way(self):
        self.set_rules("肯德基 => KFC\n")
        self.assertEqual(self.keys("kfc"), ["en"])
        self.assertEqual(sorted(self.keys("肯德基")), ["cn", "en"])

    def test_rules__come_back_as_they_were_given(self):
        rules = "# food\n\n肯德基，KFC\na b => c, d\n"
        self.set_rules(rules)
        self.assertEqual(self.suo("synonyms", self.index).out, rules)
        out = self.suo("synonyms", "--json", self.index).out
        self.assertEqual(json.loads(out), ["肯德基，KFC", "a b => c, d"])

    def test_rules__are_replaced_all_together(self):
        self.set_rules("肯德基, KFC\n")
        self.set_rules("a, b\n")
        self.assertEqual(self.keys("kfc"), ["en"])
        self.set_rules("")
        self.assertEqual(self.suo("synonyms", self.index).out, "")

    def test_lines__that_are_bad_are_named_and_nothing_is_changed(self):
        self.set_rules("肯德基, KFC\n")
        path = self.write("rules.txt", "# bad\na\n\na, b\na =>\na => b => c\n"
                                       "!, b\n")
        result = self.suo("synonyms", "--set", path, self.index,
                          expect=BAD_INPUT)
        for line in (2, 5, 6, 7):
            self.assertRegex(result.err, f"(?m)^{path}:{line}: \\w")
        for line in (1, 3, 4):
            self.assertNotIn(f"{path}:{line}:", result.err)
        self.assertNotIn("synonyms, line", result.err)
        self.assertEqual(self.suo("synonyms", self.index).out, "肯德基, KFC\n")

    def test_rules__too_many_for_one_phrase_name_the_line(self):
        rules = "# many\n" + "".join(f"a, b{n}\n" for n in range(600))
        result = self.set_rules(rules, expect=BAD_INPUT)
        self.assertIn("-:102: a phrase with more than 100 others", result.err)

    def test_rules__too_large_are_refused(self):
        result = self.set_rules("# " + "x" * (1 << 22) + "\na, b\n",
                                expect=BAD_INPUT)
        self.assertIn("-: an index has at most 4194304 bytes", result.err)

    def test_synonyms__want_one_index_and_one_wish(self):
        self.suo("synonyms", expect=USAGE)
        self.suo("synonyms", self.index, self.index, expect=USAGE)
        self.suo("synonyms", "--json", "--set", "-", self.index, expect=USAGE)
        self.suo("synonyms", self.path("none"), expect=FAILED)
        self.suo("synonyms", "--set", self.path("none"), self.index,
                 expect=BAD_INPUT)


class Quotes(Case):
    def test_quotes__exclude_what_lacks_the_phrase(self):
        self.make([{"id": "a", "title": "free returns within 30 days"},
                   {"id": "b", "title": "returns are free in March"}])
        self.assertEqual(sorted(self.keys("free returns")), ["a", "b"])
        self.assertEqual(self.keys('"free returns"'), ["a"])

    def test_help__of_search_tells_of_them(self):
        self.assertIn("every hit has that phrase", self.suo(
            "search", "--help").out)


class Operators(Case):
    def setUp(self):
        super().setUp()
        self.make()

    def test_people__exclude_and_require(self):
        self.assertEqual(self.keys("退货 -补偿"), ["return"])
        self.assertEqual(self.keys("退货 category:internal"), ["secret"])
        self.assertEqual(self.keys("v3 --force -x"), ["v3"])

    def test_strict__follows_the_grammar(self):
        self.assertEqual(sorted(self.keys("(退货 AND NOT 补偿) OR mono",
                                          "--strict")), ["return", "v3"])
        self.assertEqual(self.keys("退货 NOT title:如何", "--strict"),
                         ["secret"])
        self.assertEqual(self.keys("退货 补偿 mono", "--strict", "--all"), [])

    def test_strict__names_the_byte_of_an_error(self):
        done = self.suo("search", "--strict", self.index, "退货 (card",
                        expect=FAILED)
        self.assertRegex(done.err, r"byte \d+: ")
        self.suo("search", "--strict", "--", self.index, "-退货",
                 expect=FAILED)

    def test_match__tells_what_a_hit_has_and_lacks(self):
        question = "退货 bluetooth"
        matches = {hit["key"]: hit["match"]
                   for hit in self.hits(question, "--match")}
        self.assertEqual(set(matches), {"return", "secret", "v3"})
        self.assertEqual(matches["v3"]["lacks"], [[0, 6]])
        self.assertEqual(matches["return"]["lacks"], [[7, 16]])
        self.assertEqual(matches["v3"]["tier"], "most") # the rarer word
        self.assertEqual(matches["return"]["tier"], "any")
        self.assertAlmostEqual(matches["v3"]["share"] +
                               matches["return"]["share"], 1)
        self.assertNotIn("match", self.hits(question)[0])
        out = self.suo("search", "--match", self.index, question).out
        self.assertIn("has any of it", out)
        self.assertIn("lacks bluetooth", out)

    def test_match__tells_how_likely_there_is_an_answer(self):
        def told(question, *options):
            out = self.suo("search", "--json", "--match", *options, self.index,
                           question).out
            return json.loads(out)["answerability"]
        known, unknown = told("如何退货"), told("warp drive 退货")
        self.assertEqual(known["tier"], "all")
        self.assertEqual((known["share"], known["unknown"]), (1, []))
        self.assertEqual(unknown["unknown"], [[0, 4], [5, 10]])
        self.assertTrue(0 < unknown["figure"] < known["figure"] <= 1)
        self.assertEqual(told("如何退货", "-k", "1", "--sort", "votes"), known)
        self.assertNotIn("tier", told("warp"))
        out = self.suo("search", "--match", self.index, "warp 退货").out
        self.assertRegex(out, r"answerability: 0\.\d\d; nothing has warp\n")

    def test_match__of_all_of_it_lacks_nothing(self):
        for hit in self.hits("如何退货", "--match", "--all"):
            self.assertEqual(hit["match"], {"tier": "all", "share": 1.0,
                                            "lacks": []})

    def test_least__finds_only_what_has_enough(self):
        question = "退货 bluetooth"
        self.assertEqual(self.keys(question, "--least", "0.5"), ["v3"])
        self.assertEqual(self.keys(question, "--least", "1"), [])
        self.assertEqual(len(self.keys(question, "--least", "0.1")), 3)
        for share in ["1.5", "-1", "nan", "x"]:
            self.suo("search", "--least=" + share, self.index, question,
                     expect=USAGE)

    def test_why__tells_of_what_operators_leave_out(self):
        answer = json.loads(self.suo("search", "--json", "--why", "secret",
                                     self.index, "退货 -补偿").out)
        self.assertEqual(answer["outcome"], "lacks what hits must have")


class Keeper(Case):
    def test_stats__name_fields_and_figures(self):
        self.make()
        out = self.suo("stats", self.index).out
        self.assertIn("title  (weight 1, title)", out)
        self.assertRegex(out, r"documents +4\n")
        stats = json.loads(self.suo("stats", "--json", self.index).out)
        self.assertEqual(stats["documents"], 4)
        self.assertGreater(stats["total_bytes"], 0)

    def test_check__proves_a_good_index(self):
        self.make()
        report = json.loads(self.suo("check", "--json", self.index).out)
        self.assertTrue(report["ok"])
        self.assertEqual(report["documents"], 4)
        self.suo("check", self.index)

    def test_check__finds_a_flipped_byte(self):
        self.make()
        name = max((entry for entry in os.scandir(self.index)
                    if entry.is_file()), key=lambda e: e.stat().st_size).path
        with open(name, "r+b") as file:
            file.seek(os.path.getsize(name) // 2)
            byte = file.read(1)[0]
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte ^ 1]))
        result = self.suo("check", self.index, expect=FAILED)
        self.assertIn("SUO_CORRUPT", result.err)

    def test_check__finds_damaged_feedback(self):
        self.make()
        self.suo("vote", "--up", self.index, "return")
        self.suo("check", self.index)
        name = os.path.join(self.index, "feedback.suo")
        with open(name, "r+b") as file:
            file.truncate(os.path.getsize(name) - 1)
        for command in [["check"], ["vote"], ["vote", "--up"], ["search"]]:
            result = self.suo(*command, self.index, *(
                [] if command in (["check"], ["vote"]) else ["return"]),
                expect=FAILED)
            self.assertIn("feedback.suo", result.err)
        os.remove(name)
        self.suo("check", self.index)

    def test_salvage__makes_a_whole_index_of_a_sound_one(self):
        self.make()
        new = self.index + ".new"
        figures = json.loads(self.suo("salvage", "--json", self.index,
                                      new).out)
        self.assertEqual(figures["documents"], 4)
        self.assertEqual(figures["lost"], 0)
        self.suo("check", new)
        self.suo("salvage", self.index, new, expect=FAILED)

    def test_salvage__tells_what_is_lost(self):
        self.make()
        for entry in os.scandir(self.index):
            if entry.name.startswith("s-"):
                os.truncate(entry.path, 100)
        result = self.suo("salvage", self.index, self.index + ".new",
                          expect=BAD_INPUT)
        self.assertRegex(result.out, r"documents lost +4\n")
        self.assertRegex(result.out, r"lost whole +1\n")

    def test_summary__counts(self):
        result = self.make(ARTICLES, "--json")
        summary = json.loads(result.out)
        self.assertEqual(summary["documents"], 4)
        self.assertEqual(summary["bytes_read"],
                         os.path.getsize(self.path("articles.jsonl")))
        stats = json.loads(self.suo("stats", "--json", self.index).out)
        self.assertEqual(summary["index_bytes"], stats["total_bytes"])

    def test_quiet__prints_nothing(self):
        result = self.make(ARTICLES, "--quiet")
        self.assertEqual(result.out + result.err, "")


class Progress(Case):
    def run_on_terminal(self, *arguments):
        """stderr on a pseudo terminal; returns (exit code, what it showed)."""
        main, sub = pty.openpty()
        fcntl.ioctl(sub, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        child = subprocess.Popen([SUO, *arguments], stdout=subprocess.DEVNULL,
                                 stderr=sub, stdin=subprocess.DEVNULL)
        os.close(sub)
        shown = b""
        while True:
            ready, _, _ = select.select([main], [], [], 60)
            try:
                piece = os.read(main, 65536) if ready else b""
            except OSError:
                piece = b""
            if not piece:
                break
            shown += piece
        os.close(main)
        return child.wait(), shown.decode()

    def records(self):
        return [{"id": n, "body": f"text number {n}"} for n in range(5000)]

    def test_bar__is_absent_when_no_terminal(self):
        self.assertEqual(self.make(self.records()).err, "")

    def test_bar__is_drawn_and_wiped_on_a_terminal(self):
        path = self.write("a.jsonl", self.records())
        code, shown = self.run_on_terminal("index", self.index, path)
        self.assertEqual(code, OK)
        self.assertRegex(shown, r"\d+%.*documents.*MB/s")
        self.assertTrue(shown.endswith("\r\x1b[K"))
        self.assertNotIn("\n", shown)

    def test_bar__can_be_turned_off(self):
        path = self.write("a.jsonl", self.records())
        code, shown = self.run_on_terminal("index", "--no-progress",
                                           self.index, path)
        self.assertEqual((code, shown), (OK, ""))


class Delete(Case):
    def docs(self):
        return [{"id": str(i), "title": "card %d" % i, "body": "x",
                 "kind": "even" if i % 2 == 0 else "odd", "votes": i}
                for i in range(6)]

    def test_delete__by_key_and_by_file_of_keys(self):
        self.make(self.docs())
        out = self.suo("delete", "--json", "--key", "0", "--key", "none",
                       "--keys", self.write("keys", "1\n\n2\n"), self.index).out
        self.assertEqual(json.loads(out), {"deleted": 3, "missing": 1})
        self.assertEqual(self.doc_count(), 3)

    def test_delete__by_filters_takes_what_passes_all(self):
        self.make(self.docs())
        out = self.suo("delete", "--filter", "kind=even", "--filter",
                       "votes=1..4", self.index).out
        self.assertEqual(out, "deleted 2, not there 0\n")
        self.assertEqual(self.doc_count(), 4)

    def test_delete__of_a_bad_key_changes_nothing(self):
        self.make(self.docs())
        self.suo("delete", "--key", "0", "--key", "", self.index,
                 expect=BAD_INPUT)
        self.assertEqual(self.doc_count(), 6)

    def test_delete__wants_to_know_what(self):
        self.make(self.docs())
        self.suo("delete", self.index, expect=USAGE)
        self.suo("delete", "--filter", "none=1", self.index, expect=USAGE)
        self.assertEqual(self.doc_count(), 6)


class Merge(Case):
    def stats(self):
        return json.loads(self.suo("stats", "--json", self.index).out)

    def test_merge__full_leaves_one_segment_and_nothing_deleted(self):
        self.make()
        self.make()
        before = self.hits("退货")
        out = self.suo("merge", "--full", self.index).out
        self.assertIn("-> 1, deleted documents: ", out)
        self.assertEqual(self.hits("退货"), before)
        stats = self.stats()
        self.assertEqual((stats["segments"], stats["deleted"]), (1, 0))

    def test_merge__without_need_makes_no_commit(self):
        self.make()
        commit = self.stats()["commit"]
        for option in [[], ["--full"]]:
            out = self.suo("merge", *option, self.index).out
            self.assertIn("segments: 1 -> 1", out)
        self.assertEqual(self.stats()["commit"], commit)

    def test_index__merges_what_is_due(self):
        for i in range(20):
            self.make([{"id": i, "title": "card %d" % i, "body": "x"}])
        self.assertEqual(self.doc_count(), 20)
        self.assertLess(self.stats()["segments"], 8)
        self.suo("check", self.index)

    def test_merge__of_no_index_fails(self):
        self.suo("merge", self.path("none"), expect=FAILED)


class Typos(Case):
    def test_typos__says_what_was_meant(self):
        self.make([{"id": "a", "title": "Return policy"}])
        out = self.suo("search", "--typos", self.index, "retrun", "policy").out
        self.assertEqual(out.splitlines()[0],
                         "Did you mean: 【return】 policy")
        out = self.suo("search", "--typos", self.index, "return").out
        self.assertNotIn("Did you mean", out)

    def test_typos__prints_json(self):
        self.make([{"id": "a", "title": "Return policy"}])
        for question, meant in [
                ("my retrun", {"text": "my return",
                               "changes": [{"from": [3, 9], "to": [3, 9]}]}),
                ("return", None)]:
            found = json.loads(self.suo("search", "--json", "--typos",
                                        self.index, question).out)
            self.assertEqual(found["meant"], meant)
        found = json.loads(self.suo("search", "--json", self.index, "a").out)
        self.assertNotIn("meant", found)


class Complete(Case):
    TITLES = [{"id": "a", "votes": 1, "title": "怎么申请退货",
               "audience": "public"},
              {"id": "b", "votes": 9, "title": "退货运费谁出",
               "audience": "agents"}]

    def setUp(self):
        super().setUp()
        self.make(self.TITLES)

    def test_complete__finds_titles_by_pinyin(self):
        for typed in ["退", "tui", "th", "tui货", "退h", "退貨"]:
            out = self.suo("complete", "--use", "votes", self.index, typed).out
            self.assertEqual([line.split("\t")[0]
                              for line in out.splitlines()], ["b", "a"])
        out = self.suo("complete", "--role", "public", self.index,
                       "tuihuo").out
        self.assertEqual(out, "a\t怎么申请【退货】\n")

    def test_complete__prints_json(self):
        found = json.loads(self.suo("complete", "--json", "-k", "1",
                                    self.index, "申请").out)
        self.assertEqual(found["text"], "申请")
        first = found["completions"][0]
        self.assertEqual(first["match"], [6, 12])
        self.assertEqual(first["title"], "怎么申请退货")
        self.assertEqual(first["field"], "title")

    def test_related__finds_the_same_topic(self):
        out = self.suo("related", self.index, "a").out
        self.assertEqual([line.split("\t")[0] for line in out.splitlines()],
                         ["b"])
        self.assertEqual(self.suo("related", "--role", "public", self.index,
                                  "a").out, "")
        found = json.loads(self.suo("related", "--json", "--text", "退货",
                                    "-k", "1", self.index).out)
        self.assertEqual(found["text"], "退货")
        self.assertEqual(len(found["related"]), 1)
        self.assertIn("退货", found["related"][0]["title"])

    def test_related__refuses_what_makes_no_sense(self):
        for wrong in [[], ["x"], ["-k", "101", "a"], ["a", "b"],
                      ["--text", "x", "a"], ["--role", "public", "b"]]:
            self.suo("related", self.index, *wrong, expect=USAGE)

    def test_duplicates__prints_pairs(self):
        self.make([{"id": "c", "title": "怎麼申請退貨呢",
                    "audience": "agents"}])
        self.assertEqual(self.suo("duplicates", self.index).out,
                         "0.833\ta\tc\n")
        found = json.loads(self.suo("duplicates", "--json", self.index).out)
        self.assertAlmostEqual(found["duplicates"][0]["likeness"], 5 / 6)
        for role in ("public", "agents"):
            self.assertEqual(self.suo("duplicates", "--role", role,
                                      self.index).out, "")
        self.assertEqual(self.suo("duplicates", "--least", "0.9",
                                  self.index).out, "")

    def test_duplicates__refuses_what_makes_no_sense(self):
        for wrong in [["x"], ["--least", "2"], ["-k", "-1"]]:
            self.suo("duplicates", *wrong, self.index, expect=USAGE)
        self.suo("duplicates", expect=USAGE)

    def test_complete__refuses_what_makes_no_sense(self):
        for wrong in [[], ["-k", "101", "x"], ["--use", "title", "x"],
                      ["--titles", "nothing", "x"], ["x", "y"]]:
            self.suo("complete", self.index, *wrong, expect=USAGE)


class Times(Case):
    OFFERS = [
        {"id": "old", "title": "summer sale", "updated": "2024-01-01",
         "until": "2025-02-01"},
        {"id": "now", "title": "winter sale", "updated": "2025-01-01",
         "from": "2025-03-01", "until": "2099-01-01"},
        {"id": "ever", "title": "sale of gift cards", "updated": "2023-05-05"}]

    def setUp(self):
        super().setUp()
        self.make(self.OFFERS, "--valid-from", "from", "--valid-until",
                  "until")

    def test_at__shows_what_holds(self):
        self.assertEqual(len(self.keys("sale")), 3)
        for time, keys in [("2024-12-31", {"old", "ever"}),
                           ("2025-02-01", {"ever"}),
                           ("2025-03-01T00:00:00Z", {"now", "ever"}),
                           ("now", {"now", "ever"})]:
            self.assertEqual(set(self.keys("sale", "--at", time)), keys)
        self.suo("search", "--at", "soon", self.index, "sale", expect=USAGE)

    def test_stale__lists_what_expired_and_what_is_old(self):
        out = self.suo("stale", "--before", "2024-06-01", self.index).out
        self.assertEqual(out, "expired\told\nstale\told\nstale\tever\n")
        out = self.suo("stale", "--json", "--at", "2025-01-31", "--before",
                       "2024-01-01", self.index).out
        self.assertEqual(json.loads(out), {"expired": [], "stale": ["ever"]})

    def test_stale__wants_times_and_a_time_field(self):
        for wrong in [["--before", "x"], ["--at", "x"],
                      ["--before", "2024-01-01", "--field", "title"]]:
            self.suo("stale", *wrong, self.index, expect=USAGE)

    def test_validity__is_told_where_there_is_none(self):
        index = self.path("plain")
        self.suo("index", index, self.write("plain.jsonl", ARTICLES))
        for wrong in [["search", "--at", "now", index, "sale"],
                      ["stale", index], ["stale", "--at", "2025-01-01", index]]:
            result = self.suo(*wrong, expect=USAGE)
            self.assertIn("made without --valid-", result.err)
        self.suo("stale", "--before", "2024-01-01", index)

    def test_validity__is_among_the_figures(self):
        out = self.suo("stats", self.index).out
        self.assertIn("from  (valid from)\n", out)
        self.assertIn("until  (valid until)\n", out)
        stats = json.loads(self.suo("stats", "--json", self.index).out)
        self.assertEqual({field["name"]: field.get("validity")
                          for field in stats["fields"]
                          if field["kind"] == "time"},
                         {"updated": None, "from": "valid from",
                          "until": "valid until"})

    def test_validity__is_chosen_when_the_index_is_made(self):
        path = self.write("a.jsonl", self.OFFERS)
        self.suo("index", "--valid-from", "from", self.index, path,
                 expect=USAGE)
        self.suo("index", "--valid-from", "title", self.path("new"), path,
                 expect=USAGE)


class Titles(Case):
    # By words alone 'a' is first: it says refund more often.
    LINES = [{"id": "a", "title": "refund of card order invoice",
              "name": "refund", "body": "refund refund refund"},
             {"id": "b", "title": "refund", "name": "mail of card order",
              "body": "card order invoice mail"}]

    def first(self, *options):
        index = self.path("index%d" % len(os.listdir(self.folder)))
        self.suo("index", *options, index,
                 self.write("lines.jsonl", self.LINES))
        return self.hits("refund", index=index)[0]["key"], index

    def test_title__that_is_asked_altogether_comes_first(self):
        self.assertEqual(self.first("--set", "title_coverage=2")[0], "b")
        self.assertEqual(self.first("--set", "title_coverage=0")[0], "a")

    def test_title__is_the_field_that_the_option_names(self):
        first, index = self.first("--text", "name", "--title", "name",
                                  "--set", "title_coverage=2")
        self.assertEqual(first, "a")
        self.assertIn("name  (weight 1, title)\n",
                      self.suo("stats", index).out)
        stats = json.loads(self.suo("stats", "--json", index).out)
        self.assertEqual([field["name"] for field in stats["fields"]
                          if field.get("is_title")], ["name"])

    def test_title__is_a_text_field_of_a_new_index(self):
        path = self.write("lines.jsonl", self.LINES)
        for name in ["nothing", "id"]:
            self.suo("index", "--title", name, self.path("new"), path,
                     expect=USAGE)
        self.suo("index", self.index, path)
        self.suo("index", "--title", "title", self.index, path, expect=USAGE)


class Report(Case):
    def setUp(self):
        super().setUp()
        self.make()
        self.log = self.path("asked.log")

    def ask(self, question, times=3, *options):
        for _ in range(times):
            self.suo("search", "--log", self.log, *options, self.index,
                     question)

    def report(self, *options):
        return json.loads(self.suo("report", "--json", self.log, *options).out)

    def test_report__tells_what_was_asked_and_not_found(self):
        self.ask("怎么退货 13812345678", 3)
        self.ask("怎麼退貨？", 1)
        self.ask("qqzz a@example.com", 3)
        self.ask("only once", 1)
        told = self.report()
        self.assertEqual(told["searches"], 8)
        self.assertEqual(
            [(q["question"], q["least"], q["most"]) for q in told["asked"]],
            [("怎么退货 ***", 4, 4), ("qqzz ***", 3, 3)])
        self.assertEqual([q["question"] for q in told["without_hits"]],
                         ["qqzz ***"])
        self.assertGreater(told["asked"][0]["answerability"],
                           told["asked"][1]["answerability"])
        self.assertEqual(sum(day["searches"] for day in told["days"]), 8)
        self.assertEqual(sum(b["searches"]
                             for b in told["latency_histogram"]), 8)
        out = self.suo("report", self.log).out
        self.assertRegex(out, r"\n        4  怎么退货 \*\*\*  \(0\.\d\d\)\n")
        with open(self.log, "rb") as file:
            data = file.read()
        for secret in ("13812", "example", "once"):
            self.assertNotIn(secret.encode(), data)

    def test_report__of_a_role_tells_of_it_alone(self):
        self.ask("退货", 3, "--role", "public")
        self.ask("V3 MONO", 4, "--role", "agent", "--role", "public")
        told = self.report("--role", "public")
        self.assertEqual(told["searches"], 3)
        self.assertEqual([q["question"] for q in told["asked"]], ["退货"])
        self.assertEqual([r["role"] for r in self.report()["roles"]],
                         ["public", "agent,public"])
        self.assertEqual(self.report("--role", "nobody")["searches"], 0)
        self.assertEqual(self.report("--days", "2")["searches"], 7)
        self.assertEqual([q["least"] for q in
                          self.report("--times", "4")["asked"]], [4])

    def test_report__notes_a_file_of_queries_and_no_further_pages(self):
        queries = self.write("q.tsv", "1\t退货\n2\t退货 吗\n3\t退货\n")
        self.suo("search", "--log", self.log, "--queries", queries, self.index)
        first = json.loads(self.suo("search", "--json", "-k", "1", self.index,
                                    "退货").out)
        self.suo("search", "--log", self.log, "--after", first["next"],
                 self.index, "退货")
        self.assertEqual(self.report()["searches"], 3)

    def test_report__page_is_html_that_no_text_leaves(self):
        self.ask("<script>alert(x)</script> & 'q'", 3, "--role", "<b>")
        page = self.path("page")
        done = self.suo("report", "--plots", page, self.log, expect=None)
        with open(os.path.join(page, "index.html"), encoding="utf-8") as file:
            html = file.read()
        self.assertNotIn("<script", html)
        self.assertNotIn("<b>", html)
        self.assertIn("&#60;script&#62;alert(x)", html)
        with open(os.path.join(page, "report.gp"), encoding="utf-8") as file:
            self.assertNotIn("script", file.read())
        if shutil.which("gnuplot"):
            self.assertEqual(done.code, OK, done.err)
            for plot in ("days.svg", "latency.svg"):
                with open(os.path.join(page, plot), encoding="utf-8") as file:
                    self.assertIn("</svg>", file.read())
        done = self.suo("report", "--plots", page, self.log, expect=FAILED,
                        env={"PATH": self.folder})
        self.assertIn("gnuplot", done.err)

    def test_report__of_no_log_or_a_damaged_one_fails(self):
        self.suo("report", self.log, expect=FAILED)
        self.suo("report", expect=USAGE)
        self.suo("report", "--days", "-1", self.log, expect=USAGE)
        self.ask("退货", 1)
        with open(self.log, "r+b") as file:
            file.seek(100)
            file.write(b"\xFF\x00\xFF")
        for command in (["report", self.log],
                        ["search", "--log", self.log, self.index, "退货"]):
            self.assertIn("damaged", self.suo(*command, expect=FAILED).err)

    def test_log__leaves_the_words_of_the_index(self):
        words = self.write("words.txt", "KX-200 Pro\n退货\n")
        self.suo("words", "--add", words, self.index)
        self.ask("kx200 漏水 gz2000", 3)
        self.assertEqual([q["question"] for q in self.report()["asked"]],
                         ["kx200 漏水 ***"])

    def test_log__waits_for_another_search(self):
        searches = [subprocess.Popen(
            [SUO, "search", "--log", self.log, self.index, "退货"],
            stdout=subprocess.DEVNULL) for _ in range(5)]
        self.assertEqual([search.wait() for search in searches], [OK] * 5)
        self.assertEqual(self.report()["searches"], 5)


class Jobs(Case):
    def test_index__answers_alike_whatever_the_number_of_threads(self):
        lines = [{"id": i % 900, "title": "card %d" % (i % 7),
                  "body": "退货 order no%d " % i + "申请退款 text " * 200}
                 for i in range(1000)]
        path = self.write("a.jsonl", lines)
        answers = set()
        for jobs in ["1", "2", "5"]:
            index = self.path("index" + jobs)
            # little memory, so that there are many bulks
            result = self.suo("index", "--json", "--memory", "4", "-j", jobs,
                              index, path, expect=BAD_INPUT)
            summary = json.loads(result.out)
            self.suo("check", index)
            hits = [self.hits(question, "-k", "100", index=index)
                    for question in ["card 3", "退货", "no998", "no42"]]
            answers.add(json.dumps([hits, summary["documents"],
                                    summary["replaced"]]))
            again = self.suo("index", "--json", "-j", jobs, index, path,
                             expect=BAD_INPUT)
            self.assertEqual(json.loads(again.out)["replaced"], 900)
        self.assertEqual(len(answers), 1)

    def test_jobs__are_1_to_64(self):
        path = self.write("a.jsonl", ARTICLES)
        for jobs in ["0", "-1", "65"]:
            self.suo("index", "-j", jobs, self.index, path, expect=USAGE)
        self.suo("index", "-j", "64", self.index, path)
        self.assertEqual(self.doc_count(), 4)


if __name__ == "__main__":
    if not (os.path.isfile(SUO) or shutil.which("suo")):
        sys.exit(f"there is no tool at SUO_BIN={SUO}")
    unittest.main()
