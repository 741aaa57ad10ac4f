package dev.pharos.server.front.v1.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.http.Router.Section;
import dev.pharos.server.front.v1.config.ConfigFaults;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class StrongReadsTest {
    private static final HttpAnswer SEEN = HttpAnswer.text(200, "seen");

    private final CompletableFuture<Void> barrier = new CompletableFuture<>();
    private int barriers;

    @Test
    void aStrongReadIsAnsweredBehindTheBarrier() {
        CompletableFuture<HttpAnswer> answer = ask("GET", "?consistency=strong");

        assertThat(answer).isNotDone();
        barrier.complete(null);
        assertThat(answer).isCompletedWithValue(SEEN);
    }

    @Test
    void aStrongReadIsRefusedWhenNobodyLeads() {
        CompletableFuture<HttpAnswer> answer = ask("GET", "?consistency=strong");

        barrier.completeExceptionally(
                new FaultException(new Fault.NoLeader("nobody leads", "try again")));

        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void othersAskNobody() {
        assertThat(ask("GET", "")).isCompletedWithValue(SEEN);
        assertThat(ask("GET", "?consistency=local")).isCompletedWithValue(SEEN);
        assertThat(ask("POST", "?consistency=strong")).isCompletedWithValue(SEEN);
        assertThat(barriers).isZero();
    }

    @Test
    void anotherWordIsRefused() {
        assertThatThrownBy(() -> ask("GET", "?consistency=eventual"))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("consistency")
                .hasMessageContaining("eventual");
    }

    private CompletableFuture<HttpAnswer> ask(String method, String query) {
        Section section =
                new Section(
                        "/x",
                        List.of(
                                Route.prompt(
                                        method,
                                        "/x/y",
                                        _ -> CompletableFuture.completedStage(SEEN))),
                        new ConfigFaults(),
                        true);
        StrongReads strong =
                new StrongReads(
                        () -> {
                            barriers++;
                            return barrier;
                        },
                        Runnable::run);
        Route route = strong.over(section).routes().getFirst();
        return route.endpoint()
                .serve(HttpCall.of(method, "/x/y" + query, Map.of(), new byte[0]))
                .toCompletableFuture();
    }
}
