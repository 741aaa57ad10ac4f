package dev.pharos.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.server.settings.Source.Shape;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ReadingTest {
    private static final Source NOTHING = file(Map.of());

    @Test
    void withoutSourcesTheDefaultsHold() throws SettingException {
        Settings settings = read(NOTHING).settings();

        assertThat(settings.of(Keys.PORT)).isEqualTo(8848);
        assertThat(settings.of(Keys.CONTEXT)).isEqualTo("/nacos");
        assertThat(settings.of(Keys.CONTENT_MAX)).isEqualTo(10L << 20);
        assertThat(settings.of(Keys.EMPTY_SERVICE_EXPIRY)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void everyDefaultIsWithinItsOwnBound() {
        assertThat(Keys.all())
                .allSatisfy(
                        key ->
                                assertThat((Object) key.parse(key.shownStandard()))
                                        .isEqualTo(key.standard()));
    }

    @Test
    void noTwoKeysHaveTheSameNameInTheEnvironment() {
        Map<String, Long> names =
                Keys.all().stream()
                        .collect(
                                Collectors.groupingBy(
                                        key ->
                                                key.name()
                                                        .replaceAll("[._-]", "")
                                                        .toLowerCase(Locale.ROOT),
                                        Collectors.counting()));

        assertThat(names).hasSameSizeAs(Keys.all());
        assertThat(names.keySet()).noneMatch(name -> name.startsWith("pharosport"));
    }

    @Test
    void variablesOfTheContainerImageAreHeededOrNamed() throws SettingException {
        Map<String, String> variables =
                Map.of(
                        "NACOS_APPLICATION_PORT", "8850",
                        "NACOS_SERVER_IP", "10.1.2.3",
                        "PREFER_HOST_MODE", "hostname",
                        "NACOS_AUTH_ENABLE", "true",
                        "EDITOR", "vi");
        Reading reading = read(new Source("in the environment", variables, Shape.ENVIRONMENT));

        assertThat(reading.settings().of(Keys.PORT)).isEqualTo(8850);
        assertThat(reading.settings().of(Keys.ADDRESS_TOLD)).isEqualTo("10.1.2.3");
        assertThat(reading.notes())
                .singleElement()
                .asString()
                .startsWith("nacos.core.auth.enabled=true has no effect");
        assertThat(reading.idle()).containsExactly("PREFER_HOST_MODE");
    }

    @Test
    void aVariableThatKubernetesMadeOfAServiceIsNobodysSetting() throws SettingException {
        Map<String, String> variables = Map.of("NACOS_SERVER_PORT", "tcp://10.0.0.7:8848");
        Reading reading = read(new Source("in the environment", variables, Shape.ENVIRONMENT));

        assertThat(reading.settings().of(Keys.PORT)).isEqualTo(8848);
    }

    @Test
    void aLaterSourceCountsMore() throws SettingException {
        Source file = file(Map.of("server.port", "1111", "pharos.push.window-min", "7"));
        Source environment =
                new Source("in the environment", Map.of("SERVER_PORT", "2222"), Shape.ENVIRONMENT);
        Source line = file(Map.of("server.port", "3333"));

        assertThat(read(file, environment).settings().of(Keys.PORT)).isEqualTo(2222);
        Settings all = read(file, environment, line).settings();
        assertThat(all.of(Keys.PORT)).isEqualTo(3333);
        assertThat(all.of(Keys.PUSH_WINDOW_MIN)).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void anEmptyValueOfALaterSourceHidesNothing() throws SettingException {
        Source file = file(Map.of("server.port", "1111", "maxContent", "2048"));
        Source environment =
                new Source(
                        "in the environment",
                        Map.of("SERVER_PORT", "", "MAXCONTENT", "${NOT_SET}"),
                        Shape.ENVIRONMENT);

        Settings settings = read(file, environment).settings();

        assertThat(settings.of(Keys.PORT)).isEqualTo(1111);
        assertThat(settings.of(Keys.CONTENT_MAX)).isEqualTo(2048L);
    }

    @Test
    void namesMayBeSpeltAsNacosSpellsThem() throws SettingException {
        Settings settings =
                read(file(
                                Map.of(
                                        "server.servlet.context-path", "/a",
                                        "nacos.server.main.port", "4444",
                                        "nacos.naming.expire-instance", "false")))
                        .settings();

        assertThat(settings.of(Keys.CONTEXT)).isEqualTo("/a");
        assertThat(settings.of(Keys.PORT)).isEqualTo(4444);
        assertThat(settings.of(Keys.EXPIRE_INSTANCE)).isFalse();
    }

    @Test
    void plainNumbersCountTheUnitOfTheKeyAndOthersSayTheirs() throws SettingException {
        assertThat(of(Keys.HISTORY_RETENTION, "7")).isEqualTo(Duration.ofDays(7));
        assertThat(of(Keys.EMPTY_SERVICE_EXPIRY, "90000")).isEqualTo(Duration.ofSeconds(90));
        assertThat(of(Keys.EMPTY_SERVICE_EXPIRY, "2m")).isEqualTo(Duration.ofMinutes(2));
        assertThat(of(Keys.CONTENT_MAX, "2048")).isEqualTo(2048L);
        assertThat(of(Keys.CONTENT_MAX, "20 MB")).isEqualTo(20L << 20);
    }

    @Test
    void aValueOutOfBoundSaysKeyValueBoundAndPlace() {
        assertThatThrownBy(() -> of(Keys.PORT, "70000"))
                .hasMessage(
                        "server.port: 70000 (expected: a whole number, 0..65535; set in a file)");
        assertThatThrownBy(() -> of(Keys.PUSH_WINDOW_MIN, "5 weeks"))
                .hasMessage(
                        "pharos.push.window-min: 5 weeks (expected: 1ms..10s; a plain number counts"
                                + " ms; set in a file)");
        assertThatThrownBy(() -> of(Keys.CONTENT_MAX, "9999999999999GB"))
                .hasMessageContaining("expected: 1KB..256MB");
        assertThatThrownBy(() -> of(Keys.EXPIRE_INSTANCE, "yes"))
                .hasMessageContaining("expected: true or false");
    }

    @Test
    void valuesThatDoNotFitEachOtherStopTheStart() throws SettingException {
        assertThatThrownBy(() -> of(Keys.PUSH_WINDOW_MIN, "2s"))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "pharos.push.window-min: 2s (expected: at most pharos.push.window-max,"
                                + " which is 500ms)");
        assertThatThrownBy(() -> of(Keys.PUSH_RETRY_MAX, "100ms"))
                .hasMessage(
                        "pharos.push.retry-min: 1s (expected: at most pharos.push.retry-max, which"
                                + " is 100ms)");
        assertThatThrownBy(() -> of(Keys.CONTENT_MAX, "40MB"))
                .hasMessageContaining("at most pharos.http.body-max, which is 33MB");
        assertThatThrownBy(() -> of(Keys.HTTP_ARRIVING_MAX, "1MB"))
                .hasMessageStartingWith("pharos.http.body-max: 33MB (");
        assertThatThrownBy(() -> of(Keys.GRPC_ARRIVING_MAX, "1MB"))
                .hasMessageContaining("at most pharos.grpc.arriving-max, which is 1MB");
        Map<String, String> fitting =
                Map.of("pharos.push.window-min", "2s", "pharos.push.window-max", "2s");
        assertThat(read(file(fitting)).settings().of(Keys.PUSH_WINDOW_MIN))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void anAddressLooksLikeOne() throws SettingException {
        for (String address : List.of("10.1.2.3", "node-1.shop", "a_b", "fe80::1%eth0", "::", "")) {
            assertThat(of(Keys.ADDRESS_TOLD, address)).isEqualTo(address);
        }
        for (String wrong : List.of("!!", "a b", "-", "http://x", "a,b", ":")) {
            assertThatThrownBy(() -> of(Keys.ADDRESS_TOLD, wrong))
                    .hasMessage(
                            "nacos.inetutils.ip-address: "
                                    + wrong
                                    + " (expected: an IP address or a host name of this machine,"
                                    + " or nothing; set in a file)");
        }
    }

    @Test
    void anUnknownKeyOfOursStopsTheStartAndSaysWhatMayBeMeant() {
        assertThatThrownBy(() -> read(file(Map.of("pharos.push.window-mim", "5"))))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "pharos.push.window-mim: unknown key, in a file (did you mean"
                                + " pharos.push.window-min?)");
        assertThatThrownBy(() -> read(file(Map.of("pharos.colour", "blue"))))
                .hasMessage(
                        "pharos.colour: unknown key, in a file (docs/settings.md names them all)");
    }

    @Test
    void theDataFolderIsNoSetting() {
        assertThatThrownBy(() -> read(file(Map.of("pharos.data", "x"))))
                .hasMessage(
                        "pharos.data: not a key, in a file (the data folder is given by --data, or"
                                + " --home of startup.sh, alone)");
    }

    @Test
    void onTheCommandLineANameThatLooksLikeAKeyStopsTheStartAndAnotherIsNamed()
            throws SettingException {
        assertThatThrownBy(() -> read(asked("server.prot")))
                .hasMessage(
                        "server.prot: unknown key, on the command line (did you mean"
                                + " server.port?)");
        assertThatThrownBy(() -> read(asked("port"))).hasMessageContaining("server.port?");
        assertThatThrownBy(() -> read(asked("pharos.colour")))
                .hasMessageContaining("(docs/settings.md names them all)");
        assertThat(read(asked("nacos.core.protocol.raft.data")).idle()).hasSize(1);
        assertThat(read(asked("foo.bar")).idle()).containsExactly("foo.bar");
    }

    @Test
    void keysOfAFileWithoutEffectAreNamedOnceAndThoseOfTheJvmNever() throws SettingException {
        Source file =
                file(
                        Map.of(
                                "server.tomcat.basedir", "x",
                                "management.metrics.export.elastic.enabled", "false",
                                "isManageCapacity", "true",
                                "my.own", "1"));

        assertThat(read(file, file).notes()).isEmpty();
        assertThat(read(file, file).idle())
                .containsExactly(
                        "isManageCapacity",
                        "management.metrics.export.elastic.enabled",
                        "my.own",
                        "server.tomcat.basedir");
        Source jvm = new Source("by -D of the JVM", Map.of("my.own", "1"), Shape.DOTTED);
        assertThat(read(jvm).idle()).isEmpty();
    }

    @Test
    void whatAnOperatorCountsOnAndDoesNotHaveIsSaidApart() throws SettingException {
        Source file =
                file(
                        Map.of(
                                "nacos.core.auth.enabled", "true",
                                "spring.datasource.platform", "mysql"));

        assertThat(read(file).idle()).isEmpty();
        assertThat(read(file).notes())
                .hasSize(2)
                .anyMatch(note -> note.startsWith("nacos.core.auth.enabled=true has no effect"))
                .anyMatch(note -> note.matches("the database that is set has no effect.*own.*"));
    }

    @Test
    void unknownNamesInTheEnvironmentAreStrangers() throws SettingException {
        Map<String, String> platform =
                Map.of("PHAROS_PORT", "tcp://10.0.0.1:8848", "PHAROS_JAVA_HOME", "/x");

        Reading reading = read(new Source("in the environment", platform, Shape.ENVIRONMENT));

        assertThat(reading.notes()).isEmpty();
        assertThat(reading.settings().of(Keys.PORT)).isEqualTo(8848);
    }

    @Test
    void aVariableOfOursThatIsMisspeltStopsTheStartAndOthersAreNamed() throws SettingException {
        assertThatThrownBy(() -> read(variable("PHAROS_HTP_IDLE_TIMEOUT")))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "PHAROS_HTP_IDLE_TIMEOUT: unknown variable, in the environment (did you"
                                + " mean PHAROS_HTTP_IDLE_TIMEOUT?)");
        Reading reading = read(variable("PHAROS_COLOUR"));
        assertThat(reading.idle()).isEmpty();
        assertThat(reading.notes())
                .containsExactly(
                        "PHAROS_COLOUR: no key is called so, in the environment (docs/settings.md"
                                + " has them all)");
        for (String platform :
                List.of(
                        "PHAROS_DATA",
                        "PHAROS_SERVICE_HOST",
                        "PHAROS_SERVICE_PORT_HTTP",
                        "PHAROS_0_PORT_8848_TCP_ADDR",
                        "PHAROS_PORT")) {
            assertThat(read(variable(platform)).notes()).isEmpty();
        }
    }

    @Test
    void theFunctionModeHasNoEffectAndAWrongOneIsRefused() throws SettingException {
        assertThat(read(file(Map.of("nacos.functionMode", "all"))).notes()).isEmpty();
        Reading reading = read(file(Map.of("nacos.functionMode", "config")));
        assertThat(reading.idle()).isEmpty();
        assertThat(reading.notes())
                .containsExactly(
                        "function mode config has no effect: this node always serves"
                                + " configurations and services");
        assertThatThrownBy(() -> read(file(Map.of("nacos.functionMode", "foo"))))
                .hasMessage(
                        "function mode foo (expected: all, config or naming; -f,"
                                + " -Dnacos.functionMode or FUNCTION_MODE)");
    }

    @Test
    void placesAreFilledFromOtherKeysAndVariablesOrTheirDefault() throws SettingException {
        Source file =
                file(
                        Map.of(
                                "server.port", "${NACOS_APPLICATION_PORT:8849}",
                                "own", "/from-${WHERE}",
                                "server.servlet.contextPath", "${own}",
                                "server.address", "${NOT_SET:}"));

        Reading reading = Reading.of(List.of(file), name -> name.equals("WHERE") ? "here" : "");

        assertThat(reading.settings().of(Keys.PORT)).isEqualTo(8849);
        assertThat(reading.settings().of(Keys.CONTEXT)).isEqualTo("/from-here");
        assertThat(reading.settings().of(Keys.ADDRESS_BOUND)).isEmpty();
        assertThat(reading.idle()).as("what fills a place has an effect").isEmpty();
    }

    @Test
    void aPlaceThatFillsItselfEnds() {
        assertThatThrownBy(() -> read(file(Map.of("server.port", "${server.port}"))))
                .isInstanceOf(SettingException.class);
    }

    private static <T> T of(Key<T> key, String value) throws SettingException {
        return read(file(Map.of(key.name(), value))).settings().of(key);
    }

    private static Reading read(Source... sources) throws SettingException {
        return Reading.of(List.of(sources), _ -> "");
    }

    private static Source variable(String name) {
        return new Source("in the environment", Map.of(name, "5"), Shape.ENVIRONMENT);
    }

    private static Source asked(String key) {
        return new Source("on the command line", Map.of(key, "1"), Shape.ASKED);
    }

    private static Source file(Map<String, String> entries) {
        return new Source("in a file", entries, Shape.FILE);
    }
}
