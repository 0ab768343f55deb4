#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# quickstart.sh - build Suo, index the sample help center, ask it questions.
set -eu

SUO_ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$SUO_ROOT/tests/install.sh"

usage() {
    cat <<'END'
usage: sh examples/quickstart.sh [OPTION...]

Installs what is missing (Debian, Ubuntu), builds Suo, indexes the sample help
center of examples/helpcenter and shows the answers to some questions.

  --build FOLDER    build there; build in the project's folder if not given
  --no-install      install nothing
  --help            this text
END
}

build=$SUO_ROOT/build install=yes
while [ $# -gt 0 ]; do
    case $1 in
    --build)
        [ $# -gt 1 ] || suo_die "--build wants a folder"
        build=$2
        shift
        ;;
    --no-install) install=no ;;
    --help | -h)
        usage
        exit 0
        ;;
    *)
        usage >&2
        exit 2
        ;;
    esac
    shift
done

[ "$install" = no ] || suo_install
mkdir -p "$build"
build=$(CDPATH='' cd -- "$build" && pwd)
SUO_TARGET=suo suo_build "$build"

# Show a command as it can be typed, and run it.
show() {
    printf '\n$ suo'
    for word in "$@"; do
        case $word in
        *[!a-zA-Z0-9_./=,-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    "$build/suo" "$@"
}

# A new index each time: what stood in it is this script's own.
index=$build/helpcenter.index
rm -rf "$index"
cd "$build"
ln -sfn "$SUO_ROOT/examples/helpcenter" helpcenter
# The articles name who may see them; the pages cannot, so it is said here.
show index --audience public --audience agents helpcenter.index \
    helpcenter/articles.jsonl helpcenter/pages

show search -k 3 helpcenter.index '我想退货怎么办'
show search -k 3 helpcenter.index '信用卡付的，退款要等幾天'
show search -k 3 helpcenter.index 'how do I descale my coffee machine'
show search -k 3 helpcenter.index 'iPhone 15 Pro 的壳 15 能用吗'
show search -k 3 helpcenter.index 'v3mono'
show search -k 3 --role public helpcenter.index '一线客服最多可以补偿客户多少'
show search -k 3 --role agents helpcenter.index '一线客服最多可以补偿客户多少'

# The shop's own words and synonyms, for articles that are indexed already.
show words --add helpcenter/words.txt helpcenter.index
show synonyms --set helpcenter/synonyms.txt helpcenter.index
show search -k 3 helpcenter.index '磨豆機保固多久'
show search -k 3 helpcenter.index '"无理由退货"'

# While typing, with slips, what else is about it, and what an editor says.
show complete -k 3 helpcenter.index tuih
show search -k 2 --typos helpcenter.index '退或运废谁出'
show related -k 3 helpcenter.index order-cancel-zh
show pin helpcenter.index '怎么退货' returns-7-days-zh
show search -k 2 helpcenter.index '怎麼退貨？'

# What was asked; of a question that fewer than three asked only the count.
rm -f helpcenter.log
questions=$(wc -l <helpcenter/questions.tsv)
for customer in one two three; do
    echo "customer $customer asks the $questions sample questions"
    "$build/suo" search --log helpcenter.log --trec \
        --queries helpcenter/questions.tsv helpcenter.index >/dev/null
done
show report -k 5 helpcenter.log

cat <<END

The program is $build/suo
The index is   $index
END
