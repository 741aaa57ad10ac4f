package dev.pharos.server.cluster.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** What a log asks of the one folder it lives in, so that a test can make each of it fail. */
public interface Disk {
    Path folder();

    /** The names of all files, in no order; what they say is durable. */
    List<String> names() throws IOException;

    /**
     * The file of this name, made when it is not there; that it exists is not durable yet.
     *
     * @throws LogException.Full when there is no room to make it
     */
    Store open(String name) throws IOException;

    /** Gives a file its final name, atomically. Durable on return. */
    void rename(String from, String to) throws IOException;

    /** Durable on return, so that files vanish in the order in which they are deleted. */
    void delete(String name) throws IOException;

    /** An open file. */
    interface Store extends Closeable {
        long size() throws IOException;

        /** Fills what remains of the buffer, or as much as the file has. */
        void read(ByteBuffer into, long offset) throws IOException;

        /**
         * Writes all that remains of the buffer; a failure may leave a part of it.
         *
         * @throws LogException.Full when there is no room for it
         */
        void write(ByteBuffer from, long offset) throws IOException;

        void truncate(long size) throws IOException;

        /** Makes contents and size durable. */
        void sync() throws IOException;
    }
}
