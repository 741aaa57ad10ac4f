# What ./pharos and the scripts in bin/ share: how the Java is found, how a node is run, known,
# waited for and ended. Read by them with `.`, not run.
# shellcheck shell=sh

RUNTIME= # the folder of a Java that came with the distribution
NEEDS_JAVA=25
NO_MEMORY='insufficient memory\|Could not allocate\|Could not reserve\|Failed to reserve'
NO_MEMORY=$NO_MEMORY'\|Failed to map\|Not enough space\|Cannot allocate memory\|create native thread'
ADDRESS_LEAST_MB=2560
FILES_LEAST=128
READY_SECONDS=60
STOP_SECONDS=30

say() { printf '%s\n' "$*"; }

# One line with cause and remedy. It is in START_OUT too, when there is one.
die() {
    printf 'pharos: %s\n' "$*" >&2
    if [ -n "${START_OUT:-}" ]; then
        printf 'pharos: %s\n' "$*" 2>/dev/null >>"$START_OUT" || :
    fi
    exit 1
}

# no_folder DIR FLAG: it cannot be had; FLAG names another.
no_folder() { die "the folder $1 cannot be written (expected: a folder of this user; $2 names another)"; }

# no_room DIR: a file can be made there, and not written.
no_room() {
    rm -f "$said"
    die "nothing can be written in $1: as a rule the disk is full (expected: room for a node's log;" \
        "df $(typed "$1") shows what there is)"
}

# As it has to be typed: in quotes, where the shell would take it for more than one word.
typed() {
    case $1 in
        *[!A-Za-z0-9_/.,:=+@%-]*) printf "'%s'\n" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")" ;;
        *) say "$1" ;;
    esac
}

absolute() {
    case $1 in
        /*) path=$1 ;;
        *) path=$PWD/$1 ;;
    esac
    if [ -d "$path" ]; then
        path=$(CDPATH='' cd -- "$path" && pwd -P)
    fi
    say "$path"
}

# ---- the Java ----

# The feature version of the Java in a folder, from its release file; nothing if there is none.
# The tool is java to run, or javac to build.
java_version() {
    [ -x "$1/bin/${JAVA_TOOL:-java}" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

is_java() {
    version=$(java_version "$1")
    [ -n "$version" ] && [ "$version" -ge "$NEEDS_JAVA" ]
}

# The folder of the Java on the PATH, with its links followed.
java_on_path() {
    tool=$(command -v "${JAVA_TOOL:-java}") || return 0
    dirname "$(dirname "$(readlink -f "$tool")")"
}

# Sets JAVA_HOME, and PASSED_OVER to a line about the one that was asked for and is too old. What is
# asked for counts first, then the runtime that came with the distribution, if one did.
find_java() {
    wanted="a JDK $NEEDS_JAVA or newer"
    PASSED_OVER=
    if [ -n "${PHAROS_JAVA_HOME:-}" ]; then
        is_java "$PHAROS_JAVA_HOME" ||
            die "PHAROS_JAVA_HOME is $PHAROS_JAVA_HOME (expected: the folder of $wanted)"
        JAVA_HOME=$PHAROS_JAVA_HOME
        export JAVA_HOME
        return
    fi
    found=${JAVA_HOME:-}
    for home in "$RUNTIME" "${JAVA_HOME:-}" "$(java_on_path)" /usr/lib/jvm/* \
        /usr/local/openjdk* /opt/* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* \
        "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*; do
        if [ -n "$home" ] && is_java "$home"; then
            if [ -n "$found" ] && [ "$home" != "$found" ] && [ "$home" != "$RUNTIME" ]; then
                PASSED_OVER="JAVA_HOME is $found (expected: the folder of $wanted): this node runs"
                PASSED_OVER="$PASSED_OVER on the Java in $home instead"
            fi
            JAVA_HOME=$home
            export JAVA_HOME
            return
        fi
    done
    die "no JDK $NEEDS_JAVA or newer found${found:+ (JAVA_HOME is $found)}: install one" \
        "(openjdk-25-jdk-headless, or from https://adoptium.net), or set PHAROS_JAVA_HOME"
}

# ---- a running node ----

# A node is known by its data folder, DATA: it says in the lock there who it is. One that was killed
# leaves that behind, so the process counts only if it was started on this folder, and is not a
# stranger that has got the same number since.
running_pid() {
    pid=$(sed -n 's/^pid \([0-9][0-9]*\).*/\1/p' "$DATA/pharos.lock" 2>/dev/null) || return 1
    [ -n "$pid" ] && is_node "$pid" && say "$pid"
}

