package dev.pharos.testkit.fault.step;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What a process does to a folder, or says. */
sealed interface Step {
    record MakeFolder(Path path) implements Step {}

    record MakeFile(Path path) implements Step {}

    record Write(Path path, long offset, ByteBuffer bytes) implements Step {}

    record Resize(Path path, long size) implements Step {}

    /** What a file contains, or which names are in a folder, is durable. */
    record Sync(Path path) implements Step {}

    record Rename(Path from, Path to) implements Step {}

    record Link(Path from, Path to) implements Step {}

    record Delete(Path path) implements Step {}

    record Say(String what) implements Step {}
}
