package dev.pharos.testkit.tidy;

import dev.pharos.testkit.house.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rule about documents: a link to a file or to a heading leads somewhere. */
final class Links {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]\\n]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE =
            Pattern.compile("^```.*?^```|`[^`\\n]*`", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*)$", Pattern.MULTILINE);

    private Links() {}

    static List<Blemish> blemishes(Path document) {
        String place = Repository.name(document);
        List<Blemish> found = new ArrayList<>();
        Matcher link = LINK.matcher(withoutCode(Repository.text(document)));
        while (link.find()) {
            String target = link.group(1);
            if (!target.contains("://")
                    && !target.startsWith("mailto:")
                    && !leads(document, target)) {
                String message = place + ": a link leads nowhere: " + target;
                found.add(new Blemish("doc-link", place, 0, message));
            }
        }
        return found;
    }

    private static boolean leads(Path document, String target) {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path there = file.isEmpty() ? document : document.resolveSibling(file).normalize();
        return Files.exists(there)
                && (hash < 0 || anchors(there).contains(target.substring(hash + 1)));
    }

    /** As GitHub makes them: lower case, spaces to hyphens, other punctuation gone. */
    private static Set<String> anchors(Path document) {
        return HEADING.matcher(Repository.text(document))
                .results()
                .map((MatchResult heading) -> heading.group(1).strip().toLowerCase(Locale.ROOT))
                .map(t -> t.replaceAll("[^\\p{L}\\p{N}\\- _]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String withoutCode(String text) {
        return CODE.matcher(text).replaceAll("");
    }
}
