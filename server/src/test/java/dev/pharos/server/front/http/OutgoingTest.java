package dev.pharos.server.front.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class OutgoingTest {
    private static final class Counted implements HttpAnswer.Pieces {
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger forgotten = new AtomicInteger();

        @Override
        public CompletionStage<byte[]> next() {
            asked.incrementAndGet();
            return new CompletableFuture<>();
        }

        @Override
        public void forget() {
            forgotten.incrementAndGet();
        }
    }

    @Test
    void aCallerThatIsFoundGoneIsSentNoMorePieces() {
        Counted pieces = new Counted();
        EmbeddedChannel channel = new EmbeddedChannel();
        Outgoing outgoing = new Outgoing(channel, () -> {});
        channel.pipeline()
                .addLast(
                        new ChannelOutboundHandlerAdapter() {
                            @Override
                            public void flush(ChannelHandlerContext context) {
                                outgoing.close(); // as whoever hears that it has closed does
                            }
                        });
        outgoing.begin(HttpAnswer.of("text/plain", pieces), Outgoing.Fate.ENDS, false);

        outgoing.pump();

        assertThat(pieces.forgotten).hasValue(1);
        assertThat(pieces.asked).hasValue(0);
        var _ = channel.close();
    }
}
