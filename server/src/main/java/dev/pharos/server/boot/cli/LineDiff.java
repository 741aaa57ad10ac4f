package dev.pharos.server.boot.cli;

import java.util.ArrayList;
import java.util.List;

/** The lines that differ between two texts, with some that do not around them. */
final class LineDiff {
    private static final int AROUND = 3;

    /** Beyond this product of lengths, what differs is told as one block. */
    private static final long CELLS_MAX = 4_000_000;

    private final List<String> marked = new ArrayList<>();

    private LineDiff() {}

    /** Lines with '-', '+' or a space in front, and "..." for what was left out; empty if equal. */
    static List<String> between(String before, String after) {
        if (before.equals(after)) {
            return List.of();
        }
        LineDiff diff = new LineDiff();
        diff.compare(before.lines().toList(), after.lines().toList());
        if (diff.marked.stream().allMatch(line -> line.startsWith(" "))) {
            return List.of("(only the ends of lines differ)");
        }
        return diff.shortened();
    }

    private void compare(List<String> before, List<String> after) {
        int most = Math.min(before.size(), after.size());
        int head = 0;
        while (head < most && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < most - head
                && before.get(before.size() - 1 - tail)
                        .equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        mark(' ', before.subList(0, head));
        middle(
                before.subList(head, before.size() - tail),
                after.subList(head, after.size() - tail));
        mark(' ', before.subList(before.size() - tail, before.size()));
    }

    private void middle(List<String> before, List<String> after) {
        if ((long) before.size() * after.size() > CELLS_MAX) {
            mark('-', before);
            mark('+', after);
            return;
        }
        int[][] common = common(before, after);
        int i = 0;
        int j = 0;
        while (i < before.size() && j < after.size()) {
            if (before.get(i).equals(after.get(j))) {
                mark(' ', before.subList(i, ++i));
                j++;
            } else if (common[i + 1][j] >= common[i][j + 1]) {
                mark('-', before.subList(i, ++i));
            } else {
                mark('+', after.subList(j, ++j));
            }
        }
        mark('-', before.subList(i, before.size()));
        mark('+', after.subList(j, after.size()));
    }

    /** How many lines the rests from i and from j have in common, in order. */
    private static int[][] common(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] =
                        before.get(i).equals(after.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private void mark(char mark, List<String> lines) {
        lines.forEach(line -> marked.add(mark + line));
    }

    private List<String> shortened() {
        List<String> shown = new ArrayList<>();
        boolean left = false;
        for (int i = 0; i < marked.size(); i++) {
            if (isNearChange(i)) {
                if (left) {
                    shown.add("...");
                }
                shown.add(marked.get(i));
            }
            left = !isNearChange(i);
        }
        return shown;
    }

    private boolean isNearChange(int line) {
        int from = Math.max(0, line - AROUND);
        int to = Math.min(marked.size(), line + AROUND + 1);
        return marked.subList(from, to).stream().anyMatch(one -> !one.startsWith(" "));
    }
}
