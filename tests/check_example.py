#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_example.py - run an example, twice on one folder, and read its answer.

    check_example.py COMMAND...

The example gets a new folder as its last argument. Both times it must print
the two articles that the public may see, the question's word marked in each
script as it stands there, and not the one for agents.
"""
import os
import subprocess
import sys
import tempfile

WANTED = ["[退货]流程", "[退貨]流程"]
UNWANTED = "English"


def main():
    with tempfile.TemporaryDirectory() as folder:
        command = sys.argv[1:] + [os.path.join(folder, "index")]
        answers = []
        for _ in range(2):
            run = subprocess.run(command, stdout=subprocess.PIPE, timeout=60)
            if run.returncode != 0:
                sys.exit("exit code %d" % run.returncode)
            answers.append(run.stdout.decode("utf-8"))
    print(answers[0], end="")
    missing = [word for word in WANTED if word not in answers[0]]
    if missing:
        sys.exit("not in the answer: " + ", ".join(missing))
    if UNWANTED in answers[0]:
        sys.exit("an article for agents was shown to the public")
    if answers[0] != answers[1]:
        sys.exit("the second run says something else:\n" + answers[1])


if __name__ == "__main__":
    main()
