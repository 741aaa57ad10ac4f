package dev.pharos.testkit.golden.replay;

import java.time.Duration;

/** The time of a replay: waits are part of the scenarios, since servers do much of theirs by it. */
public interface Pace {
    /** Thread: blocks for as long as it says. */
    void pause(Duration duration) throws InterruptedException;

    /** Unit: nanoseconds since any moment. */
    long nanos();

    /** The clock on the wall. */
    static Pace real() {
        return new Pace() {
            @Override
            public void pause(Duration duration) throws InterruptedException {
                Thread.sleep(duration);
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }
}
