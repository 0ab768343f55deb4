# SPDX-License-Identifier: Apache-2.0
"""engines.py - the peers as processes: built, kept alive, asked."""
import json
import os
import subprocess
import time

# program's name -> shown name; the second Suo is the A/A row.
NAMES = {"suo": "Suo", "suo2": "Suo again", "lucene": "Lucene",
         "tantivy": "tantivy", "fts5": "FTS5", "xapian": "Xapian",
         "groonga": "Groonga"}
SEGMENTED = ("suo", "suo2", "lucene", "tantivy", "fts5", "xapian")


def pin():
    """Keep the process that calls this on the last core it may use."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def tree_bytes(folder):
    """What the files take; sparse ones less than their length."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            status = os.stat(os.path.join(path, name))
            total += min(status.st_size, status.st_blocks * 512)
    return total


def program(peers, name):
    return os.path.join(peers, "peer-" + name.rstrip("2"))


def available(peers):
    """Names of the engines that are built, in the order of the table."""
    return [n for n in NAMES if os.path.exists(program(peers, n))]


def build(peers, name, data, index, segments):
    """Index 'data' on one core; seconds by the clock and of the processor,
    bytes, memory at the peak."""
    command = [program(peers, name), "build", data, index,
               "--segments", str(segments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.DEVNULL, preexec_fn=pin)
    line = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError("%s build failed" % name)
    found = json.loads(line)
    found["bytes"] = tree_bytes(index)
    found["memory_bytes"] = usage.ru_maxrss * 1024
    found["cpu_seconds"] = usage.ru_utime + usage.ru_stime
    return found


class Engine:
    """A peer that serves one index and one set of queries."""

    def __init__(self, peers, name, index, queries):
        self.name = name
        self.process = subprocess.Popen(
            [program(peers, name), "serve", index, queries], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, preexec_fn=pin)
        start = time.monotonic()
        self.about = json.loads(self.line())
        self.open_seconds = time.monotonic() - start

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("%s ended" % self.name)
        return line

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def run(self, collector, seed):
        """Nanoseconds by query number; negative for those it cannot."""
        self.ask("run %s %d" % (collector, seed))
        return json.loads(self.line())["ns"]

    def answers(self, collector):
        """[count, numbers] by query number, or why it cannot."""
        self.ask("answers " + collector)
        lines = iter(self.line, ".\n")
        return json.loads("".join(lines))["answers"]

    def memory(self):
        """(anonymous, of files) bytes it holds now."""
        sizes = {}
        try:
            with open("/proc/%d/smaps_rollup" % self.process.pid) as lines:
                for line in lines:
                    words = line.split()
                    if len(words) == 3:
                        sizes[words[0]] = int(words[1]) * 1024
        except OSError:
            return None
        return sizes["Anonymous:"], sizes["Rss:"] - sizes["Anonymous:"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
