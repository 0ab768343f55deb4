# SPDX-License-Identifier: Apache-2.0
#
# install.sh - what the scripts share; sourced, not run.
#
# suo_install [WHAT...]   make sure that all it takes is there, install what is
#                         missing on Debian and Ubuntu, else say what to do.
#                         WHAT: clang, valgrind, format (clang-format for the
#                         tests)
# suo_build FOLDER ARGUMENT...   configure with these arguments, and build
#                         SUO_TARGET, where set, instead of everything

# What it takes to build and test, by the names of the systems: tools, what
# the library stands on, what the command line adds, what the tests add.
SUO_DEBIAN="gcc g++ binutils make cmake ninja-build pkg-config python3
    libicu-dev libutf8proc-dev libstemmer-dev libzstd-dev libxxhash-dev
    libjson-c-dev libpopt-dev libmd4c-dev libgumbo-dev libcmocka-dev"
SUO_FEDORA="gcc gcc-c++ binutils make cmake ninja-build pkgconf-pkg-config
    python3 libicu-devel utf8proc-devel libstemmer-devel libzstd-devel
    xxhash-devel json-c-devel popt-devel md4c-devel gumbo-parser-devel
    libcmocka-devel"
SUO_ALPINE="build-base cmake samurai pkgconf python3
    icu-dev icu-data-full utf8proc-dev libstemmer-dev zstd-dev xxhash-dev
    json-c-dev popt-dev md4c-dev gumbo-parser-dev cmocka-dev"
SUO_BREW="cmake ninja pkgconf python3 icu4c utf8proc snowball zstd xxhash
    json-c popt md4c gumbo-parser cmocka"
SUO_MODULES="icu-uc libutf8proc libzstd json-c popt md4c gumbo cmocka"

suo_has() {
    command -v "$1" >/dev/null 2>&1
}

suo_die() {
    echo "$*" >&2
    exit 1
}

# On one line.
suo_words() {
    echo $1
}

# Print the names of the things that are not here; WHAT as above.
suo_missing() {
    for suo_command in cmake pkg-config python3 nm; do
        suo_has "$suo_command" || echo "$suo_command"
    done
    suo_has ninja || suo_has make || echo ninja
    suo_compiler=${CC:-cc}
    if suo_has "$suo_compiler"; then
        for suo_header in libstemmer.h xxhash.h; do
            echo "#include <$suo_header>" |
                "$suo_compiler" -E -I/usr/local/include \
                    -I/opt/homebrew/include - >/dev/null 2>&1 ||
                echo "$suo_header"
        done
    else
        echo "$suo_compiler"
    fi
    for suo_module in $SUO_MODULES; do
        pkg-config --exists "$suo_module" 2>/dev/null || echo "$suo_module"
    done
    for suo_what in "$@"; do
        case $suo_what in
        clang | valgrind) suo_has "$suo_what" || echo "$suo_what" ;;
        esac
    done
}

# Run a command as root.
suo_as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Install these packages.
suo_apt_get() {
    [ "$(id -u)" -eq 0 ] || suo_has sudo ||
        suo_die "Neither root nor sudo. As root: apt-get install $*"
    suo_as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
        suo_as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install \
            -y --no-install-recommends "$@"
}

suo_apt() {
    suo_packages=$SUO_DEBIAN
    for suo_what in "$@"; do
        case $suo_what in
        clang | valgrind) suo_packages="$suo_packages $suo_what" ;;
        esac
    done
    echo "installing: $(suo_words "$suo_packages")"
    # shellcheck disable=SC2086
    suo_apt_get $suo_packages
}

# What clang needs for sanitizers and fuzzing: a package of its own on Debian,
# part of clang on others.
suo_apt_clang_runtime() {
    if suo_has apt-get && ! echo 'int main(void) { return 0; }' |
        clang -x c -fsanitize=address -o /dev/null - 2>/dev/null; then
        suo_apt_get libclang-rt-dev
    fi
}

# The layout test wants version 14; without it that part is left out, so a
# system that has none is no failure.
suo_apt_format() {
    suo_has clang-format-14 && return
    if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
        return
    fi
    suo_apt_get clang-format-14 ||
        echo "no clang-format 14 here: the layout of the source is not tested"
}

suo_install() {
    suo_lacks=$(suo_missing "$@")
    if suo_has apt-get; then
        [ -z "$suo_lacks" ] || suo_apt "$@" || suo_die "apt-get failed"
        for suo_what in "$@"; do
            [ "$suo_what" != format ] || suo_apt_format
        done
        suo_lacks=$(suo_missing "$@")
    fi
    [ -z "$suo_lacks" ] && return
    cat >&2 <<END
Not found: $(suo_words "$suo_lacks")
These packages have them:
  Debian, Ubuntu: apt-get install $(suo_words "$SUO_DEBIAN")
  Fedora:         dnf install $(suo_words "$SUO_FEDORA")
  Alpine:         apk add $(suo_words "$SUO_ALPINE")
  macOS:          brew install $(suo_words "$SUO_BREW")
                  and add \$(brew --prefix icu4c)/lib/pkgconfig to
                  PKG_CONFIG_PATH
clang and valgrind, where they are asked for, are packages of these names
(macOS has clang).
END
    exit 1
}

# As many jobs as cores.
suo_cores() {
    getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2
}

suo_build() {
    suo_folder=$1
    shift
    # The first configuration chose a generator for good.
    if [ ! -e "$suo_folder/CMakeCache.txt" ] && suo_has ninja; then
        set -- -G Ninja "$@"
    fi
    # Where nobody debugs, the lines of a stack trace are enough: compilers and
    # linkers have less to do.
    [ "${CI:-}" != true ] ||
        set -- -DCMAKE_C_FLAGS_RELWITHDEBINFO="-O2 -g1 -DNDEBUG" "$@"
    mkdir -p "$suo_folder"
    suo_log=$suo_folder/configure.log
    cmake -S "$SUO_ROOT" -B "$suo_folder" "$@" >"$suo_log" 2>&1 || {
        cat "$suo_log" >&2
        suo_die "configuring failed"
    }
    cmake --build "$suo_folder" --target "${SUO_TARGET:-all}" \
        --parallel "${SUO_JOBS:-$(suo_cores)}"
}
