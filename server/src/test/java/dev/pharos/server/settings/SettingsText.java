package dev.pharos.server.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The two texts that are made from the declared keys. */
final class SettingsText {
    private static final String HEAD =
            """
            # Settings

            Made from the declarations in `dev.pharos.server.settings.Keys`; a test compares the
            two.

            A node needs no settings. What is set is taken from these sources; a later one counts
            more:

            1. the defaults below,
            2. `conf/application.properties` in the home folder (of `bin/startup.sh` the one that
               was unpacked or that `--home` names, of `./pharos` its own), or the file that
               `--conf` names; after it `init.d/custom.properties` there, if it exists, where the
               container image of Nacos has it,
            3. the environment: capitals, with `_` for `.` and `-`, for example `SERVER_PORT`,
            4. `-Dkey=value` of the JVM (in `JAVA_OPT`, `JAVA_OPT_EXT` or `PHAROS_JAVA_OPTS`),
            5. the command line: `--set key=value` or `-Dkey=value`; `--port` and `--data` for the
               two usual ones.

            Capitals, `-` and `_` in a name make no difference. A value may hold
            `${NAME:default}`, where the name is a variable of the environment or another key. An
            empty value says nothing.

            A value out of its bound stops the start, and so does an unknown key that begins with
            `pharos.`, a variable that looks like one of them, and, on the command line, a name that
            looks like any of these keys; the message is one line. What else is set in a file or on
            the command line and is no key, and a key of Nacos that has no effect here, is named
            once in the log, and so is any other variable that begins with `PHAROS_`. Other
            variables, and other properties of the JVM, are not looked at.
            """;

    private static final String ALIASES =
            """

            ## Other names
            These are taken too, for the sake of files and scripts that were written for Nacos.

            | name | means |
            |---|---|
            """;

    private static final String IMAGE =
            """

            ## The environment
            `bin/startup.sh` heeds these, which the container image of Nacos has too: `MODE`,
            `JVM_XMS`, `JVM_XMX`, `JVM_XMN`, `JVM_MS`, `JVM_MMS`, `CUSTOM_NACOS_MEMORY`,
            `NACOS_DEBUG`, `NACOS_SERVERS` and `MEMBER_LIST` (the nodes of a cluster, in place of
            `conf/cluster.conf`), `JAVA_OPT`, `JAVA_OPTS`, `JAVA_OPT_EXT`, `JAVA_HOME`. Any key
            above can be a variable, and so can its other names: `NACOS_APPLICATION_PORT`,
            `NACOS_SERVER_IP`, `TOMCAT_ACCESSLOG_ENABLED`. Variables that begin like this have no
            effect yet, and are named once in the log:\
            """;

    private static final String SAMPLE_HEAD =
            """
            # Settings of a node, at their defaults: take the '#' away to change one.
            # Made from the declarations; docs/settings.md says where else they can be set.
            # A file of Nacos can be used as it is: keys without effect here are named in the log.
            """;

    private static final int WIDTH = 100;

    private SettingsText() {}

    /** {@code docs/settings.md}. */
    static String document() {
        StringBuilder text = new StringBuilder(HEAD);
        for (KeyGroup group : KeyGroup.ALL) {
            text.append("\n## ").append(group.title()).append('\n');
            text.append("| key | default | accepted | what it is for |\n|---|---|---|---|\n");
            for (Key<?> key : group.keys()) {
                String standard = key.shownStandard();
                text.append("| `").append(key.name()).append("` | ");
                text.append(standard.isEmpty() ? "nothing" : "`" + standard + "`").append(" | ");
                text.append(key.bound()).append(" | ").append(key.sentence()).append(" |\n");
            }
        }
        text.append(ALIASES);
        for (Map.Entry<String, Key<?>> alias : new TreeMap<>(Names.ALIASES).entrySet()) {
            text.append("| `").append(alias.getKey()).append("` | `");
            text.append(alias.getValue().name()).append("` |\n");
        }
        text.append(IMAGE);
        text.append(" `").append(String.join("`, `", Names.IMAGE)).append("`.\n");
        return text.toString();
    }

    /** {@code conf/application.properties}. */
    static String sample() {
        StringBuilder text = new StringBuilder(SAMPLE_HEAD);
        for (KeyGroup group : KeyGroup.ALL) {
            text.append("\n# ---- ").append(group.title()).append(" ----\n");
            for (Key<?> key : group.keys()) {
                text.append('\n');
                for (String line : wrapped(key.sentence() + " Expected: " + key.bound() + ".")) {
                    text.append("# ").append(line).append('\n');
                }
                text.append('#').append(key.name()).append('=');
                text.append(key.shownStandard()).append('\n');
            }
        }
        return text.toString();
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + word.length() + 1 > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