is_node() {
    if [ -d /proc/self ]; then
        { tr '\0' '\n' <"/proc/$1/cmdline"; } 2>/dev/null | grep -Fxq -- "--data=$DATA"
    else
        ps -o args= -p "$1" 2>/dev/null | grep -Fq -- "--data=$DATA"
    fi
}

# What the node has told of itself: its process, and where it listens once it is ready.
told() { head -n 1 "$DATA/pharos.lock" 2>/dev/null || :; }

# Everything that anybody has said to the JVM of a node.
said_to_jvm() {
    say "${PHAROS_JAVA_OPTS:-} ${CUSTOM_NACOS_MEMORY:-} ${JAVA_OPT:-} ${JAVA_OPTS:-} ${JAVA_OPT_EXT:-}"
}

# How large the heap may be, in the names of Nacos' container image; without a word, 256 MB. Whoever
# has it begin with more than that, and does not say how far it may go, gets what it begins with.
memory_flags() {
    case $(said_to_jvm) in
        *-Xmx* | *-XX:MaxRAMPercentage*) ;;
        *)
            first=${JVM_XMS:-$(said_to_jvm | tr ' ' '\n' | sed -n 's/^-Xms//p' | tail -n 1)}
            [ -n "$first${JVM_XMX:-}" ] || say -Xms64m
            say "-Xmx${JVM_XMX:-$(larger "$first" 256)}"
            ;;
    esac
    say "${JVM_XMS:+-Xms$JVM_XMS} ${JVM_XMN:+-Xmn$JVM_XMN} ${JVM_MS:+-XX:MetaspaceSize=$JVM_MS}" \
        "${JVM_MMS:+-XX:MaxMetaspaceSize=$JVM_MMS}"
}

# larger SIZE MB: the size, as the JVM takes it, or so many MB, where that is more.
larger() {
    case $1 in
        *[0-9][kK]) kilobytes=${1%[kK]} ;;
        *[0-9][mM]) kilobytes=${1%[mM]}000 ;;
        *[0-9][gGtT]) kilobytes=${1%[gGtT]}000000 ;;
        *) kilobytes=${1%???} ;;
    esac
    case $kilobytes in
        '' | *[!0-9]*) kilobytes=0 ;; # nothing, or what the JVM will not take
    esac
    if [ "$kilobytes" -gt "${2}000" ]; then say "$1"; else say "${2}m"; fi
}

# The serial collector is the leanest; from 1 GB on the JVM has the choice.
collector_flag() {
    for word in $(said_to_jvm) $(memory_flags); do
        case $word in
            -XX:+Use*GC | -Xmx*[gGtT] | -Xmx[1-9][0-9][0-9][0-9]*[mM]) return ;;
        esac
    done
    say -XX:+UseSerialGC
}

debug_flag() {
    case ${NACOS_DEBUG:-} in
        y | Y | true) say '-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:9555' ;;
    esac
}

