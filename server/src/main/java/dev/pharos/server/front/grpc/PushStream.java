package dev.pharos.server.front.grpc;

import com.fasterxml.jackson.core.JacksonException;
import dev.pharos.server.front.grpc.Complaints.Reason;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.Future;

/**
 * A client's long-lived stream: its set-up and acknowledgements come in here, pushes go out.
 *
 * <p>Its end is not the connection's end: that is the transport's.
 */
final class PushStream extends ServerCall.Listener<Payload> {
    private static final int INBOUND_AHEAD = 16;

    private final ServerCall<Payload, Payload> call;
    private final Connection connection;
    private final Future<?> deadline;
    private boolean setUp;
    private boolean over;

    PushStream(ServerCall<Payload, Payload> call, Connection connection) {
        this.call = call;
        this.connection = connection;
        Arriving.Inbound.begin(
                connection.arriving(),
                status -> end(status, String.valueOf(status.getDescription())));
        call.sendHeaders(new Metadata());
        call.request(INBOUND_AHEAD);
        deadline =
                connection.timer(
                        connection.parts().limits().patience().setup(),
                        () -> end(Status.DEADLINE_EXCEEDED, "no ConnectionSetupRequest in time"));
    }

    @Override
    public void onMessage(Payload message) {
        if (message == Payload.BROKEN) {
            complain(Reason.BROKEN_PAYLOAD, "a message of its stream");
        } else if (message.type().equals("ConnectionSetupRequest")) {
            connection.heard();
            setUp(message);
        } else if (setUp) {
            connection.heard();
            if (message.type().endsWith("Response")) {
                acknowledge(message);
            }
        } else {
            complain(Reason.NOT_SET_UP, message + " before the set-up");
        }
        call.request(1);
    }

    @Override
    public void onHalfClose() {
        if (!setUp) {
            end(Status.FAILED_PRECONDITION, "no ConnectionSetupRequest came");
        }
    }

    @Override
    public void onReady() {
        connection.outbox().push();
    }

    @Override
    public void onCancel() {
        over();
    }

    @Override
    public void onComplete() {
        over();
    }

    private void setUp(Payload message) {
        int bytesMax = connection.parts().limits().intake().setupMaxBytes();
        if (message.jsonLength() > bytesMax) {
            complain(Reason.BROKEN_SETUP, message + ", expected at most " + bytesMax + " bytes");
            end(Status.INVALID_ARGUMENT, "the set-up is larger than " + bytesMax + " bytes");
            return;
        }
        Setup said;
        try {
            said = Messages.readSetup(message);
        } catch (IOException e) {
            complain(Reason.BROKEN_SETUP, "its body cannot be read: " + why(e));
            end(Status.INVALID_ARGUMENT, "the set-up cannot be read: " + why(e));
            return;
        }
        if (!over) {
            setUp = true;
            deadline.cancel(false);
            connection.setUp(said, call);
        }
    }

    private void acknowledge(Payload message) {
        try {
            connection.outbox().acked(Messages.readAck(message));
        } catch (IOException _) {
            complain(Reason.BROKEN_ACK, message + ": its body is no JSON object");
        }
    }

    private void end(Status status, String why) {
        if (!over) {
            over = true;
            deadline.cancel(false);
            call.close(status.withDescription(why), new Metadata());
        }
    }

    private void over() {
        over = true;
        deadline.cancel(false);
        connection.outbox().detach(call);
    }

    private void complain(Reason reason, String what) {
        connection.parts().complaints().say(reason, connection, what);
    }

    /** Without the place, which the library describes for programmers. */
    private static String why(IOException e) {
        String message =
                e instanceof JacksonException broken ? broken.getOriginalMessage() : e.getMessage();
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
