#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_access.py - the tests of access compare every call that reads an index.

Calls that read are those of suo.h between its sections Reading and Tokenizing,
and any other that takes a snapshot, a view, hits or a list of keys. Each is
named in the head of support/access.c. It is called there or in corpus_dump.c,
which dump its answers, unless the head names it under "Not compared:".
"""
import re

from house import Complaints, arguments, read, self_test, without

HEADER = "include/suo.h"
ACCESS = "tests/support/access.c"
DUMP = "tests/support/corpus_dump.c"
DECLARATION = re.compile(r"^SUO_API\b[^;]*?\b(suo_\w+)\s*\(([^;]*);", re.M)
TAKES = re.compile(r"\bsuo_(snapshot|view|hits|key_list) \*\w")
READING = re.compile(r"^/\* ---- Reading -.*?(?=^/\* ---- Tokenizing -)",
                     re.M | re.S)


def readers(header):
    """Names of the public functions that read, in the header's order."""
    part = READING.search(header)
    blank = without(header)
    return [match.group(1) for match in DECLARATION.finditer(blank)
            if (part and part.start() < match.start() < part.end())
            or TAKES.search(match.group(2))]


def names(text):
    return set(re.findall(r"\bsuo_\w+", text))


def check(root):
    complaints = Complaints()
    found = readers(read(root, HEADER))
    if not found:
        complaints.say(HEADER, 0, "has no call that reads")
    access = read(root, ACCESS)
    head = access[:access.index("#include")]
    compared, _, excused = head.partition("Not compared:")
    code = without(access) + without(read(root, DUMP))
    called = set(re.findall(r"\b(suo_\w+)\s*\(", code))
    for name in found:
        if name in names(excused):
            continue
        if name not in names(compared):
            complaints.say(ACCESS, 0, "its head does not name %s" % name)
        if name not in called:
            complaints.say(ACCESS, 0, "%s is not called" % name)
    return complaints


GOOD = {
    HEADER: """\
SUO_API suo_status suo_writer_put(suo_writer *writer);
/* ---- Reading ---- */
SUO_API suo_status suo_snapshot_open(const char *path,
                                     suo_snapshot **snapshot);
SUO_API uint64_t suo_view_doc_count(const suo_view *view);
/* ---- Tokenizing ---- */
SUO_API suo_status suo_tokenizer_new(suo_tokenizer **tokenizer);
SUO_API suo_status suo_hits_cut(const suo_hits *hits);
""",
    ACCESS: """\
/* One call: suo_view_doc_count; another: suo_hits_cut
 * Not compared: suo_snapshot_open */
#include <suo.h>
int main(void) { return suo_view_doc_count(0); }
""",
    DUMP: "int cut(void) { return suo_hits_cut(0); }\n",
}


def fault(path, old, new):
    assert old in GOOD[path]
    return {path: GOOD[path].replace(old, new)}


FAULTS = [
    ("does not name suo_view_doc_count",
     fault(ACCESS, "One call: suo_view_doc_count", "One call")),
    ("suo_view_doc_count is not called",
     fault(ACCESS, "return suo_view_doc_count(0)", "return 0")),
    ("suo_hits_cut is not called",
     fault(DUMP, "return suo_hits_cut(0);", "/* suo_hits_cut(0) */")),
    ("does not name suo_snapshot_open",
     fault(ACCESS, "suo_snapshot_open", "nothing")),
    ("does not name suo_view_tell",
     fault(HEADER, "/* ---- Tok", "SUO_API int suo_view_tell(int n);\n"
                                  "/* ---- Tok")),
    ("has no call that reads", {HEADER: "/* nothing */\n"}),
]


def main():
    options = arguments(__doc__)
    if options.self_test:
        self_test("check_access", check, GOOD, FAULTS)
    check(options.source).finish("check_access")


if __name__ == "__main__":
    main()
