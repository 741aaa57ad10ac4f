package dev.pharos.testkit.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The arrow blocks of docs/architecture.md, and what is wrong with their form. */
record Drawing(List<Floor> floors, List<String> faults) {
    static final String ROOT = "dev.pharos";

    private static final Pattern BLOCK =
            Pattern.compile("```arrows ([\\w.]+)\\n(.*?)```", Pattern.DOTALL);

    static Drawing read() {
        String text;
        try {
            text = Files.readString(Repository.top().resolve("docs/architecture.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Floor> floors = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (var block = BLOCK.matcher(text); block.find(); ) {
            floors.add(Floor.parse(block.group(1), block.group(2), faults));
        }
        if (floors.isEmpty()) {
            faults.add("no arrows block in docs/architecture.md");
        }
        return new Drawing(floors, faults);
    }
}
