#!/bin/sh
# Sets up everything below .venv, then runs COMMAND there: ./setup.sh python render.py
# What is already there is left alone, so it may stand before every command.
set -eu

usage() {
    cat <<'END'
Usage: ./setup.sh [COMMAND...]

Installs the system libraries, a Python environment in .venv and the model's weights,
whatever of it is missing, then runs COMMAND in the project's folder with that environment.

  ./setup.sh                        set up, run nothing
  ./setup.sh python render.py       render two clips into clips/
  ./setup.sh pytest                 also set up what the tests need, and run them
END
}

say() { printf '%s\n' "==> $*" >&2; }
die() { printf '%s\n' "setup.sh: $*" >&2; exit 1; }

# Prints a command before it runs.
run() { say "$*"; "$@"; }

has() { command -v "$1" >/dev/null 2>&1; }

# --- Python: 3.11 to 3.13 ------------------------------------------------------------------------

# Sets python to the first fitting one, the environment's own before all; too_old to one that does not fit.
find_python() {
    python='' too_old=''
    for name in .venv/bin/python python3.13 python3.12 python3.11 python3 python; do
        # A name on the PATH may be a launcher for a version that is not installed: ask it.
        version=$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        case $version in
            3.11 | 3.12 | 3.13) python=$name; return ;;
            *) too_old=${too_old:-"$name is $version"} ;;
        esac
    done
}

# --- System libraries ----------------------------------------------------------------------------

manager() {
    if has apt-get; then echo apt
    elif has dnf; then echo dnf
    elif has brew; then echo brew
    fi
}

# Sets package to the one of this machine's manager, of APT DNF BREW; "-" is none.
choose() {
    case $manager in
        apt) package=$1 ;;
        dnf) package=$2 ;;
        brew) package=$3 ;;
        *) package=$1 ;;
    esac
}

# want APT DNF BREW: without it nothing goes on.
want() { choose "$@"; [ "$package" = - ] || missing="$missing $package"; }

# wish APT DNF BREW: without it some tests are skipped (Ubuntu, say, has its Chromium elsewhere).
wish() { choose "$@"; [ "$package" = - ] || wished="$wished $package"; }

headers() { has pkg-config && pkg-config --exists "$@"; }

arabic_font() { [ "$(uname -s)" != Linux ] || fc-list :lang=ar 2>/dev/null | grep -q .; }

library() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "$1"; }

