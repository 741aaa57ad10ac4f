#!/bin/sh
# Ends the node of this folder, and returns when it is gone.
set -eu
BIN=$(dirname "$(readlink -f "$0")")
# shellcheck source=bin/common.sh
. "$BIN/common.sh"
# shellcheck source=bin/home.sh
. "$BIN/home.sh"

case ${1:-} in
    '') node_home '' ;;
    --home)
        [ $# -eq 2 ] || die "--home: a folder is missing"
        node_home "$2"
        ;;
    *)
        say "usage: shutdown.sh [--home DIR]       end the node of this folder, or of DIR"
        case $1 in
            -h | --help) exit 0 ;;
            *) exit 1 ;;
        esac
        ;;
esac
stop_node
