#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_layers.py - the arrows of the house point down (src/README.md).

Reads every #include of src and of the example programs:
- a layer includes itself and the layers below it, and says "layer/file.h";
- no circle of files;
- the machine (POSIX headers) is known in io alone, each foreign library in
  the one layer that uses it, suo.h at the few doors that need it;
- the heap is touched in base/memory.c alone;
- examples use suo.h and nothing of src.
"""
import re

from house import Complaints, arguments, includes, project_files, read
from house import self_test, without

BELOW = {  # what a layer may include, beside itself
    "base": set(),
    "io": {"base"},
    "codec": {"base"},
    "text": {"io", "codec", "base"},
    "index": {"io", "codec", "base"},
    "write": {"text", "index", "io", "codec", "base"},
    "query": {"text", "index", "io", "codec", "base"},
    "api": {"write", "query", "text", "index", "io", "codec", "base"},
}

# Headers of ISO C that any layer may use.
C_HEADERS = set("""assert ctype errno float inttypes limits math stdalign
    stdarg stdatomic stdbool stddef stdint stdio stdlib string""".split())

# Who may use which foreign header: (pattern, layers or files).
FOREIGN = [
    (r"(unicode/.*|utf8proc\.h|libstemmer\.h)", {"text"}),
    (r"zstd\.h", {"index"}),
    (r"xxhash\.h", {"base"}),
    (r"(immintrin|emmintrin|smmintrin|tmmintrin|arm_neon)\.h", {"codec"}),
    (r"(sys/.*|unistd|fcntl|dirent|locale|time)(\.h)?", {"io"}),
]

# The public header enters by these doors.
PUBLIC_HEADER = re.compile(r"^(base/status\.h|api/.*|text/tokenizer.*)$")

HEAP = re.compile(r"(?<![\w.>])(malloc|calloc|realloc|reallocarray|free|"
                  r"aligned_alloc|posix_memalign|strdup|strndup)\s*\(")


def layer_of(path):
    return path.split("/")[0]


def check_system(path, line, name, complaints):
    if name.endswith(".h") and name[:-2] in C_HEADERS:
        return
    for pattern, layers in FOREIGN:
        if re.fullmatch(pattern, name):
            if layer_of(path) not in layers:
                complaints.say("src/" + path, line, "<%s> belongs to %s alone"
                               % (name, ", ".join(sorted(layers))))
            return
    complaints.say("src/" + path, line,
                   "<%s> is no header that a layer may use" % name)


def check_arrow(path, line, name, files, complaints):
    if name == "suo.h":
        if not PUBLIC_HEADER.match(path):
            complaints.say("src/" + path, line,
                           '"suo.h" comes by way of "base/status.h"')
        return
    layer, target = layer_of(path), layer_of(name)
    if "/" not in name or target not in BELOW:
        complaints.say("src/" + path, line,
                       '"%s" does not say "layer/file.h"' % name)
    elif target != layer and target not in BELOW[layer]:
        complaints.say("src/" + path, line,
                       "%s must not see %s (%s)" % (layer, target, name))
    elif name not in files and not name.startswith("text/tables/"):
        complaints.say("src/" + path, line, '"%s" does not exist' % name)


def check_circles(arrows, complaints):
    """Say one complaint for each circle that a walk over the files closes."""
    done = set()
    for start in sorted(arrows):
        stack = [(start, iter(sorted(arrows[start])))]
        trail = [start] if start not in done else []
        while trail:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                done.add(name)
                stack.pop()
                trail.pop()
            elif following in trail:
                circle = trail[trail.index(following):] + [following]
                complaints.say("src", 0, "circle: " + " -> ".join(circle))
            elif following not in done:
                trail.append(following)
                stack.append((following,
                              iter(sorted(arrows.get(following, ())))))


def check_src(root, complaints):
    paths = [p[len("src/"):] for p in project_files(root, ("src",))
             if p.endswith((".c", ".h"))]
    arrows = {}
    for path in paths:
        if layer_of(path) not in BELOW:
            complaints.say("src/" + path, 0, "is in no layer")
            continue
        text = read(root, "src/" + path)
        arrows[path] = set()
        for line, is_system, name in includes(text):
            if is_system:
                check_system(path, line, name, complaints)
            else:
                check_arrow(path, line, name, paths, complaints)
                arrows[path].add(name)
        if path == "base/memory.c" or path.startswith("text/tables/"):
            continue  # a generator in tables is no part of the library
        for match in HEAP.finditer(without(text)):
            complaints.say("src/" + path, text.count("\n", 0, match.start()) + 1,
                           "%s: the heap is base/memory.c's" % match.group(1))
    check_circles(arrows, complaints)


def check_examples(root, complaints):
    for path in project_files(root, ("examples",)):
        if not path.endswith((".c", ".h")):
            continue
        for line, _, name in includes(read(root, path)):
            if layer_of(name) in BELOW and "/" in name:
                complaints.say(path, line, "an example sees suo.h alone, "
                               "not %s" % name)


def check(root):
    complaints = Complaints()
    check_src(root, complaints)
    check_examples(root, complaints)
    return complaints


GOOD = {
    "src/base/status.h": '#include "suo.h"\n',
    "src/base/memory.c": "#include <stdlib.h>\nvoid f(void) { free(0); }\n",
    "src/io/file.h": '#include "base/status.h"\n#include <unistd.h>\n',
    "src/index/a.h": '#include "io/file.h"\n',
    "src/index/b.h": '#include "index/a.h"\n/* malloc( is only a word */\n',
    "src/query/q.c": '#include "index/b.h"\n#include <string.h>\n',
    "examples/e.c": "#include <suo.h>\n",
}
FAULTS = [
    ("index must not see text", {
        "src/text/t.h": "", "src/index/c.c": '#include "text/t.h"\n'}),
    ("query must not see write", {
        "src/write/w.h": "", "src/query/c.c": '#include "write/w.h"\n'}),
    ("base must not see io", {"src/base/c.c": '#include "io/file.h"\n'}),
    ("circle: index/a.h -> index/b.h -> index/a.h", {
        "src/index/a.h": '#include "index/b.h"\n'}),
    ("<unistd.h> belongs to io", {"src/index/c.c": "#include <unistd.h>\n"}),
    ("<unicode/ubrk.h> belongs to text", {
        "src/query/c.c": "#include <unicode/ubrk.h>\n"}),
    ("<zstd.h> belongs to index", {"src/io/c.c": "#  include <zstd.h>\n"}),
    ("<pthread.h> is no header", {"src/io/c.c": "#include <pthread.h>\n"}),
    ('"suo.h" comes by way of', {"src/index/c.c": '#include "suo.h"\n'}),
    ('does not say "layer/file.h"', {"src/index/c.c": '#include "a.h"\n'}),
    ("does not exist", {"src/index/c.c": '#include "index/none.h"\n'}),
    ("malloc: the heap is", {
        "src/index/c.c": "void *f(void) { return malloc (1); }\n"}),
    ("is in no layer", {"src/extra/c.c": "\n"}),
    ("an example sees suo.h alone", {
        "examples/f.c": '#include "index/a.h"\n'}),
]


def main():
    options = arguments(__doc__)
    if options.self_test:
        self_test("check_layers", check, GOOD, FAULTS)
    check(options.source).finish("check_layers")


if __name__ == "__main__":
    main()
