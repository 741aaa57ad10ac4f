package dev.pharos.server.front.grpc;

import dev.pharos.server.front.grpc.Complaints.Reason;
import dev.pharos.server.port.Stages;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer.
 *
 * <p>Order of the questions, as in Nacos: started? · between nodes only? · server check · known
 * type? · set up? · then the dialect.
 */
final class UnaryCall extends ServerCall.Listener<Payload> {
    /** Nodes of Nacos speak these among themselves, on another port. */
    private static final Set<String> BETWEEN_NODES =
            Set.of(
                    "ConfigChangeClusterSyncRequest",
                    "DistroDataRequest",
                    "MemberReportRequest",
                    "ServerLoaderInfoRequest",
                    "ServerReloadRequest");

    /** Stands in figures for types that this node does not know, which may be any. */
    private static final String UNKNOWN = "UNKNOWN";

    private static final String SERVER_CHECK = "ServerCheckRequest";
    private static final String HEALTH_CHECK = "HealthCheckRequest";

    private final long sinceNanos = System.nanoTime();
    private final ServerCall<Payload, Payload> call;
    private final Connection connection;
    private @Nullable Payload request;
    private String type = UNKNOWN;
    private int unreadBytes;
    private boolean over;

    UnaryCall(ServerCall<Payload, Payload> call, Connection connection) {
        this.call = call;
        this.connection = connection;
        connection.parts().inWork().incrementAndGet();
        Arriving.Inbound.begin(connection.arriving(), this::refuse);
        call.request(2); // a second one is refused, and does not lie here unread
    }

    @Override
    public void onMessage(Payload message) {
        if (request == null) {
            request = message;
        } else {
            refuse(Status.INVALID_ARGUMENT.withDescription("more than one payload"));
        }
    }

    @Override
    public void onHalfClose() {
        Payload asked = request;
        request = null;
        if (asked == null) {
            refuse(Status.INVALID_ARGUMENT.withDescription("a request without a payload"));
            return;
        }
        connection.heard();
        if (connection.outbox().takesAnswers()) {
            dispatch(asked);
        } else {
            refuseUnread();
        }
    }

    @Override
    public void onComplete() {
        over();
    }

    @Override
    public void onCancel() {
        over();
    }

    private void dispatch(Payload asked) {
        GrpcServer.Parts parts = connection.parts();
        boolean known = isCheck(asked) || parts.types().contains(asked.type());
        if (known) {
            type = asked.type();
        }
        if (!parts.ready().get()) {
            error(300, "the server is starting");
        } else if (asked == Payload.BROKEN) {
            parts.complaints().say(Reason.BROKEN_PAYLOAD, connection, "a unary request");
            error(502, "the request is not a protobuf message of type Payload");
        } else if (BETWEEN_NODES.contains(asked.type())) {
            error(502, asked.type() + " is spoken between nodes only, not on this port");
        } else if (asked.type().equals(SERVER_CHECK)) {
            answer(Messages.serverCheck(connection.id()));
        } else if (!known) {
            error(302, "unknown request type: " + Payload.printable(asked.type()));
        } else if (!connection.isSetUp()) {
            error(301, "the connection is not set up: expected a ConnectionSetupRequest first");
        } else if (isHealthCheck(asked)) {
            answer(Messages.HEALTHY);
        } else {
            ask(parts.dialect(), asked);
        }
    }

    private static boolean isHealthCheck(Payload asked) {
        return asked.type().equals(HEALTH_CHECK);
    }

    private static boolean isCheck(Payload asked) {
        return isHealthCheck(asked) || asked.type().equals(SERVER_CHECK);
    }

    private void ask(Dialect dialect, Payload asked) {
        CompletionStage<Payload> answer;
        try {
            answer = dialect.request(connection, asked);
        } catch (RuntimeException e) {
            failed(asked, e);
            return;
        }
        var _ =
                answer.whenComplete(
                        (made, failure) -> {
                            if (failure == null) {
                                answer(made);
                            } else {
                                failed(asked, failure);
                            }
                        });
    }

    private void failed(Payload asked, Throwable failure) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof RefusedException refused) {
            error(refused.errorCode(), String.valueOf(refused.getMessage()));
        } else {
            connection.parts().complaints().fault(Reason.REQUEST_FAILED, connection, cause);
            error(500, asked.type() + " failed inside the server; its log says why");
        }
    }

    private void error(int errorCode, String message) {
        answer(Messages.error(errorCode, message));
    }

    private void answer(Payload answer) {
        long took = System.nanoTime() - sinceNanos;
        connection.parts().calls().answered(type, answer.errorCode(), took);
        connection.outbox().answer(this, answer);
    }

    /** On the loop, in the outbox's turn. */
    void write(Payload answer) {
        if (over) {
            return;
        }
        if (!connection.outbox().takesAnswers()) {
            refuseUnread();
            return;
        }
        unreadBytes = answer.jsonLength();
        connection.outbox().unread(unreadBytes);
        call.sendHeaders(new Metadata());
        call.sendMessage(answer);
        call.close(Status.OK, new Metadata());
    }

    private void refuseUnread() {
        connection
                .parts()
                .complaints()
                .say(Reason.UNREAD_ANSWERS, connection, "does not read its answers");
        refuse(
                Status.RESOURCE_EXHAUSTED.withDescription(
                        "earlier answers on this connection have not been read"));
    }

    private void refuse(Status status) {
        if (!over) {
            call.close(status, new Metadata());
        }
    }

    /** Told once for each call. */
    private void over() {
        over = true;
        connection.parts().inWork().decrementAndGet();
        if (unreadBytes > 0) {
            connection.outbox().read(unreadBytes);
            unreadBytes = 0;
        }
    }
}
