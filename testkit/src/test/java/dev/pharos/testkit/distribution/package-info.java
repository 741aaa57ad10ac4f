/** What an operator unpacks, driven by its scripts as an operator does. */
@NullMarked
package dev.pharos.testkit.distribution;

import org.jspecify.annotations.NullMarked;
