#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_symbols.py - what the built libraries show, keep and call.

- The shared library exports the functions that suo.h marks SUO_API, all of
  them and nothing else.
- The library keeps no state: none of its objects has a writable variable, or
  one for each thread.
- It prints nothing, ends no process, starts no thread or process, installs no
  handler, reads no environment (FORBIDDEN), and allocates in memory.c alone.
- What its objects show each other begins with suo_, so that the static
  library takes no name from its user.

--asserts allows what failed assertions call. Needs nm and objdump; builds
with sanitizers are not for it.
"""
import os
import re
import shutil
import subprocess
import sys

from house import Complaints, arguments, read, self_test, without

FORBIDDEN = re.compile(r"""
    (__)?v?(f|d|w|fw)?printf(_chk)? | puts | putchar | fputs | fputc | putc |
    perror | stdin | stdout | stderr |
    abort | _?_?exit | _Exit | quick_exit | atexit | __assert_fail |
    __assert_rtn | longjmp | __longjmp_chk | system | popen | v?fork | execv.* |
    posix_spawn.* | pthread_create | thrd_create | pthread_key_create |
    signal | sigaction | raise | kill | alarm | setitimer |
    getenv | setenv | putenv | setlocale | srand | rand | random | strtok |
    localtime | gmtime | ctime | asctime | strerror""", re.X)
ASSERTS = {"__assert_fail", "__assert_rtn"}
HEAP = {"malloc", "calloc", "realloc", "free", "aligned_alloc",
        "posix_memalign", "strdup", "strndup", "reallocarray"}
WRITABLE = re.compile(r"^(\.data(?!\.rel\.ro)|\.bss|\.tdata|\.tbss|\*COM\*)")


def output(*command):
    return subprocess.run(command, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def plain(symbol):
    """A symbol without its version, and without macOS' underscore."""
    symbol = symbol.split("@")[0]
    if sys.platform == "darwin" and symbol.startswith("_"):
        symbol = symbol[1:]
    return symbol


def public_functions(root):
    text = without(read(root, "include/suo.h"))
    return {re.search(r"\b(suo_\w+)\s*\(", declaration).group(1)
            for declaration in re.findall(r"^SUO_API\b[^;]*;", text, re.M)}


def check_exports(root, shared, complaints):
    options = ["-gU"] if sys.platform == "darwin" else ["-D", "--defined-only"]
    exported = set()
    for line in output("nm", *options, shared).splitlines():
        _, kind, symbol = line.split()
        if kind != "A":  # the name of the version itself
            exported.add(plain(symbol))
    wanted = public_functions(root)
    for name in sorted(wanted - exported):
        complaints.say("suo.h", 0, "%s is declared and not exported" % name)
    for name in sorted(exported - wanted):
        complaints.say(shared, 0, "%s is exported and not in suo.h" % name)


def check_names(static, asserts, complaints):
    """What each object of the library defines and calls."""
    member, calls, defined = "", [], set()
    for line in output("nm", static).splitlines():
        if line.endswith(":"):
            member = line[:-1]
            continue
        words = line.split()
        if len(words) < 2:
            continue
        kind, symbol = words[-2], plain(words[-1])
        if kind == "U":
            calls.append((member, symbol))
        elif kind.isupper():
            defined.add(symbol)
            if not symbol.startswith("suo_"):
                complaints.say(member, 0, "%s does not begin with suo_"
                               % symbol)
    for member, symbol in calls:
        if symbol in defined or (asserts and symbol in ASSERTS):
            continue
        if FORBIDDEN.fullmatch(symbol):
            complaints.say(member, 0, "calls %s" % symbol)
        if symbol in HEAP and not member.startswith("memory."):
            complaints.say(member, 0, "%s: the heap is memory.c's" % symbol)


