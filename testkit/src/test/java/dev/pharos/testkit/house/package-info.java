/** The drawing of the house, as a test. */
@NullMarked
package dev.pharos.testkit.house;

import org.jspecify.annotations.NullMarked;
