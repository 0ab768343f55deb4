#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# setup.sh - install and build the peers.
#
# usage: setup.sh [--build FOLDER] [--suo FOLDER] [PEER...]
#
# PEER: suo fts5 xapian groonga lucene tantivy; none: all of them. The programs
# come to lie in FOLDER/bin (default: build-peers in the project's folder) as
# peer-NAME. Suo and the oracle are always built; with --suo, Suo is taken as it
# was built in that folder. Debian's packages are installed where they are
# missing; Lucene comes by Maven, tantivy by cargo.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
SUO_ROOT=$(cd "$here/../.." && pwd)
. "$SUO_ROOT/tests/install.sh"

build=$SUO_ROOT/build-peers suo=''
while [ $# -gt 1 ]; do
    case $1 in
    --build) build=$2 ;;
    --suo) suo=$2 ;;
    *) break ;;
    esac
    shift 2
done
mkdir -p "$build"
build=$(cd "$build" && pwd)
[ $# -gt 0 ] || set -- suo fts5 xapian groonga lucene tantivy
bin=$build/bin
mkdir -p "$bin"

# Install Debian packages unless pkg-config knows the module.
module() {
    pkg-config --exists "$1" || suo_apt_get "$2"
}

# compile NAME LIBRARIES...: a peer in C.
compile() {
    peer=$1
    shift
    "${CC:-cc}" -O2 -g -std=gnu11 -Wall -Wextra "$here/peer.c" \
        "$here/$peer.c" -I "$SUO_ROOT/include" "$@" -o "$bin/peer-$peer"
}

make_suo() {
    suo_install
    if [ -z "$suo" ]; then
        suo=$build/suo
        suo_build "$suo" -DSUO_BUILD_TESTS=OFF -DSUO_BUILD_EXAMPLES=OFF
    fi
    cp "$suo/suo-bench" "$bin/" # it makes the quick corpora
    # shellcheck disable=SC2046
    compile suo "$suo/libsuo.a" \
        $(pkg-config --libs icu-uc libutf8proc libzstd) -lstemmer -lm
    compile oracle -lm
}

make_fts5() {
    module sqlite3 libsqlite3-dev
    # shellcheck disable=SC2046
    compile fts5 $(pkg-config --cflags --libs sqlite3)
}

make_xapian() {
    module xapian-core libxapian-dev
    "${CC:-cc}" -O2 -g -std=gnu11 -c "$here/peer.c" -o "$build/peer.o"
    # shellcheck disable=SC2046
    "${CXX:-c++}" -O2 -g -Wall -Wextra "$here/xapian.cc" "$build/peer.o" \
        $(pkg-config --cflags --libs xapian-core) -o "$bin/peer-xapian"
}

make_groonga() {
    module groonga libgroonga-dev
    # shellcheck disable=SC2046
    compile groonga $(pkg-config --cflags --libs groonga)
}

make_tantivy() {
    suo_has cargo || suo_die "tantivy needs cargo (Rust 1.88 or later)"
    # cargo writes beside the manifest: it gets a copy.
    rm -rf "$build/tantivy/source"
    mkdir -p "$build/tantivy"
    cp -r "$here/tantivy" "$build/tantivy/source"
    cargo build --release --target-dir "$build/tantivy" \
        --manifest-path "$build/tantivy/source/Cargo.toml"
    cp "$build/tantivy/release/peer-tantivy" "$bin/"
}

# A JDK of version 21 or later: the one in JAVA_HOME, or any in the usual
# places.
find_jdk() {
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/*jdk* \
        "$HOME"/.sdkman/candidates/java/*; do
        [ -x "$home/bin/javac" ] || continue
        version=$("$home/bin/javac" -version 2>&1 | sed 's/[^0-9]*//;s/\..*//')
        [ "${version:-0}" -lt 21 ] || { echo "$home" && return; }
    done
    return 1
}

# The flags are those of Lucene's own benchmarks (luceneutil); the vector
# module lets Lucene decode with SIMD.
make_lucene() {
    suo_has mvn || suo_apt_get maven
    home=$(find_jdk) || suo_die "Lucene 10 needs a JDK of version 21 or later"
    (cd "$here/lucene" && JAVA_HOME=$home mvn -q -B \
        dependency:copy-dependencies -DoutputDirectory="$build/lucene")
    "$home/bin/javac" -d "$build/lucene/classes" -cp "$build/lucene/*" \
        "$here"/lucene/*.java
    cat >"$bin/peer-lucene" <<END
#!/bin/sh
exec "$home/bin/java" -Xms2g -Xmx2g -XX:+UseParallelGC \\
    --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \\
    -cp "$build/lucene/classes:$build/lucene/*" PeerLucene "\$@"
END
    chmod +x "$bin/peer-lucene"
}

make_suo
for peer in "$@"; do
    case $peer in
    suo) ;;
    fts5 | xapian | groonga | lucene | tantivy) "make_$peer" ;;
    *) suo_die "setup.sh: no peer called $peer" ;;
    esac
done
echo "built: $(cd "$bin" && echo *)"
