#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh - install what it takes, build Suo, run all its tests.
set -eu

SUO_ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$SUO_ROOT/tests/install.sh"

usage() {
    cat <<'END'
usage: sh tests/run.sh [OPTION...] [-- CTEST_ARGUMENT...]

Installs what is missing (Debian, Ubuntu), builds, and runs all tests.

  --sanitize KIND   with the sanitizers: address (and undefined), or thread
  --compiler NAME   gcc or clang; the system's cc if not given
  --build FOLDER    build there; build, build-clang, build-address ... if not
                    given, below the project's folder
  --werror          warnings are errors (always so when CI=true)
  --asserts         keep the assertions in (sanitizers do so too)
  --no-install      install nothing
  --jobs N          N compilers and tests at once; one a core if not given
  --help            this text

After -- : arguments for ctest, as in  sh tests/run.sh -- -L house
SUO_TEST_EFFORT=100 in the environment: all cases of the long tests, of which
25 % are done without (tests/support/effort.h).
Exit code: 0 if all tests passed.
END
}

fail_usage() {
    echo "run.sh: $1" >&2
    usage >&2
    exit 2
}

sanitize='' compiler='' build='' install=yes werror=OFF asserts=OFF
[ "${CI:-}" != true ] || werror=ON
while [ $# -gt 0 ]; do
    case $1 in
    --sanitize | --compiler | --build | --jobs)
        [ $# -gt 1 ] || fail_usage "$1 wants a value"
        case $1 in
        --sanitize) sanitize=$2 ;;
        --compiler) compiler=$2 ;;
        --build) build=$2 ;;
        --jobs) SUO_JOBS=$2 ;;
        esac
        shift
        ;;
    --werror) werror=ON ;;
    --asserts) asserts=ON ;;
    --no-install) install=no ;;
    --help | -h)
        usage
        exit 0
        ;;
    --)
        shift
        break
        ;;
    *) fail_usage "what is '$1'?" ;;
    esac
    shift
done
case $sanitize in '' | address | thread) ;;
*) fail_usage "no such sanitizer: $sanitize" ;; esac
case $compiler in '' | gcc | clang) ;;
*) fail_usage "no such compiler: $compiler" ;; esac
case ${SUO_JOBS:=$(suo_cores)} in '' | *[!0-9]* | 0)
    fail_usage "--jobs wants a number" ;; esac

[ -z "$compiler" ] || export CC="$compiler"
if [ "$install" = yes ]; then
    if [ "$compiler" = clang ]; then
        suo_install format clang
    else
        suo_install format
    fi
fi

if [ -z "$build" ]; then
    build=$SUO_ROOT/build${compiler:+-$compiler}${sanitize:+-$sanitize}
fi
mkdir -p "$build"
build=$(CDPATH='' cd -- "$build" && pwd)

suo_build "$build" -DSUO_SANITIZE="$sanitize" -DSUO_WERROR=$werror \
    -DSUO_ASSERTS=$asserts -DSUO_BUILD_TESTS=ON -DSUO_BUILD_CLI=ON \
    -DSUO_BUILD_EXAMPLES=ON
cd "$build"
exec ctest --output-on-failure --no-tests=error --parallel "$SUO_JOBS" "$@"
