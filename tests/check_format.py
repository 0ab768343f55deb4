#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_format.py - spacing, sizes and the first line of every file.

- C files look as clang-format 14 writes them. Another version lays out some
  lines differently, so without that one this part is left out, with a word;
  --need-clang-format, or CI=true, makes its absence a fault.
- A function has at most 70 lines, brace to brace, a C file at most 600; the
  public header, which is one file and mostly its documentation, is let off.
- Every source file names its licence at the top, has no tab (but in files
  that need them), no blank at a line's end, no absolute path of somebody's
  machine, and ends in one newline.
- A relative link of a Markdown file leads to a file.
Generated files (a line of their head says so) are exempt from the first two.
"""
import os
import re
import shutil
import subprocess

from house import Complaints, arguments, is_generated, project_files, read
from house import self_test, without

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 600
CLANG_FORMAT_VERSION = 14

C_FILE = re.compile(r".*\.[ch]$")
SOURCE = re.compile(r".*(\.([ch]|py|sh|map|cmake|cmake\.in)|CMakeLists\.txt|"
                    r"\.ci/run)$")
TEXT = re.compile(r".*\.(md|pc\.in)$")
MACHINE_PATH = re.compile(r"(?<![\w.*~$}/])/(home|Users|root|work)/\w")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
TOP_LEVEL_FILES = ("CMakeLists.txt", "README.md")


def find_clang_format():
    """The command of the right version, or None."""
    for name in ("clang-format-%d" % CLANG_FORMAT_VERSION, "clang-format"):
        command = shutil.which(name)
        if command:
            said = subprocess.run([command, "--version"], text=True,
                                  stdout=subprocess.PIPE).stdout
            if re.search(r"version %d\." % CLANG_FORMAT_VERSION, said):
                return command
    return None


def check_clang_format(command, root, paths, complaints):
    if not paths:
        return
    run = subprocess.run([command, "--dry-run", "-Werror", "--style=file"] +
                         paths, cwd=root, text=True, stderr=subprocess.PIPE)
    seen = set()
    for match in re.finditer(r"^(.+?):(\d+):\d+: error:", run.stderr, re.M):
        if match.group(1) not in seen:  # the first place of a file will do
            seen.add(match.group(1))
            complaints.say(match.group(1), int(match.group(2)),
                           "not as clang-format writes it")
    if run.returncode != 0 and not seen:
        complaints.say("clang-format", 0, run.stderr.strip())


def functions(text):
    """(first line, number of lines) of each function's body in C text."""
    code = re.sub(r"^[ \t]*#(?:.*\\\n)*.*$",
                  lambda m: re.sub(r"[^\n]", " ", m.group(0)),
                  without(text), flags=re.M)
    depth = start = 0
    for match in re.finditer(r"[{}]", code):
        if match.group(0) == "{":
            if depth == 0:
                head = code[:match.start()].rstrip()
                start = match.start() if head.endswith(")") else -1
            depth += 1
        else:
            depth -= 1
            if depth == 0 and start >= 0:
                line = code.count("\n", 0, start) + 1
                yield line, code.count("\n", start, match.start()) + 1


def check_sizes(path, text, complaints):
    lines = text.count("\n")
    if lines > FILE_LINES_MAX and not path.startswith("include/"):
        complaints.say(path, 0, "%d lines, at most %d"
                       % (lines, FILE_LINES_MAX))
    for line, length in functions(text):
        if length > FUNCTION_LINES_MAX:
            complaints.say(path, line, "a function of %d lines, at most %d"
                           % (length, FUNCTION_LINES_MAX))


