#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""select_words.py - make han_variants.tsv and words.tsv from the source lists.

Run by hand when the lists or the rules change; the build uses its output.

han_variants.tsv: Traditional -> Simplified, one character to one. From
OpenCC's TSCharacters.txt (Apache-2.0): the first of several targets; chains
are followed to their end, so that folding twice is folding once.

words.tsv: folded word, frequency. From jieba's dict.full.utf8.txt (MIT):
words of 2 to LENGTH_MAX Han characters, and the single characters that have a
frequency of their own, no numbers with a measure. Frequencies up to FREQUENCY_CUT are left out: jieba
gives 3 to words whose frequency it does not know, and taking them costs more
wrong cuts than it saves.
"""
import argparse
import os
import unicodedata

LENGTH_MAX = 8      # characters of a word
FREQUENCY_CUT = 3   # frequencies up to this one are left out

# A number and its measure are two words, whatever the list says: 一个, 三天.
NUMBERS = "一二两三四五六七八九十百千万几数"
MEASURES = ("个种座位名次年月日天条件家项部场只张块本把台架辆艘支枝首幅层间栋届期级"
            "类群批对双副套组队股份片段句字页章节点分秒周季岁元")

# Joined although OpenCC leaves them alone: Taiwan writes the particle 着 so.
EXTRA_VARIANTS = {"著": "着"}


def read_variants(path):
    """The map of characters in OpenCC's file, self-mappings left out."""
    variants = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#") or "\t" not in line:
                continue
            source, targets = line.rstrip("\n").split("\t")
            target = targets.split(" ")[0]
            if len(source) == 1 and len(target) == 1 and source != target:
                variants[source] = target
    variants.update(EXTRA_VARIANTS)
    for source, target in variants.items():
        seen = {source}
        while target in variants and target not in seen:
            seen.add(target)
            target = variants[target]
        variants[source] = target
    return variants


def is_han(char):
    """Whether the lexicon can hold 'char': a Han character of the BMP."""
    return "\u3400" <= char <= "\u4dbf" or "\u4e00" <= char <= "\u9fff"


def is_counted(word):
    """Whether 'word' is a number and a measure."""
    return len(word) == 2 and word[0] in NUMBERS and word[1] in MEASURES


def read_words(path, variants, cut, length_max):
    """Folded words and their frequencies; variants of a word add up."""
    words = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            parts = line.split(" ")
            if len(parts) < 2 or not parts[1].strip().isdigit():
                continue
            frequency = int(parts[1])
            word = unicodedata.normalize("NFKC", parts[0])
            word = "".join(variants.get(char, char) for char in word)
            if frequency <= cut or len(word) > length_max:
                continue
            if all(map(is_han, word)) and not is_counted(word):
                words[word] = words.get(word, 0) + frequency
    return words


def write_pairs(path, licence, title, pairs):
    """Lines of two columns below a comment."""
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write("# SPDX-License-Identifier: %s\n" % licence)
        for line in title:
            out.write("# " + line + "\n")
        for left, right in pairs:
            out.write("%s\t%s\n" % (left, right))


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    data = os.path.join(here, "../../../../shared/data")
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=data, help="folder of the lists")
    parser.add_argument("--out", default=here, help="folder to write to")
    parser.add_argument("--cut", type=int, default=FREQUENCY_CUT)
    parser.add_argument("--length", type=int, default=LENGTH_MAX)
    options = parser.parse_args()
    dicts = os.path.join(options.data, "dicts")
    variants = read_variants(os.path.join(dicts, "opencc/TSCharacters.txt"))
    words = read_words(os.path.join(dicts, "jieba/dict.full.utf8.txt"),
                       variants, options.cut, options.length)
    write_pairs(os.path.join(options.out, "han_variants.tsv"), "Apache-2.0",
                ["Traditional to Simplified, by select_words.py",
                 "from OpenCC TSCharacters.txt (Apache-2.0)"],
                sorted(variants.items()))
    write_pairs(os.path.join(options.out, "words.tsv"), "MIT",
                ["Words and frequencies, by select_words.py",
                 "from jieba dict.full.utf8.txt (MIT)"],
                sorted(words.items()))
    print("%d variants, %d words" % (len(variants), len(words)))


if __name__ == "__main__":
    main()
