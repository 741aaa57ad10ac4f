package dev.pharos.testkit.contract;

import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.Subscriber;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A waiting client by hand: what it is offered waits, by subject, until it listens. */
public final class Probe implements Delivery {
    private final List<Notice> told = new ArrayList<>();
    private final SequencedMap<Object, Notice> waiting = new LinkedHashMap<>();
    private boolean listens = true;
    private boolean acknowledges = true;
    private boolean gone;

    @Override
    public synchronized boolean offer(Notice notice) {
        if (!gone) {
            waiting.putLast(subject(notice), notice);
            hear();
        }
        return !gone;
    }

    @Override
    public Subscriber who() {
        return new Subscriber("probe", "127.0.0.1", 1, "test", "");
    }

    synchronized void listens(boolean wanted) {
        listens = wanted;
        hear();
    }

    synchronized void acknowledges(boolean wanted) {
        acknowledges = wanted;
    }

    synchronized void leave() {
        gone = true;
        waiting.clear();
    }

    public synchronized List<Notice> told() {
        return List.copyOf(told);
    }

    private void hear() {
        while (listens && !waiting.isEmpty()) {
            Notice next = waiting.pollFirstEntry().getValue();
            told.add(next);
            if (acknowledges) {
                next.receipt().arrived();
            } else {
                next.receipt().missing();
            }
        }
    }

    private static Object subject(Notice notice) {
        return switch (notice) {
            case Notice.ServiceChanged changed -> changed.view().value().name();
            case Notice.ConfigChanged changed -> changed.key();
        };
    }
}