software_gl() {
    for file in /usr/lib/dri/swrast_dri.so /usr/lib64/dri/swrast_dri.so /usr/lib/*/dri/swrast_dri.so; do
        [ -e "$file" ] && return 0
    done
    dpkg -s libgl1-mesa-dri >/dev/null 2>&1 || rpm -q mesa-dri-drivers >/dev/null 2>&1
}

python_headers() {
    "$python" -c 'import os, sysconfig, sys
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))'
}

# Sets missing to the packages that are needed and not there, wished to those of use; asks no network.
find_missing() {
    missing='' wished=''
    has cc || has gcc || want build-essential gcc -
    has pkg-config || want pkg-config pkgconf-pkg-config pkgconf
    headers cairo || want libcairo2-dev cairo-devel cairo
    headers pangocairo || want libpango1.0-dev pango-devel pango
    if [ -z "$python" ]; then
        want python3 python3 python@3.12
        want python3-dev python3-devel -
        want python3-venv - -
    else
        python_headers || want "python$version-dev" "python$version-devel" -
        "$python" -c 'import ensurepip, venv' 2>/dev/null || want "python$version-venv" - -
    fi
    if [ "$(uname -s)" = Linux ]; then
        library libEGL.so.1 || want libegl1 libglvnd-egl -
        library libGL.so.1 || want libgl1 libglvnd-glx -
        if [ -n "$for_tests" ]; then
            library libEGL_mesa.so.0 || want libegl-mesa0 mesa-libEGL -
            software_gl || want libgl1-mesa-dri mesa-dri-drivers -
        fi
    fi
    if [ -n "$for_tests" ]; then
        has ffmpeg || wish ffmpeg ffmpeg-free ffmpeg
        has chromium || has chromium-browser || has google-chrome || wish chromium chromium -
        has firefox || has firefox-esr || wish firefox-esr firefox -
        has soffice || wish libreoffice-impress libreoffice-impress libreoffice
        arabic_font || wish fonts-dejavu-core dejavu-sans-fonts -
    fi
    missing=${missing# } wished=${wished# }
}

# install_packages PACKAGES: with this machine's manager, as root or through sudo.
install_packages() {
    case $manager in
        apt) command="apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $1" ;;
        dnf) command="dnf install -y $1" ;;
        brew) command="brew install $1" ;;
        *) die "these are missing: $1 (Debian's names). Install them with your system's packages, then run this again." ;;
    esac
    if [ "$manager" = brew ] || [ "$(id -u)" = 0 ]; then
        say "$command"
    elif has sudo; then
        command="sudo sh -c '$command'"
        say "$command"
    else
        die "system libraries are missing and this is not root, nor is there sudo. As root, type: $command"
    fi
    sh -c "$command" || die "the system's packages could not be installed; what it said is above. Mend that, then run this again."
}

install_missing() {
    if [ -n "$missing" ]; then install_packages "$missing"; fi
    for package in $wished; do # one by one: another may be there where one is not
        (install_packages "$package") || say "tests that need $package will be skipped"
    done
}

# --- The environment -----------------------------------------------------------------------------

# What .venv was made from: another folder or list of packages makes another line.
wanted_stamp() { printf '%s %s\n' "$(cat requirements.txt requirements-dev.txt requirements-torch.txt pyproject.toml setup.sh | cksum)" "$root"; }

stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$(wanted_stamp)" ]; }

# Of use: it runs, has pip, and was made in this folder (a moved one has its old path in every script).
environment_is_whole() {
    [ "$python" = .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 &&
        grep -qF "$root/.venv/bin/" .venv/bin/pip
}

make_environment() {
    [ -e .venv ] || run "$python" -m venv .venv || die "no environment could be made in $root/.venv; what Python said is above."
    # pip writes RECORD last: a package without one was cut off half-way, and pip would take it for whole.
    for info in .venv/lib/python3.*/site-packages/*.dist-info; do
        [ ! -d "$info" ] || [ -f "$info/RECORD" ] || run rm -rf "$info"
    done
    if [ -n "$for_tests" ]; then list=requirements-dev.txt; else list=requirements.txt; fi
    for packages in requirements-torch.txt "$list"; do # two: pip asks for all hashes of a list or for none
        run .venv/bin/python -m pip install -r "$packages" ||
            die "the packages of $packages could not be installed; what pip said is above. Check the network and the disk, then run this again: it goes on where it stopped."
    done
    run .venv/bin/python -m pip install --no-deps --no-build-isolation -e . ||
        die "this project could not be put into .venv; what pip said is above."
}

# --- Links ---------------------------------------------------------------------------------------

# The package's rooms are links. A copy by zip, mail or a file share may make each a file that holds its target.
mend_links() {
    for link in attention_scenes/*; do
        [ -f "$link" ] || continue
        target=$(head -n 1 "$link")
        case $target in
            ../*) [ ! -d "attention_scenes/$target" ] || run ln -sf "$target" "$link" ;;
        esac
    done
}

# --- All of it -----------------------------------------------------------------------------------

case ${1-} in
    -h | --help) usage; exit 0 ;;
    -*) usage >&2; die "no option ${1}: the first word is the command to run." ;;
esac

here=$PWD
cd -- "$(dirname -- "$0")"
root=$(pwd -P)
[ "$here" = "$PWD" ] || [ -z "${1-}" ] || say "cd $root"

for_tests=''
case "${1-} ${2-} ${3-}" in
    pytest\ * | ruff\ * | mypy\ * | "python -m pytest") for_tests=yes ;;
esac
if [ -n "$for_tests" ]; then stamp=.venv/.ready-for-tests; else stamp=.venv/.ready; fi

unset PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX
export PIP_DISABLE_PIP_VERSION_CHECK=1

mend_links

if ! { stamped "$stamp" || { [ -z "$for_tests" ] && stamped .venv/.ready-for-tests; }; } || ! .venv/bin/python -c ''; then
    manager=$(manager)
    find_python
    if [ -e .venv ] && ! environment_is_whole; then
        run rm -rf .venv
        find_python
    fi
    # None at all: the system's packages have one. One that does not fit: its owner decides.
    if [ -z "$python" ] && [ -n "$too_old" ]; then
        die "Python 3.11, 3.12 or 3.13 is needed, and $too_old. Install one of them beside it, then run this again."
    fi
    find_missing
    if [ -n "$missing$wished" ]; then
        install_missing
        find_python
        [ -n "$python" ] || die "Python 3.11, 3.12 or 3.13 is needed${too_old:+, and $too_old}. Install one of them, then run this again."
    fi
    make_environment
    run .venv/bin/python render.py weights
    wanted_stamp >"$stamp.part"
    mv -f "$stamp.part" "$stamp"
    say 'everything is set up'
fi

[ $# -gt 0 ] || exit 0
VIRTUAL_ENV=$root/.venv
PATH=$root/.venv/bin:$PATH
export VIRTUAL_ENV PATH
say "$*"
exec "$@"
