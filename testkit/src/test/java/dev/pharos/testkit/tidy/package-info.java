/** The style of the house, as a test. */
@NullMarked
package dev.pharos.testkit.tidy;

import org.jspecify.annotations.NullMarked;
