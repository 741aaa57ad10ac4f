package dev.pharos.server.cluster.raft.backup;

import dev.pharos.server.cluster.raft.snapshot.SnapshotFiles;
import dev.pharos.server.port.Backups.Backup;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files of a snapshot in a row: a magic number, a version, the time and the index of the log;
 * then each file with its kind, name and length; then the end and the SHA-256 of all before it. The
 * files' own formats carry versions and checksums of their own.
 */
public final class BackupFile implements Backup {
    private static final long MAGIC = 0x504841524f53424bL; // "PHAROSBK"
    private static final int VERSION = 1;
    private static final int END = 0;
    private static final int FILE = 1;
    private static final int BUFFER_BYTES = 1 << 16;

    /** None of these leads out of a folder. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

    private final SnapshotFiles snapshot;
    private final long atMillis;

    /**
     * What a backup says of itself.
     *
     * @param atMillis when it was taken
     * @param index of the last entry of the log in it
     * @param files the names of the files of the snapshot
     * @param digest SHA-256 of the file but for its end, in lower-case hex
     */
    public record Contents(long atMillis, long index, List<String> files, String digest) {}

    /**
     * A backup of this snapshot, which it closes in its turn.
     *
     * @param atMillis now
     */
    public BackupFile(SnapshotFiles snapshot, long atMillis) {
        this.snapshot = snapshot;
        this.atMillis = atMillis;
    }

    @Override
    public void writeTo(OutputStream to) throws IOException {
        DigestOutputStream digested = new DigestOutputStream(to, sha256());
        DataOutputStream out = new DataOutputStream(digested);
        out.writeLong(MAGIC);
        out.writeInt(VERSION);
        out.writeLong(atMillis);
        out.writeLong(snapshot.index());
        for (String name : snapshot.names()) {
            Path file = snapshot.folder().resolve(name);
            out.writeByte(FILE);
            out.writeUTF(name);
            out.writeLong(Files.size(file));
            Files.copy(file, out);
        }
        out.writeByte(END);
        out.flush();
        to.write(digested.getMessageDigest().digest());
        to.flush();
    }

    @Override
    public void close() throws IOException {
        snapshot.close();
    }

    /**
     * Writes what is in a backup into a folder that is there, and checks the digest.
     *
     * @throws IOException in one line, what is wrong with the file
     */
    public static Contents unpack(Path backup, Path folder) throws IOException {
        try (InputStream bytes = Files.newInputStream(backup)) {
            return new Reading(backup, bytes).into(folder);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** One pass over a backup. */
    private static final class Reading {
        private final Path backup;
        private final DigestInputStream digested;
        private final DataInputStream in;

        Reading(Path backup, InputStream bytes) {
            this.backup = backup;
            this.digested =
                    new DigestInputStream(new BufferedInputStream(bytes, BUFFER_BYTES), sha256());
            this.in = new DataInputStream(digested);
        }

        Contents into(Path folder) throws IOException {
            try {
                expect(in.readLong() == MAGIC, "is no backup of Pharos");
                int version = in.readInt();
                expect(
                        version == VERSION,
                        "has version "
                                + version
                                + " (expected: "
                                + VERSION
                                + "; a newer Pharos's)");
                long atMillis = in.readLong();
                long index = in.readLong();
                List<String> files = files(folder);
                return new Contents(atMillis, index, files, digest());
            } catch (EOFException e) {
                throw new IOException(backup + " is damaged: it ends too early", e);
            }
        }

        private List<String> files(Path folder) throws IOException {
            List<String> files = new ArrayList<>();
            for (int kind = in.readByte(); kind != END; kind = in.readByte()) {
                expect(kind == FILE, "has a part of the unknown kind " + kind + ", or is damaged");
                String name = in.readUTF();
                expect(NAME.matcher(name).matches(), "is damaged: a file named " + name);
                copy(in.readLong(), folder.resolve(name));
                files.add(name);
            }
            return List.copyOf(files);
        }

        private void copy(long length, Path file) throws IOException {
            byte[] piece = new byte[BUFFER_BYTES];
            try (OutputStream out = Files.newOutputStream(file)) {
                for (long left = length; left > 0; ) {
                    int count = in.read(piece, 0, (int) Math.min(left, piece.length));
                    expect(count > 0, "is damaged: it ends within " + file.getFileName());
                    out.write(piece, 0, count);
                    left -= count;
                }
            }
        }

        private String digest() throws IOException {
            byte[] found = digested.getMessageDigest().digest();
            byte[] promised = in.readNBytes(found.length);
            expect(promised.length == found.length, "is damaged: it ends too early");
            expect(Arrays.equals(found, promised), "is damaged: its digest is not that of its end");
            expect(in.read() < 0, "is damaged: something follows its end");
            return HexFormat.of().formatHex(found);
        }

        private void expect(boolean holds, String otherwise) throws IOException {
            if (!holds) {
                throw new IOException(backup + " " + otherwise);
            }
        }
    }
}
