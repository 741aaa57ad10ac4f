package dev.pharos.testkit.fault.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code strace} has written of the calls of a process. */
final class Trace {
    /** So that all strings are in hex, and what stands for a file says its path. */
    static final List<String> COMMAND =
            List.of("strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "1000000", "-e");

    static final String CALLS =
            "trace=open,openat,creat,write,pwrite64,writev,pwritev,fsync,fdatasync,rename,"
                    + "renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,"
                    + "ftruncate,truncate,copy_file_range,sendfile";

    private static final Pattern CALL =
            Pattern.compile(
                    "(\\d+) +(\\w+)\\((.*?)" + "(?: <unfinished \\.\\.\\.>|\\) += (-?\\d+).*)");
    private static final Pattern RESUMED =
            Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)\\) += (-?\\d+).*");
    private static final Pattern FILE = Pattern.compile("^(\\d+)<(.*?)>");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

    private final Path folder;
    private final Path said;
    private final Map<String, String> begun = new HashMap<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();

    private Trace(Path folder, Path said) {
        this.folder = folder;
        this.said = said;
    }

    /** What was done in the folder, and said in that file. */
    static List<Step> read(Path file, Path folder, Path said) throws IOException {
        Trace trace = new Trace(folder, said);
        Files.readAllLines(file).forEach(trace::line);
        return List.copyOf(trace.steps);
    }

    private void line(String line) {
        Matcher resumed = RESUMED.matcher(line);
        if (resumed.matches()) {
            String before = begun.remove(resumed.group(1));
            call(resumed.group(2), before + resumed.group(3), Long.parseLong(resumed.group(4)));
            return;
        }
        Matcher call = CALL.matcher(line);
        if (call.matches()) {
            String words = call.group(3);
            if (call.group(4) == null) {
                begun.put(call.group(1), words);
            } else {
                call(call.group(2), words, Long.parseLong(call.group(4)));
            }
        }
    }

    private void call(String name, String words, long result) {
        if (result < 0) {
            return;
        }
        switch (name) {
            case "mkdir", "mkdirat" -> add(new Step.MakeFolder(path(words, 0)));
            case "open", "openat", "creat" -> open(words, Long.toString(result));
            case "write" -> write(words, Optional.empty());
            case "pwrite64" -> write(words, Optional.of(lastNumber(words)));
            case "fsync", "fdatasync" -> add(new Step.Sync(file(words)));
            case "ftruncate" -> add(new Step.Resize(file(words), lastNumber(words)));
            case "rename", "renameat", "renameat2" ->
                    add(new Step.Rename(path(words, 0), path(words, 1)));
            case "link", "linkat" -> add(new Step.Link(path(words, 0), path(words, 1)));
            case "unlink", "unlinkat", "rmdir" -> add(new Step.Delete(path(words, 0)));
            default -> refuse(name, words);
        }
    }

    private void refuse(String name, String words) {
        Matcher file = FILE.matcher(words);
        if (file.find() && Path.of(text(file.group(2))).startsWith(folder)) {
            throw new IllegalStateException("a call that is not understood: " + name);
        }
    }

    private void open(String words, String number) {
        Path path = path(words, 0);
        positions.put(number, words.contains("O_APPEND") ? Long.MAX_VALUE : 0);
        if (words.contains("O_CREAT")) {
            add(new Step.MakeFile(path));
        }
        if (words.contains("O_TRUNC")) {
            add(new Step.Resize(path, 0));
        }
    }

    private void write(String words, Optional<Long> offset) {
        Path path = file(words);
        Matcher text = TEXT.matcher(words);
        if (!(path.startsWith(folder) || path.equals(said)) || !text.find()) {
            return;
        }
        byte[] bytes = bytes(text.group(1));
        if (path.equals(said)) {
            steps.add(new Step.Say(new String(bytes, UTF_8)));
            return;
        }
        String number = words.substring(0, words.indexOf('<'));
        long at = offset.orElseGet(() -> positions.getOrDefault(number, 0L));
        if (offset.isEmpty() && at != Long.MAX_VALUE) {
            positions.put(number, at + bytes.length);
        }
        add(new Step.Write(path, at, ByteBuffer.wrap(bytes)));
    }

    private void add(Step step) {
        boolean here =
                switch (step) {
                    case Step.MakeFolder s -> s.path().startsWith(folder);
                    case Step.MakeFile s -> s.path().startsWith(folder);
                    case Step.Write s -> s.path().startsWith(folder);
                    case Step.Resize s -> s.path().startsWith(folder);
                    case Step.Sync s -> s.path().startsWith(folder);
                    case Step.Rename s -> s.to().startsWith(folder);
                    case Step.Link s -> s.to().startsWith(folder);
                    case Step.Delete s -> s.path().startsWith(folder);
                    case Step.Say _ -> true;
                };
        if (here) {
            steps.add(step);
        }
    }

    /** What an open file's number stands for. */
    private static Path file(String words) {
        Matcher file = FILE.matcher(words);
        return file.find() ? Path.of(text(file.group(2))) : Path.of("");
    }

    /** The path that is the text of that number among the words. */
    private static Path path(String words, int number) {
        Matcher text = TEXT.matcher(words);
        for (int i = 0; i < number; i++) {
            var _ = text.find();
        }
        return text.find() ? Path.of(text(text.group(1))) : Path.of("");
    }

    private static long lastNumber(String words) {
        return Long.parseLong(words.substring(words.lastIndexOf(' ') + 1));
    }

    private static String text(String hex) {
        return new String(bytes(hex), UTF_8);
    }

    private static byte[] bytes(String hex) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(hex.length() / 4);
        for (int at = 0; at + 4 <= hex.length(); at += 4) {
            bytes.write(Integer.parseInt(hex, at + 2, at + 4, 16));
        }
        return bytes.toByteArray();
    }
}
