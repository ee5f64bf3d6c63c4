# Shared by installer/run and installer/test: says what it does, installs what is missing, builds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=ci
build=build/$preset
log=build/install.log

say() { printf '\033[1m%s\033[0m\n' "lastra: $*"; }
stop() { printf '%s\n' "lastra: $*" >&2; exit 1; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# want build|test: names of the packages of packages.txt
packages() { awk -v kinds=" $* " '!/^#/ && NF && index(kinds, " " $2 " ") { print $1 }' installer/packages.txt; }

install_packages() {
    command -v apt-get >/dev/null || stop "this machine has no apt-get. Lastra is built on Debian 12; elsewhere install the packages of installer/packages.txt by hand, then run cmake --preset $preset."
    local missing=() name
    local installed; installed=$(dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' 2>/dev/null | sed -n 's/^ii *//p')
    for name in $(packages "$@"); do
        grep -qx "$name" <<<"$installed" || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local free; free=$(df -Pk /var | awk 'NR == 2 { print int($4 / 1048576) }')
    [ "$free" -ge 5 ] || stop "only $free GB are free on /var; the packages need 5 GB. Make room and start again."
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || stop "installing packages needs root: start this as root, or ask an administrator to install: ${missing[*]}"
    say "installing ${#missing[@]} packages (log: $log)"
    mkdir -p build
    as_root apt-get -qq update >>"$log" 2>&1 || stop "apt cannot reach its package sources; see $log"
    # A service that a test package brings is started by the tests themselves, on ports of their own.
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -y -o Dpkg::Use-Pty=0 \
        install --no-install-recommends "${missing[@]}" >>"$log" 2>&1 || { tail -n 5 "$log" >&2; stop "apt could not install everything; see $log"; }
}

# configure_and_build ON|OFF [targets]: with the tests' folder, whose libraries are test packages, or
# without it. Both share one build folder, so that the second command compiles only what it adds.
configure_and_build() {
    local tests=$1; shift
    local free; free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1048576) }')
    [ "$free" -ge 3 ] || stop "only $free GB are free here; the build needs 3 GB. Make room and start again."
    mkdir -p build
    say "configuring $build"
    cmake --preset "$preset" -DLASTRA_TESTS="$tests" >>"$log" 2>&1 || { tail -n 20 "$log" >&2; stop "cmake failed; see $log"; }
    say "building"
    NINJA_STATUS='[%f of %t, %e s] ' cmake --build "$build" ${1:+--target "$@"} || stop "the build failed"
}

# A display of our own, ended with the script.
start_xvfb() {
    local fifo; fifo=$(mktemp -u)
    mkfifo "$fifo"
    Xvfb -displayfd 3 -screen 0 1920x1200x24 -nolisten tcp 3>"$fifo" >/dev/null 2>&1 &
    xvfb_pid=$!
    read -r -t 20 number <"$fifo" || stop "Xvfb did not start"
    rm -f "$fifo"
    export DISPLAY=:$number
    unset WAYLAND_DISPLAY
}
stop_xvfb() { [ -z "${xvfb_pid:-}" ] || kill "$xvfb_pid" 2>/dev/null || true; }
trap stop_xvfb EXIT
