package dev.pharos.server.cluster.raft.codec;

/**
 * Where an entry was made, so that this node knows it again when it is handed it, whoever led.
 *
 * @param boot made at random at each start of a process; 0: nobody waits for the entry
 * @param number of the entry among those of that start
 */
public record Origin(long boot, long number) {
    /** Of entries that were written before there were origins. */
    public static final Origin NONE = new Origin(0, 0);
}
