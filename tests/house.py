# SPDX-License-Identifier: Apache-2.0
"""house.py - what the check_*.py scripts share.

Which files belong to the project, C text without its comments and strings, a
list of complaints, and the frame of a script with its --self-test.
"""
import argparse
import os
import re
import sys
import tempfile

FOLDERS = ("include", "src", "tests", "examples", "bench", "fuzz", ".ci")
SKIPPED = re.compile(r"^(build.*|__pycache__|\..*)$")

C_TOKEN = re.compile(
    r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"]+)[>\"]", re.M)


def project_files(root, folders=FOLDERS):
    """Paths of the files in the project's folders, relative to 'root'."""
    found = []
    for folder in folders:
        for path, folders_here, names in os.walk(os.path.join(root, folder)):
            folders_here[:] = sorted(
                f for f in folders_here if not SKIPPED.match(f))
            found += [os.path.relpath(os.path.join(path, name), root)
                      for name in sorted(names)]
    return found


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def is_generated(text):
    """Does the head of the file say that a script wrote it?"""
    head = "\n".join(text.split("\n", 12)[:12])
    return re.search(r"\bgenerated (file|by|from)\b", head, re.I) is not None


def without(text, comments=True, strings=True):
    """C text, comments and the insides of strings blank, lines as before."""
    def blank(match):
        token = match.group(0)
        if token[0] == "/":
            return re.sub(r"[^\n]", " ", token) if comments else token
        return token[0] + " " * (len(token) - 2) + token[0] \
            if strings else token
    return C_TOKEN.sub(blank, text)


def includes(text):
    """(line number, is it <system>, name) of each #include."""
    for match in INCLUDE.finditer(without(text, strings=False)):
        line = text.count("\n", 0, match.start(2)) + 1
        yield line, match.group(1) == "<", match.group(2)


class Complaints(list):
    """Lines 'file:line: what is wrong'."""

    def say(self, path, line, text):
        where = "%s:%d" % (path, line) if line else path
        self.append("%s: %s" % (where, text))

    def finish(self, what):
        """Print them and end the script: 1 if there are any."""
        for complaint in self:
            print(complaint)
        print("%s: %d complaints" % (what, len(self)))
        sys.exit(1 if self else 0)


def write_tree(folder, files):
    """Write {path: text} below 'folder'."""
    for path, text in files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)


def self_test(name, check, good, faults):
    """
    Prove that 'check(folder)' can fail. 'good' is a tree {path: text} that it
    must like; each of 'faults' is (words of the complaint expected, tree laid
    over the good one).
    """
    failed = 0
    for words, change in [(None, {})] + list(faults):
        with tempfile.TemporaryDirectory() as folder:
            write_tree(folder, {**good, **change})
            complaints = check(folder)
        if words is None:
            is_right = not complaints
        else:
            is_right = any(words in complaint for complaint in complaints)
        if not is_right:
            failed += 1
            print("%s: expected %s, got %s" % (
                name, repr(words) if words else "no complaint",
                list(complaints)))
    print("%s: %d planted faults, %d not as expected"
          % (name, len(faults), failed))
    sys.exit(1 if failed else 0)


def arguments(description, *more):
    """Parse the options that all scripts have, and those of 'more'."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--source", default=os.path.join(
        os.path.dirname(os.path.abspath(__file__)), os.pardir),
        help="the project's folder")
    parser.add_argument("--self-test", action="store_true",
                        help="prove on planted faults that the check can fail")
    parser.add_argument("--cc", default=os.environ.get("CC", "cc"),
                        help="the C compiler, where one is needed")
    for name, options in more:
        parser.add_argument(name, **options)
    return parser.parse_args()
