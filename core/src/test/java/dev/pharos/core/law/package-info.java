/** Laws: random cases, one per seed, and which seed repeats a failure. */
@NullMarked
package dev.pharos.core.law;

import org.jspecify.annotations.NullMarked;
