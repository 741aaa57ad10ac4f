#!/bin/sh
# Starts the node of this folder in the background, and returns when it is ready.
set -eu
BIN=$(dirname "$(readlink -f "$0")")
# shellcheck source=bin/common.sh
. "$BIN/common.sh"
# shellcheck source=bin/home.sh
. "$BIN/home.sh"

usage() {
    cat <<'TEXT'
usage: startup.sh [flags]       start the node of this folder in the background

  -m standalone|cluster   one node alone, or one of several (cluster, or MODE)
  -f all|config|naming    what is served (all)
  -p embedded             where state is kept: embedded is what there is
  -c HOST:PORT,...        the nodes of a cluster, instead of conf/cluster.conf
  --home DIR              the folder with conf, data and logs, for a second node from one unpacked
                          folder (the unpacked folder; -Dnacos.home in JAVA_OPT does the same)
  --foreground            stay, and write to the terminal: for containers
  any other flag is the node's own: --port 8850, --set KEY=VALUE, -DKEY=VALUE

examples
  sh startup.sh                       one of the nodes that conf/cluster.conf lists
  sh startup.sh -m standalone
  JVM_XMX=1g sh startup.sh -m standalone --port 8850
  sh startup.sh -m standalone --home /srv/second --port 8860

environment
  JAVA_HOME, PHAROS_JAVA_HOME        the Java to run on
  JVM_XMS JVM_XMX JVM_XMN            sizes of the heap (64m, 256m or JVM_XMS, the JVM's own)
  JAVA_OPT JAVA_OPTS JAVA_OPT_EXT    further flags of the JVM
  MODE, NACOS_SERVERS, ...           those of Nacos' container image; docs/settings.md names them
TEXT
}

# Sets MODE_ASKED, FOREGROUND, HOME_ASKED, MEMBERS, WRONG and the words left for the node, quoted for
# eval. What is WRONG is said when it is known where.
read_flags() {
    WRONG=
    MODE_ASKED=
    STANDALONE_ASKED=
    FILE=
    FOREGROUND=no
    HOME_ASKED=
    MEMBERS=${MEMBER_LIST:-}${NACOS_SERVERS:-}
    REST=
    while [ $# -gt 0 ]; do
        case $1 in
            -h | --help)
                usage
                exit 0
                ;;
            --foreground)
                FOREGROUND=yes
                shift
                continue
                ;;
            -m | -f | -s | -p | -c | -d | --home | --port | --conf | --set)
                if [ $# -eq 1 ]; then
                    wrong "$1: a value is missing"
                    return
                fi
                ;;
        esac
        case $1 in
            -m) MODE_ASKED=$2 ;;
            -f) rest "-Dnacos.functionMode=$2" ;;
            -s) rest "-Dnacos.server.jar=$2" ;;
            -p) rest "-DembeddedStorage=$2" ;;
            -d) rest "-Dnacos.deployment.type=$2" ;;
            -c) MEMBERS=$2 ;;
            --home) HOME_ASKED=$2 ;;
            --port | --conf | --set) heed "$1=$2" ;;
            -D?*=* | --port=* | --conf=* | --set=*)
                heed "$1"
                shift
                continue
                ;;
            *)
                wrong "$1: unknown flag"
                shift
                continue
                ;;
        esac
        shift 2
    done
}

wrong() { WRONG=${WRONG:-"$* (startup.sh --help shows them)"}; }

# What is the node's, and is looked at here too.
heed() {
    case $1 in
        --set=nacos.standalone=* | -Dnacos.standalone=*) STANDALONE_ASKED=${1##*=} ;;
        --conf=?*)
            FILE=$(absolute "${1#--conf=}")
            set -- "--conf=$FILE"
            ;;
    esac
    rest "$1"
}

rest() {
    for word in "$@"; do
        REST="$REST '$(printf '%s' "$word" | sed "s/'/'\\\\''/g")'"
    done
}

