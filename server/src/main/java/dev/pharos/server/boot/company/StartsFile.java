package dev.pharos.server.boot.company;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.boot.host.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often the node of a data folder has started, in that folder. Where it is lost, the node does
 * without: what others know of it, and a thrown number, tell its runs apart.
 */
final class StartsFile {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.cluster");
    private static final String NAME = "starts";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final Path folder;
    private final Path file;

    StartsFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
    }

    /** This start's number, from 1; durable on return, if the disk takes it. Blocks. */
    long next() {
        long number = last() + 1;
        try {
            SmallFile.write(folder, NAME, Long.toString(number));
        } catch (IOException e) {
            LOG.warn("this start is not counted in {}: {}", file, e.toString());
        }
        return number;
    }

    private long last() {
        try {
            if (!Files.exists(file)) {
                return 0;
            }
            String line = Files.readString(file, UTF_8).strip();
            if (NUMBER.matcher(line).matches()) {
                return Long.parseLong(line);
            }
            LOG.warn("{} holds no number of starts (expected: digits); counting anew", file);
        } catch (IOException e) {
            LOG.warn("{} cannot be read, counting starts anew: {}", file, e.toString());
        }
        return 0;
    }
}
