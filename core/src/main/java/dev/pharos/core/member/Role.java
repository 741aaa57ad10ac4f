package dev.pharos.core.member;

/** What a node is in the group that orders durable changes. */
public enum Role {
    LEADER,
    FOLLOWER,
    /** Has heard of no leader for longer than the election timeout. */
    CANDIDATE,
    /** Catches up and has no vote yet. */
    LEARNER,
    /** Belongs to no group yet. */
    NONE,
    /** Has not said for a while, or what it said is overtaken. */
    UNKNOWN
}
