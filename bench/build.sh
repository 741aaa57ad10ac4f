# Builds what the scripts beside it need, and runs a class of the driver. Read by them with
# `.`, not run.
# shellcheck shell=sh

JAVA_HOME=$("$top/pharos" jdk)
export JAVA_HOME

lib=$top/bench/target/lib
if [ ! -f "$lib/built" ] || [ -n "$(find "$top/bench/pom.xml" "$top/bench/src" \
    "$top/pom.xml" -newer "$lib/built" | head -n 1)" ]; then
    echo "building the load driver ..."
    (cd "$top" && mvn -B -ntp -q -pl bench -DskipTests -Dspotless.check.skip package dependency:copy-dependencies \
        -DincludeScope=runtime "-DoutputDirectory=$lib")
    touch "$lib/built"
fi
# The node is built by its first start here, so that the build is no part of a figure.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
"$top/pharos" start --background --data "$folder/first" --port 20846 >"$folder/build.log" 2>&1 ||
    { cat "$folder/build.log" >&2; exit 1; }
"$top/pharos" stop --data "$folder/first" >/dev/null

drive() {
    "$JAVA_HOME/bin/java" -Xms128m -Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -cp "$top/bench/target/classes:$lib/*" "$@"
}
