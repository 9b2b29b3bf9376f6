#!/usr/bin/env bash
# Makes this checkout ready: system libraries, a virtual environment in .venv, the locked dependencies, the project.
#
#   scripts/setup.sh run    what the application needs
#   scripts/setup.sh dev    that, and what the tests and the frozen build need
#
# Does nothing where nothing is missing, so it may stand in front of everything. Needs no X server and no pip cache.
set -euo pipefail
cd "$(dirname "$0")/.."
# Debian keeps ldconfig where ordinary users do not look.
PATH="$PATH:/usr/sbin:/sbin"

want="${1:-run}"
case "$want" in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "usage: scripts/setup.sh [run|dev]" >&2; exit 2 ;;
esac

say() { printf '%s\n' "advocate setup: $*"; }
fail() { printf '%s\n' "advocate setup: $*" >&2; exit 1; }

# --- Which Python -----------------------------------------------------------------------------------------------------

usable() { command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local name
    for name in ${PYTHON:+"$PYTHON"} python3.11 python3.12 python3.13 python3; do
        if usable "$name"; then
            command -v "$name"
            return
        fi
    done
    fail "Python 3.11 or newer is needed and was not found (on Debian and Ubuntu: sudo apt-get install python3)"
}
python="$(find_python)"

# --- System libraries: a shared object or a command, and the Debian package that brings it ---------------------------

# Qt links against these even when it draws into memory only.
libraries="
libglib-2.0.so.0=libglib2.0-0
libGL.so.1=libgl1
libEGL.so.1=libegl1
libxkbcommon.so.0=libxkbcommon0
libfontconfig.so.1=libfontconfig1
libfreetype.so.6=libfreetype6
libdbus-1.so.3=libdbus-1-3
"
# And against these when it opens a window under X.
libraries+="
libxcb-cursor.so.0=libxcb-cursor0
libxcb-icccm.so.4=libxcb-icccm4
libxcb-image.so.0=libxcb-image0
libxcb-keysyms.so.1=libxcb-keysyms1
libxcb-render-util.so.0=libxcb-render-util0
libxcb-shape.so.0=libxcb-shape0
libxcb-xinerama.so.0=libxcb-xinerama0
libxkbcommon-x11.so.0=libxkbcommon-x11-0
"
commands=""
if [ "$want" = dev ]; then
    # The tests look at PDFs with tools that did not write them; PyInstaller reads binaries with objdump.
    commands="pdftotext=poppler-utils qpdf=qpdf objdump=binutils"
fi

missing_packages() {
    local known pair
    known="$(ldconfig -p 2>/dev/null || true)"
    for pair in $libraries; do
        case "$known" in *"${pair%%=*}"*) ;; *) printf '%s\n' "${pair#*=}" ;; esac
    done
    for pair in $commands; do
        command -v "${pair%%=*}" >/dev/null 2>&1 || printf '%s\n' "${pair#*=}"
    done
    # Debian's own python3 comes without ensurepip, and without the shared library that a frozen application carries.
    "$python" -c 'import ensurepip, venv' 2>/dev/null || printf '%s\n' "$(distribution_python)-venv"
    if [ "$want" = dev ] && [ "$(sharing)" = distribution ]; then
        case "$known" in *"lib$(distribution_python).so"*) ;; *) printf '%s\n' "lib$(distribution_python)" ;; esac
    fi
}

# Tells whose Python this is: a distribution's, in /usr/bin, has its shared library in a package of its own.
sharing() { case "$("$python" -c 'import os, sys; print(os.path.realpath(sys.executable))')" in /usr/bin/*) echo distribution ;; esac; }

distribution_python() { "$python" -c 'import sys; print("python3.%d" % sys.version_info.minor)'; }

install_system_packages() {
    local packages line sudo=""
    [ "$(uname -s)" = Linux ] && command -v ldconfig >/dev/null 2>&1 || return 0
    packages="$(missing_packages | sort -u | tr '\n' ' ')"
    packages="${packages% }"
    [ -n "$packages" ] || return 0
    line="apt-get install -y --no-install-recommends $packages"
    if command -v apt-get >/dev/null 2>&1; then
        if [ "$(id -u)" != 0 ]; then
            sudo -n true 2>/dev/null || fail "system libraries are missing; run this line once, then start again:
    sudo apt-get update && sudo $line"
            sudo="sudo -n"
        fi
        say "installing system libraries: $packages"
        export DEBIAN_FRONTEND=noninteractive
        $sudo apt-get update -qq || say "the package lists could not be refreshed; trying with those at hand"
        # shellcheck disable=SC2086 # words are meant
        $sudo apt-get install -qq -y --no-install-recommends $packages >/dev/null ||
            fail "apt-get could not install them; run this line and read what it says:
    sudo $line"
    else
        fail "system libraries are missing; install what your distribution calls these Debian packages, then start again:
    $packages"
    fi
}

# --- The virtual environment ------------------------------------------------------------------------------------------

venv_python=".venv/bin/python"

# What the environment was made from. Another lock, project file or Python makes another stamp.
fingerprint() { { cat "$1" pyproject.toml scripts/hatch_build.py; pwd; "$venv_python" -V; } 2>/dev/null | cksum; }

current() {
    # The larger set serves for the smaller.
    local stamp="$1" lock_file="$2"
    [ -x "$venv_python" ] && [ -f ".venv/.$stamp" ] && [ "$(cat ".venv/.$stamp")" = "$(fingerprint "$lock_file")" ]
}

ready() { current dev requirements-dev.lock || { [ "$want" = run ] && current run requirements.lock; }; }

pip_install() { "$venv_python" -m pip install --quiet --disable-pip-version-check --no-input "$@"; }

make_environment() {
    if ! "$venv_python" -c 'import pip' 2>/dev/null; then
        say "making a virtual environment in .venv"
        "$python" -m venv --clear .venv
    fi
    rm -f .venv/.run .venv/.dev
    say "installing the locked dependencies ($lock); the first time this takes a few minutes"
    pip_install --require-hashes --only-binary :all: -r "$lock" ||
        fail "the dependencies could not be installed; is the package index reachable? Start again when it is."
    # hatchling and editables are in the lock: nothing is fetched for this.
    pip_install --no-deps --no-build-isolation --editable .
    fingerprint "$lock" >".venv/.$want"
}

install_system_packages
if ! ready; then
    make_environment
fi
