/** The drawing and the style, as tests. */
@NullMarked
package dev.pharos.testkit.house;

import org.jspecify.annotations.NullMarked;
