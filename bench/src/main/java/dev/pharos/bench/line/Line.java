package dev.pharos.bench.line;

/** One connection to a server. */
public interface Line extends AutoCloseable {
    /** What comes back: 200 and the body, or 0 and the reason. */
    interface Reply {
        void arrived(int status, byte[] body);
    }

    void send(byte[] request, Reply reply);

    @Override
    void close();
}
