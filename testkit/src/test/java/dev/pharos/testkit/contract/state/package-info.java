/** What a log, and whoever keeps pictures, ask of the state. */
@NullMarked
package dev.pharos.testkit.contract.state;

import org.jspecify.annotations.NullMarked;
