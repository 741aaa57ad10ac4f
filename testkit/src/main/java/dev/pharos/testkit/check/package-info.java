/** Judges recorded histories: what was asked when, and what was answered. */
@NullMarked
package dev.pharos.testkit.check;

import org.jspecify.annotations.NullMarked;