# What a process may take, before one is started that would break in the middle of it. Addresses are
# mapped long before they are used: 1 GB for classes alone. The JVM raises its files to the hard limit.
need_limits() {
    addresses=$(ulimit -v 2>/dev/null || say unlimited)
    if [ "$addresses" != unlimited ] && [ "$addresses" -lt $((ADDRESS_LEAST_MB * 1024)) ]; then
        die "too little memory: ulimit -v gives a process $((addresses / 1024)) MB of addresses" \
            "(expected: at least $ADDRESS_LEAST_MB MB; ulimit -v unlimited, before the start)"
    fi
    files=$(ulimit -H -n 2>/dev/null || say unlimited)
    if [ "$files" != unlimited ] && [ "$files" -lt "$FILES_LEAST" ]; then
        die "ulimit -n gives a process $files open files and connections (expected: at least" \
            "$FILES_LEAST to start, and one more for each client; ulimit -n 65536, before the start)"
    fi
}

# check_java FLAG...: a Java that does not take its flags, or its heap, says so in one line. For a
# start that nobody waits for: what it says itself is many lines.
check_java() {
    said=$START_OUT.$$
    # Lists of flags, so they are not quoted.
    # shellcheck disable=SC2046
    if "$JAVA_HOME/bin/java" -XX:-UsePerfData $(memory_flags) $(said_to_jvm) "$@" -version \
        >"$said" 2>&1; then
        rm -f "$said"
        return
    fi
    explain_failure $?
    show_failure
    exit 1
}

# run_java LIB NAME FLAGS WORD...: becomes a program of the jars in LIB. The cache beside them has its
# classes, and what was learnt of them when it was made, so that a start takes less; one that does not
# fit this Java or these jars is passed over in silence. It is made by a run with MAKE_ARCHIVE=yes
# alone: a JVM that makes one while it ends, with threads that still work, may crash.
run_java() {
    lib=$1
    archive=$1/$2.aot
    flags=$3
    shift 3
    classpath=
    for jar in "$lib"/*.jar; do
        classpath=$classpath${classpath:+:}$jar
    done
    if [ "${MAKE_ARCHIVE:-no}" = yes ]; then
        set -- "-XX:AOTCacheOutput=$archive" -cp "$classpath" "$@"
    elif [ -r "$archive" ]; then
        set -- "-XX:AOTCache=$archive" -cp "$classpath" "$@"
    else
        set -- -cp "$classpath" "$@"
    fi
    # A list of flags, so it is not quoted.
    # shellcheck disable=SC2086
    exec "$JAVA_HOME/bin/java" -XX:-UsePerfData '-Xlog:aot*=off' '-Xlog:cds*=off' $flags "$@"
}

# run_node LIB WORD...: becomes a node. What its JVM writes when it crashes goes to LOGS. Events of
# Netty for the flight recorder are off: a start would spend a tenth of its time on making them.
run_node() {
    node_lib=$1
    shift
    set -- "-XX:ErrorFile=${LOGS:-$DATA}/hs_err_pid%p.log" \
        "-XX:ReplayDataFile=${LOGS:-$DATA}/replay_pid%p.log" "$@"
    run_java "$node_lib" node "$(memory_flags) $(collector_flag) -XX:+ExitOnOutOfMemoryError
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
        -Dio.netty.jfr.enabled=false $(debug_flag) $(said_to_jvm)" "$@"
}

# start_in_background LIB WORD...: returns when the node is ready, and shows what it has said; or
# ends. What the node says goes to a file of this start alone, which becomes START_OUT: when several
# are started on one folder, those that fail leave alone what belongs to the one that runs.
start_in_background() {
    said=$START_OUT.$$
    need_limits
    { mkdir -p "$(dirname "$said")" && touch "$said"; } 2>/dev/null || no_folder "$DATA" --data
    { say "$PASSED_OVER" >"$said"; } 2>/dev/null || no_room "$(dirname "$said")"
    [ -n "$PASSED_OVER" ] || : >"$said"
    (trap '' HUP && run_node "$@") >>"$said" 2>&1 </dev/null &
    node=$!
    trap 'give_up 130 interrupted' INT TERM HUP
    await_ready
    trap - INT TERM HUP
    mv -f "$said" "$START_OUT"
    cat "$START_OUT"
}

await_ready() {
    waited=0
    until grep -q '^ready after ' "$said"; do
        if ! kill -0 "$node" 2>/dev/null; then
            code=0
            wait "$node" || code=$?
            explain_failure "$code"
            show_failure
            exit "$code"
        fi
        [ "$waited" -lt $((READY_SECONDS * 10)) ] || give_up 1 "not ready after $READY_SECONDS s"
        sleep 0.1
        waited=$((waited + 1))
    done
}

# give_up CODE WHY: a start that fails leaves no node behind.
give_up() {
    trap '' INT TERM HUP
    kill "$node" 2>/dev/null || :
    wait "$node" 2>/dev/null || :
    say "pharos: $2; the node that was starting (pid $node) is ended" >>"$said"
    show_failure
    exit "$1"
}

# explain_failure STATUS: adds the one line that a node has not said itself, because its JVM has ended
# before it could.
explain_failure() {
    ! grep -q '^pharos: ' "$said" || return 0
    memory="too little memory for the Java in $JAVA_HOME"
    less="give this machine or container more, or set JVM_XMX to less"
    if grep -q 'OutOfMemoryError' "$said"; then
        because="too little memory: $(reason OutOfMemoryError) (JVM_XMX makes the heap larger)"
    elif grep -q "$NO_MEMORY" "$said"; then
        because="$memory: $(reason "$NO_MEMORY") ($less; ulimit -a shows what limits it)"
    elif [ "$1" = 137 ]; then
        because="the node was killed while it began, by the system as a rule: $memory ($less)"
    elif grep -q 'Could not create the Java Virtual Machine\|during initialization of VM' "$said"; then
        because="the Java in $JAVA_HOME does not start: $(grep -v '^Error\|^JAVA_HOME' "$said" | head -n 1)"
        because="$because (expected: flags that it knows, in JVM_XMX, JAVA_OPT, PHAROS_JAVA_OPTS, ...)"
    elif grep -q 'Exception\|Error' "$said"; then
        because="the node ended with $1: $(reason 'Exception\|Error') (all it said: $START_OUT)"
    else
        because="the node ended with $1 and did not say why (what it said: $START_OUT)"
    fi
    say "pharos: $because" >>"$said"
}

# The first line that has the pattern, without what introduces it.
reason() { grep "$1" "$said" | head -n 1 | sed 's/^[# ]*//; s/^Exception in thread "[^"]*" //'; }

