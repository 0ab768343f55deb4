#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_header.py - what suo.h promises to those who include or bind it.

- It compiles alone, without a warning, as C99, C11 and C++11 (where there is
  a C++ compiler).
- Every public function has a comment; functions listed without a blank line
  between them share one. Who returns a status says which.
- Simple to bind: no variadic function, no bit field, no struct by value, no
  function-like macro, no // comment.
"""
import os
import re
import shutil
import subprocess

from house import C_TOKEN, Complaints, arguments, read, self_test, without

HEADER = "include/suo.h"
LANGUAGES = [  # (options, does it take the C++ compiler)
    (["-x", "c", "-std=c99"], False),
    (["-x", "c", "-std=c11"], False),
    (["-x", "c++", "-std=c++11"], True),
]
WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only"]
DECLARATION = re.compile(r"^SUO_API\b[^;]*;", re.M)
STRUCT = re.compile(r"typedef struct (suo_\w+) \{(.*?)\} \1;", re.S)


def check_compiles(root, cc, complaints):
    cxx = next((c for c in ("c++", "g++", "clang++") if shutil.which(c)), None)
    for language, is_cxx in LANGUAGES:
        compiler = cxx if is_cxx else cc
        if compiler is None:
            print("no C++ compiler is here: not compiled as C++")
            continue
        run = subprocess.run(
            [compiler] + language + WARNINGS +
            ["-I", os.path.join(root, "include"), "-"],
            input="#include <suo.h>\n", text=True, stderr=subprocess.PIPE)
        if run.returncode != 0:
            complaints.say(HEADER, 0, "does not compile with %s: %s"
                           % (" ".join(language),
                              run.stderr.strip().split("\n")[0]))


def check_comments(text, complaints):
    """Each declaration, or the run that it is in, stands below a comment."""
    comment = ""
    before = 0  # where the text since the last declaration begins
    for match in DECLARATION.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        name = re.search(r"\b(suo_\w+)\s*\(", match.group(0)).group(1)
        between = text[before:match.start()]
        before = match.end()
        if between.strip() or "\n\n" in between:
            above = re.search(r"/\*(?:(?!\*/).)*\*/\n\Z", between, re.S)
            comment = above.group(0) if above else ""
        if not comment:
            complaints.say(HEADER, line, "%s has no comment" % name)
        elif re.search(r"\bsuo_status\s", match.group(0).split("(")[0]) and \
                not re.search(r"\bstatuses: ", comment.replace("\n *", ""),
                              re.I):
            complaints.say(HEADER, line,
                           "%s does not say its statuses" % name)


def check_bindable(text, complaints):
    code = without(text)
    structs = STRUCT.findall(code)
    for name, members in structs:
        if re.search(r":\s*\d+\s*;", members):
            complaints.say(HEADER, 0, "%s has a bit field" % name)
    for match in DECLARATION.finditer(code):
        line = code.count("\n", 0, match.start()) + 1
        head, _, parameters = match.group(0).partition("(")
        if "..." in parameters:
            complaints.say(HEADER, line, "a variadic function")
        for name, _ in structs:
            if re.search(r"\b%s\s+\w+\s*[,)]" % name, parameters) or \
                    re.search(r"\b%s\s+suo_\w+\s*$" % name, head):
                complaints.say(HEADER, line, "%s goes by value" % name)
    for match in re.finditer(r"^#\s*define\s+\w+\(", code, re.M):
        complaints.say(HEADER, code.count("\n", 0, match.start()) + 1,
                       "a function-like macro")
    if any(token.startswith("//") for token in C_TOKEN.findall(text)):
        complaints.say(HEADER, 0, "a // comment")


def check(root, cc):
    complaints = Complaints()
    text = read(root, HEADER)
    check_compiles(root, cc, complaints)
    check_comments(text, complaints)
    check_bindable(text, complaints)
    return complaints


GOOD_HEADER = """\
#ifndef SUO_H
#define SUO_H
#include <stdint.h>
#define SUO_API __attribute__((visibility("default")))
#ifdef __cplusplus
extern "C" {
#endif
typedef int32_t suo_status;
typedef struct suo_range {
    uint64_t start; /* in bytes: 3; as "http://x" says */
} suo_range;
/* Make a thing. Statuses: SUO_NO_MEMORY. */
SUO_API suo_status suo_thing_new(const suo_range *range, int32_t n);
SUO_API void suo_thing_free(void *thing);

/* Count them. */
SUO_API int32_t suo_thing_count(void);
#ifdef __cplusplus
}
#endif
#endif
"""


def fault(old, new):
    assert old in GOOD_HEADER
    return {HEADER: GOOD_HEADER.replace(old, new)}


FAULTS = [
    ("does not compile with -x c -std=c99", fault("int32_t n", "int32_t int")),
    ("suo_thing_count has no comment", fault("/* Count them. */\n", "")),
    ("suo_thing_count has no comment", fault("them. */", "them. */\n")),
    ("does not say its statuses", fault(" Statuses: SUO_NO_MEMORY.", "")),
    ("a variadic function", fault("int32_t n", "int32_t n, ...")),
    ("a bit field", fault("uint64_t start;", "unsigned start : 3;")),
    ("suo_range goes by value", fault("const suo_range *r", "suo_range r")),
    ("suo_range goes by value", fault("int32_t suo_thing_count",
                                      "suo_range suo_thing_count")),
    ("a function-like macro", fault("#ifdef __c", "#define X(n) n\n#ifdef __c")),
    ("a // comment", fault("/* Count them. */", "// Count them.")),
]


def main():
    options = arguments(__doc__)

    def run(root):
        return check(root, options.cc)

    if options.self_test:
        self_test("check_header", run, {HEADER: GOOD_HEADER}, FAULTS)
    run(options.source).finish("check_header")


if __name__ == "__main__":
    main()
