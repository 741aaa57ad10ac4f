/** Plays the steps of a recorded scenario against a server, byte by byte as they were recorded. */
@NullMarked
package dev.pharos.testkit.golden.replay;

import org.jspecify.annotations.NullMarked;