def check_state(static, complaints):
    if sys.platform == "darwin":
        return  # objdump's table is another there
    member = ""
    for line in output("objdump", "-t", static).splitlines():
        if line.endswith(tuple("0123456789")) and ":     file format" in line:
            member = line.split(":")[0]
            continue
        # value, seven flags, section, size, name
        match = re.match(r"^[0-9a-f]+ (.{7}) (\S+)\t([0-9a-f]+)\s+(.*)$", line)
        if match and "d" not in match.group(1) and \
                WRITABLE.match(match.group(2)) and int(match.group(3), 16) > 0:
            complaints.say(member or static, 0, "%s is writable (%s)"
                           % (match.group(4), match.group(2)))


def check(root, shared, static, asserts):
    complaints = Complaints()
    check_exports(root, shared, complaints)
    check_names(static, asserts, complaints)
    check_state(static, complaints)
    return complaints


GOOD = {
    "include/suo.h":
        "/* SUO_API int suo_no(void); */\nSUO_API int suo_go(int n);\n",
    "a.c": """
        #include <stdio.h>
        int suo_inner(int n);
        static const char *const names[] = {"a", "b"};
        __attribute__((visibility("hidden"))) int suo_inner(int n)
        { char s[9]; return snprintf(s, sizeof s, "%s", names[n & 1]); }
        __attribute__((visibility("default"))) int suo_go(int n);
        int suo_go(int n) { return suo_inner(n); }
        """,
    "memory.c": "#include <stdlib.h>\n"
                '__attribute__((visibility("hidden"))) void *suo_alloc(int n);'
                "void *suo_alloc(int n) { return malloc((unsigned)n); }\n",
}


def fault(text, path="b.c"):
    return {path: "#include <stdio.h>\n#include <stdlib.h>\n" + text}


HIDDEN = '__attribute__((visibility("hidden"))) '
FAULTS = [
    ("suo_more is declared and not exported", {
        "include/suo.h": GOOD["include/suo.h"] + "SUO_API int suo_more(int);"}),
    ("suo_extra is exported and not in suo.h", fault("int suo_extra = 0;")),
    ("count is writable (.bss", fault(
        "static int count; " + HIDDEN + "int suo_b(void);"
        "int suo_b(void) { return count++; }")),
    ("start is writable (.data", fault(
        "static int start = 7; " + HIDDEN + "int suo_b(void);"
        "int suo_b(void) { return start++; }")),
    ("mine is writable (.tbss", fault(
        "static _Thread_local int mine; " + HIDDEN + "int suo_b(void);"
        "int suo_b(void) { return mine++; }")),
    ("calls puts", fault(HIDDEN + "void suo_b(void);"
                         'void suo_b(void) { puts("x"); }')),
    ("calls abort", fault(HIDDEN + "void suo_b(void);"
                          "void suo_b(void) { abort(); }")),
    ("malloc: the heap is", fault(
        HIDDEN + "void *suo_b(int n);"
        "void *suo_b(int n) { return malloc((size_t)n); }")),
    ("helper does not begin with suo_", fault(
        HIDDEN + "int helper(void); int helper(void) { return 1; }")),
]


def build_and_check(root, cc):
    """Make both libraries of the C files in 'root' and look at them."""
    sources = sorted(f for f in os.listdir(root) if f.endswith(".c"))
    subprocess.run([cc, "-c", "-O1", "-fPIC"] + sources, check=True, cwd=root)
    objects = [s[:-2] + ".o" for s in sources]
    subprocess.run(["ar", "rcs", "libt.a"] + objects, check=True, cwd=root)
    subprocess.run([cc, "-shared", "-o", "libt.so"] + objects, check=True,
                   cwd=root)
    return check(root, os.path.join(root, "libt.so"),
                 os.path.join(root, "libt.a"), False)


def main():
    options = arguments(__doc__, ("--shared", {}), ("--static", {}),
                        ("--asserts", {"action": "store_true"}))
    for tool in ("nm", "objdump"):
        if shutil.which(tool) is None:
            sys.exit("check_symbols: %s is not here" % tool)
    if options.self_test:
        self_test("check_symbols",
                  lambda root: build_and_check(root, options.cc), GOOD, FAULTS)
    check(options.source, options.shared, options.static,
          options.asserts).finish("check_symbols")


if __name__ == "__main__":
    main()
