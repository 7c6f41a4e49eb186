# Finds Wine, for other scripts: `. .ci/wine.sh`. Afterwards `$wine` runs a program for Windows, in the prefix that WINEPREFIX names.
# The prefix is made if it is not there. The exit code is 77 if there is no Wine.
# shellcheck shell=sh

# Debian keeps Wine's programs out of the path.
PATH=$PATH:/usr/lib/wine
wine=${WINE:-$(command -v wine64 || command -v wine)} || {
    echo "wine64 is missing (apt-get install wine64)"
    exit 77
}
export WINEPREFIX WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
# Wine cannot use /dev/null, or a terminal that is none, as a standard stream: these are pipes.
mkdir -p "$WINEPREFIX"
[ -e "$WINEPREFIX/system.reg" ] || echo | "$wine" wineboot --init 2>&1 | cat
[ -d "$WINEPREFIX/drive_c" ] || {
    echo "Wine cannot make the prefix $WINEPREFIX"
    exit 1
}

# The path as programs for Windows write it: Wine shows the whole file system as drive Z.
windows_path() {
    printf 'Z:%s' "$1" | tr / '\\'
}
