package dev.pharos.server.front.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.server.front.http.Router.Found;
import dev.pharos.server.front.http.Router.Section;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class RouterTest {
    private static final Route.Endpoint ANY =
            _ -> CompletableFuture.completedFuture(HttpAnswer.empty(200));

    private final Faults elsewhere = new Named("elsewhere");
    private final Faults whole = new Named("whole");
    private final Faults naming = new Named("naming");

    private final Router router =
            Router.of(
                    List.of(
                            new Section(
                                    "/nacos",
                                    List.of(get("/nacos/x"), Route.prompt("PUT", "/nacos/x", ANY)),
                                    whole,
                                    true),
                            new Section(
                                    "/nacos/v1/ns", List.of(get("/nacos/v1/ns/x")), naming, false)),
                    elsewhere);

    @Test
    void theExactPathDecidesThenTheMethod() {
        assertThat(router.route("GET", "/nacos/x")).isPresent();
        assertThat(router.route("GET", "/nacos/x/")).isPresent();
        assertThat(router.route("GET", "/nacos/x//")).isEmpty();
        assertThat(router.route("get", "/nacos/x")).isEmpty();
        assertThat(router.find("POST", "/nacos/x"))
                .isEqualTo(new Found.NotAllowed(Set.of("GET", "PUT"), whole));
    }

    @Test
    void theLongestPrefixDecidesWhoSaysNo() {
        assertThat(router.find("GET", "/nacos/v1/ns/y")).isEqualTo(new Found.NotFound(naming));
        assertThat(router.find("GET", "/nacos/v1/ns")).isEqualTo(new Found.NotFound(naming));
        assertThat(router.find("GET", "/nacos/v1/nsx")).isEqualTo(new Found.NotFound(whole));
        assertThat(router.find("GET", "/nacosx")).isEqualTo(new Found.NotFound(elsewhere));
        assertThat(router.find("GET", "/")).isEqualTo(new Found.NotFound(elsewhere));
        assertThat(router.find("OPTIONS", "*")).isEqualTo(new Found.NotFound(elsewhere));
    }

    @Test
    void headIsGetWhereTheSectionSaysSo() {
        assertThat(router.route("HEAD", "/nacos/x")).isPresent();
        assertThat(router.route("HEAD", "/nacos/v1/ns/x")).isEmpty();
    }

    @Test
    void aTableThatContradictsItselfIsRefused() {
        assertThatThrownBy(() -> section("/a", get("/a/x"), get("/a/x")))
                .hasMessage("two routes for GET /a/x");
        assertThatThrownBy(() -> section("/a", get("/b/x"))).hasMessageContaining("/b/x");
        assertThatThrownBy(() -> section("/a/", get("/a/x"))).hasMessageContaining("/a/");
        assertThatThrownBy(() -> get("x")).hasMessageContaining("x");
    }

    private static Router section(String prefix, Route... routes) {
        Faults any = new Named("any");
        return Router.of(List.of(new Section(prefix, List.of(routes), any, true)), any);
    }

    private static Route get(String path) {
        return Route.prompt("GET", path, ANY);
    }

    private record Named(String name) implements Faults {
        @Override
        public HttpAnswer answer(HttpCall call, Throwable failure) {
            return HttpAnswer.empty(500);
        }

        @Override
        public HttpAnswer notFound(HttpCall call) {
            return HttpAnswer.empty(404);
        }

        @Override
        public HttpAnswer methodNotAllowed(HttpCall call, Set<String> allowed) {
            return HttpAnswer.empty(405);
        }
    }
}