# Its reason alone, if it has given one.
show_failure() {
    grep '^pharos: ' "$said" >&2 || tail -n 20 "$said" >&2
    if running_pid >/dev/null; then
        rm -f "$said"
    else
        mv -f "$said" "$START_OUT"
    fi
}

# stop_node: tells the node to end, and returns when it is gone.
stop_node() {
    if ! pid=$(running_pid); then
        say "no node runs on $DATA"
        return
    fi
    if ! kill "$pid" 2>/dev/null && is_node "$pid"; then
        die "the node on $DATA (pid $pid) is another user's: that user, or root, can stop it"
    fi
    waited=0
    while is_node "$pid"; do
        [ "$waited" -lt $((STOP_SECONDS * 10)) ] ||
            die "the node still runs after $STOP_SECONDS s (pid $pid); kill -9 $pid ends it for sure"
        sleep 0.1
        waited=$((waited + 1))
    done
    say "stopped: pid $pid, data $DATA"
}

# run_cli LIB WORD...: becomes the command line, with the heap of the node whose folder it may read.
run_cli() {
    cli_lib=$1
    shift
    run_java "$cli_lib" cli "$(memory_flags) -XX:+UseSerialGC -XX:TieredStopAtLevel=1
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" \
        "-Dnacos.home=$NODE_HOME" dev.pharos.server.boot.cli.Main "$@"
}
