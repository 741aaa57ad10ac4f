package dev.pharos.core.member;

/** What a node knows of another. */
public enum Life {
    /** It has never answered. */
    UNKNOWN,
    UP,
    /** It was heard of, and is not reached now. */
    SUSPECT,
    /** It has not been reached for so long that its clients count as gone. */
    DOWN
}
