/** What values take in memory, in bytes, counted as they come and go. */
@NullMarked
package dev.pharos.core.size;

import org.jspecify.annotations.NullMarked;
