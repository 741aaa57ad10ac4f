# Which folder is the node's, for the scripts of the distribution. Read by them with `.`, not run.
# shellcheck shell=sh disable=SC2034

LIB=$(dirname "$BIN")/lib
RUNTIME=$(dirname "$BIN")/runtime

# In a clone the scripts of the distribution have nothing to run.
need_distribution() {
    [ -d "$LIB" ] || die "$(dirname "$BIN") is no distribution: make one first, with ./pharos package," \
        "or run a node from the sources, with ./pharos start"
}

# node_home DIR: sets NODE_HOME to DIR, or what -Dnacos.home says, or the unpacked folder; and with
# it DATA, by which its node is known.
node_home() {
    asked=$1
    if [ -z "$asked" ]; then
        asked=$(said_to_jvm | tr ' ' '\n' | sed -n 's/^-Dnacos\.home=//p' | tail -n 1)
    fi
    NODE_HOME=$(absolute "${asked:-$(dirname "$BIN")}")
    DATA=$(absolute "$NODE_HOME/data")
}
