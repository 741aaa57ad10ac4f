package dev.pharos.server.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.core.health.Probing.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first words with a MySQL server. It lives when it greets; one that has too many connections,
 * or has barred this host, refuses instead of greeting, which may pass.
 *
 * <p>Nacos also runs the operator's query, with the operator's password: that needs a driver. The
 * greeting is answered all the same, by a login without a password, because a server bars a host
 * that often leaves between greeting and login; a login that is denied does not count.
 *
 * <p>Source: MySQL 8.4 reference, max_connect_errors; MySQL internals, connection phase.
 */
final class MysqlGreeting {
    private static final int PROTOCOL = 10;
    private static final int WELCOME = 0;
    private static final int PACKET_MAX = 64 << 10;
    private static final int HEAD_BYTES = 4;

    /** The login: flags, size of packets, character set, and as many zeros as the form wants. */
    private static final int FLAGS = 0x1 | 0x200 | 0x8000;

    private static final int LOGIN_MAX = 16 << 20;
    private static final byte UTF8 = 33;
    private static final int FILLER_BYTES = 23;
    private static final int USER_MAX = 32;
    private static final byte[] QUIT = {1, 0, 0, 0, 1};

    private MysqlGreeting() {}

    /** Fails: {@link IOException} when the server does not speak in time. */
    static Answer exchange(Socket socket, String user) throws IOException {
        InputStream in = socket.getInputStream();
        if (firstByte(in) != PROTOCOL) {
            return Answer.SILENT;
        }
        OutputStream out = socket.getOutputStream();
        try {
            out.write(login(user.length() > USER_MAX ? "" : user));
            if (firstByte(in) == WELCOME) {
                out.write(QUIT);
            }
        } catch (IOException _) {
            // It has greeted, so it lives.
        }
        return Answer.ALIVE;
    }

    /** What a packet begins with; it is read whole. */
    private static int firstByte(InputStream in) throws IOException {
        byte[] head = exactly(in, HEAD_BYTES);
        int length = (head[0] & 0xff) | ((head[1] & 0xff) << 8) | ((head[2] & 0xff) << 16);
        if (length == 0 || length > PACKET_MAX) {
            throw new IOException("a packet of " + length + " bytes (expected: of MySQL)");
        }
        return exactly(in, length)[0] & 0xff;
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static byte[] login(String user) {
        byte[] name = user.replace("\0", "").getBytes(UTF_8);
        int length = 4 + 4 + 1 + FILLER_BYTES + name.length + 2;
        ByteBuffer packet = ByteBuffer.allocate(HEAD_BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        packet.putInt((1 << 24) | length).putInt(FLAGS).putInt(LOGIN_MAX).put(UTF8);
        packet.position(packet.position() + FILLER_BYTES).put(name).put((byte) 0).put((byte) 0);
        return packet.array();
    }
}