# Sets STANDALONE. Who asks for several nodes, as whoever says nothing does, has to name them.
choose_mode() {
    mode=${MODE_ASKED:-$(mode_of "$STANDALONE_ASKED")}
    mode=${mode:-$(mode_of "$(standalone_of_jvm)")}
    mode=${mode:-${MODE:-$(mode_of "$(setting nacos.standalone)")}}
    case ${mode:-cluster} in
        standalone) STANDALONE=true ;;
        cluster)
            STANDALONE=false
            names_members ||
                die "the mode is cluster, and $NODE_HOME/conf/cluster.conf, which lists the nodes," \
                    "is missing: to run one node alone, type sh $(typed "$BIN/startup.sh") -m standalone"
            ;;
        *) die "mode $mode (expected: standalone or cluster; -m, or MODE in the environment)" ;;
    esac
}

# mode_of VALUE: which mode a value of nacos.standalone means.
mode_of() {
    case $1 in
        [tT][rR][uU][eE]) say standalone ;;
        [fF][aA][lL][sS][eE]) say cluster ;;
        '') ;;
        *) say "nacos.standalone=$1" ;;
    esac
}

standalone_of_jvm() { said_to_jvm | tr ' ' '\n' | sed -n 's/^-Dnacos\.standalone=//p' | tail -n 1; }

# setting KEY: what the settings files say of a key, the last one of those that say something.
setting() {
    for file in "${FILE:-$NODE_HOME/conf/application.properties}" "$NODE_HOME/init.d/custom.properties"; do
        key=$(say "$1" | sed 's/\./\\./g')
        sed -n "s/^[[:space:]]*$key[[:space:]]*[=:[:space:]][[:space:]]*\([^[:space:]].*\)\$/\1/p" \
            "$file" 2>/dev/null || :
    done | sed 's/[[:space:]]*$//' | tail -n 1
}

names_members() {
    [ -z "$MEMBERS" ] && [ ! -s "$NODE_HOME/conf/cluster.conf" ] || return 0
    case "$(said_to_jvm) $REST" in
        *nacos.member.list=* | *pharos.cluster.file=*) return 0 ;;
    esac
    [ -n "$(setting nacos.member.list)$(setting pharos.cluster.file)" ]
}

# Before anything else is found wrong with this start: START_OUT is the running node's.
refuse_second() {
    running_pid >/dev/null || return 0
    START_OUT=
    stop="sh $(typed "$BIN/shutdown.sh")"
    [ -z "$HOME_ASKED" ] || stop="$stop --home $(typed "$NODE_HOME")"
    die "a node already runs from $NODE_HOME: $(told) ($stop ends it)"
}

start() {
    cd "$NODE_HOME"
    set -- dev.pharos.server.boot.Main start "--data=$DATA" "$@"
    [ -z "$MEMBERS" ] || set -- "-Dnacos.member.list=$MEMBERS" "$@"
    set -- "-Dnacos.home=$NODE_HOME" "$@" "-Dnacos.standalone=$STANDALONE"
    [ "$FOREGROUND" = no ] || start_in_foreground "$@"
    start_in_background "$LIB" "$@"
}

# What it says goes to the terminal; why it does not start goes to START_OUT too.
start_in_foreground() {
    need_limits
    check_java
    say "this node runs in the foreground, and what it says goes to its terminal" >"$START_OUT"
    [ -z "$PASSED_OVER" ] || say "$PASSED_OVER" | tee -a "$START_OUT" >&2
    run_node "$LIB" "$@" "--report=$START_OUT"
}

read_flags "$@"
need_distribution
node_home "$HOME_ASKED"
for folder in "$NODE_HOME/logs" "$NODE_HOME/data"; do
    { mkdir -p "$folder" && [ -w "$folder" ]; } 2>/dev/null || no_folder "$folder" --home
    START_OUT=$NODE_HOME/logs/start.out
done
node_home "$NODE_HOME" # now that it is there, by its real name
LOGS=$NODE_HOME/logs
START_OUT=$LOGS/start.out
refuse_second
[ -z "$WRONG" ] || die "$WRONG"
choose_mode
find_java
eval "set -- $REST"
start "$@"