def check_text(path, text, complaints):
    if SOURCE.match(path):
        head = text.split("\n", 3)[:3]
        if not any("SPDX-License-Identifier: Apache-2.0" in h for h in head):
            complaints.say(path, 1, "no SPDX line at the top")
        for number, line in enumerate(text.split("\n"), 1):
            if "\t" in line:
                complaints.say(path, number, "a tab")
            if line != line.rstrip():
                complaints.say(path, number, "blanks at the end of the line")
    for number, line in enumerate(text.split("\n"), 1):
        if MACHINE_PATH.search(line):
            complaints.say(path, number, "an absolute path of a machine")
    if text and (not text.endswith("\n") or text.endswith("\n\n")):
        complaints.say(path, text.count("\n"), "must end in one newline")


def check_links(root, path, text, complaints):
    for match in LINK.finditer(text):
        target = os.path.join(root, os.path.dirname(path), match.group(1))
        if not os.path.exists(target):
            complaints.say(path, text.count("\n", 0, match.start()) + 1,
                           "a link to %s, which is not there"
                           % match.group(1))


def check(root, command):
    complaints = Complaints()
    to_format = []
    paths = [p for p in TOP_LEVEL_FILES
             if os.path.exists(os.path.join(root, p))] + project_files(root)
    for path in paths:
        if not (SOURCE.match(path) or TEXT.match(path)):
            continue
        if path.startswith("examples/helpcenter/"):
            continue  # content, not source
        text = read(root, path)
        check_text(path, text, complaints)
        if path.endswith(".md"):
            check_links(root, path, text, complaints)
        if C_FILE.match(path) and not is_generated(text):
            to_format.append(path)
            check_sizes(path, text, complaints)
    if command:
        check_clang_format(command, root, to_format, complaints)
    return complaints


HEAD = "/* SPDX-License-Identifier: Apache-2.0 */\n"
LONG = "\n".join(["int f(int n)", "{"] + ["    n++;"] * 68 + ["    return n;",
                                                              "}", ""])
GOOD = {
    "src/base/a.c": HEAD + "#define OPEN {\n"
                           'const char *s = "{ // no comment";\n',
    "src/base/full.c": HEAD + LONG.replace("    n++;\n", "", 1),
    "src/base/table.c": HEAD + "/* Generated by make_table.py. */\n" +
    "int  x;\n" * 700,
    "README.md": "See [a](src/base/a.c#top) and [b](https://example.com/b).\n",
    "tests/run.sh": "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n",
}
FAULTS = [
    ("no SPDX line", {"src/base/b.c": "int x;\n"}),
    ("no SPDX line", {"tests/run.sh": "#!/bin/sh\n"}),
    ("a function of 71 lines", {"src/base/b.c": HEAD + LONG}),
    ("601 lines", {"src/base/b.c": HEAD + "int x;\n" * 600}),
    ("a tab", {"tests/a.py": "# SPDX-License-Identifier: Apache-2.0\n\tx\n"}),
    ("blanks at the end", {"src/base/b.c": HEAD + "int x; \n"}),
    ("absolute path", {"README.md": "see /" + "home/me/suo\n"}),
    ("which is not there", {"src/README.md": "See [c](base/none.c).\n"}),
    ("one newline", {"src/base/b.c": HEAD + "int x;"}),
]
FORMAT_FAULTS = [
    ("not as clang-format", {"src/base/b.c": HEAD + "int  x;\n"}),
]


def main():
    options = arguments(__doc__, ("--need-clang-format",
                                  {"action": "store_true"}))
    command = find_clang_format()
    if command is None:
        print("clang-format %d is not here: layout not checked"
              % CLANG_FORMAT_VERSION)
    if options.self_test:
        style = {".clang-format": read(options.source, ".clang-format")}
        self_test("check_format", lambda root: check(root, command),
                  {**GOOD, **style}, FAULTS + (FORMAT_FAULTS if command else []))
    complaints = check(options.source, command)
    is_needed = options.need_clang_format or os.environ.get("CI") == "true"
    if command is None and is_needed:
        complaints.say("clang-format", 0, "needed and not here")
    complaints.finish("check_format")


if __name__ == "__main__":
    main()
