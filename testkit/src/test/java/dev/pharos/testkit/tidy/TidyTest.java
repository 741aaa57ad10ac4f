package dev.pharos.testkit.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.house.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The style of docs/architecture.md section 10 that a machine can judge. What it finds is mended;
 * an exception stands, with its reason, in testkit/src/test/resources/tidy-exceptions.txt.
 */
final class TidyTest {
    @Test
    void houseIsTidy() {
        List<Blemish> found = new ArrayList<>();
        List<Source> sources = Source.all();
        for (Source source : sources) {
            found.addAll(Code.blemishes(source));
            found.addAll(Statics.blemishes(source));
        }
        found.addAll(Packages.blemishes(sources));
        for (Path file : Repository.files()) {
            found.addAll(Texts.blemishes(file));
            if (file.toString().endsWith(".md")) {
                found.addAll(Links.blemishes(file));
            }
        }
        assertThat(Tolerance.read().judge(found)).as("the style of docs/architecture.md").isEmpty();
    }
}
