#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""select_pinyin.py - make pinyin.tsv and pinyin_phrases.tsv from the lists.

Run by hand when the lists or the rules change; the build uses its output.
Tones are dropped, the u with two dots is v, words are folded.

pinyin.tsv: a syllable, and the characters that are read so by themselves, if
there are any.
From kMandarin_8105.txt of pinyin-data; of characters that are not in it, the
first reading of pypinyin's own table (pip install pypinyin). Both MIT.

pinyin_phrases.tsv: words that are read otherwise than their characters and
the shorter words of the list in them. From phrase_pinyin.txt, phrase_di.txt
and phrase_overwrite.txt of phrase-pinyin-data (MIT).

Over both stands support_pinyin.tsv, written for this project.
"""
import argparse
import os
import re
import unicodedata

from pypinyin.pinyin_dict import pinyin_dict

LENGTH_MAX = 8  # characters of a phrase


def is_han(char):
    """Whether the table can hold 'char': a Han character of the BMP."""
    return "\u3400" <= char <= "\u4dbf" or "\u4e00" <= char <= "\u9fff"


def plain(syllable):
    """The letters a-z of a syllable with a tone mark."""
    letters = ""
    for char in unicodedata.normalize("NFD", syllable.strip().lower()):
        if char == "\u0308":
            letters = letters[:-1] + "v"
        elif not unicodedata.combining(char):
            letters += char
    return letters


def is_syllable(letters):
    return re.fullmatch("[a-z]{1,6}", letters) is not None


def read_lines(path):
    """Lines without comments and blanks around."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.split("#")[0].strip()
            if line:
                yield line


def read_variants(path):
    return dict(line.split("\t") for line in read_lines(path))


def read_fixes(path):
    """Pairs of a word and its syllables."""
    return {word: syllables.split(" ") for word, syllables in
            (line.split("\t") for line in read_lines(path))}


def read_chars(folder, variants, fixes):
    """What each folded character is read as."""
    chars = {}
    for line in read_lines(os.path.join(folder, "kMandarin_8105.txt")):
        code, syllable = line.split(":")
        chars[chr(int(code[2:], 16))] = plain(syllable)
    for code, syllables in pinyin_dict.items():
        chars.setdefault(chr(code), plain(syllables.split(",")[0]))
    chars.update((word, syllables[0]) for word, syllables in fixes.items()
                 if len(word) == 1)
    return {char: syllable for char, syllable in chars.items()
            if is_han(char) and char not in variants and is_syllable(syllable)}


def read_phrases(folder, variants, fixes):
    """What each folded word of the lists is read as."""
    phrases = {}
    for name in ("phrase_pinyin.txt", "phrase_di.txt", "phrase_overwrite.txt"):
        for line in read_lines(os.path.join(folder, name)):
            word, _, syllables = line.partition(":")
            word = "".join(variants.get(char, char) for char in word)
            syllables = [plain(syllable) for syllable in syllables.split()]
            if (len(word) == len(syllables) and 1 < len(word) <= LENGTH_MAX
                    and all(map(is_han, word))
                    and all(map(is_syllable, syllables))):
                phrases[word] = syllables
    phrases.update((word, syllables) for word, syllables in fixes.items()
                   if len(word) > 1)
    return phrases


def read_word(word, chars, phrases):
    """How a word is read: by the longest phrase at each place."""
    syllables = [chars.get(char, "") for char in word]
    at = 0
    while at < len(word):
        for end in range(min(len(word), at + LENGTH_MAX), at + 1, -1):
            if word[at:end] in phrases:
                syllables[at:end] = phrases[word[at:end]]
                at = end
                break
        else:
            at += 1
    return syllables


def needed(phrases, chars):
    """The phrases that do not follow from characters and shorter ones."""
    kept = {}
    for word in sorted(phrases, key=lambda word: (len(word), word)):
        if read_word(word, chars, kept) != phrases[word]:
            kept[word] = phrases[word]
    return kept


def write_pairs(path, title, pairs):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write("# SPDX-License-Identifier: MIT\n")
        for line in title:
            out.write("# " + line + "\n")
        for left, right in pairs:
            out.write("%s\t%s\n" % (left, right))


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    data = os.path.join(here, "../../../../shared/data/dicts/pinyin")
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=data, help="folder of the lists")
    options = parser.parse_args()
    variants = read_variants(os.path.join(here, "han_variants.tsv"))
    fixes = read_fixes(os.path.join(here, "support_pinyin.tsv"))
    chars = read_chars(options.data, variants, fixes)
    phrases = needed(read_phrases(options.data, variants, fixes), chars)
    by_syllable = {syllable: "" for syllables in phrases.values()
                   for syllable in syllables}
    for char in sorted(chars):
        by_syllable[chars[char]] = by_syllable.get(chars[char], "") + char
    write_pairs(os.path.join(here, "pinyin.tsv"),
                ["Syllables and characters, by select_pinyin.py",
                 "from pinyin-data and pypinyin (MIT)"],
                sorted(by_syllable.items()))
    write_pairs(os.path.join(here, "pinyin_phrases.tsv"),
                ["Words read otherwise than their characters, by "
                 "select_pinyin.py", "from phrase-pinyin-data (MIT)"],
                ((word, " ".join(phrases[word])) for word in sorted(phrases)))
    print("%d characters, %d syllables, %d phrases"
          % (len(chars), len(by_syllable), len(phrases)))


if __name__ == "__main__":
    main()
