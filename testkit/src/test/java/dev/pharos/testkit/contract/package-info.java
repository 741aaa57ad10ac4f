/** What the ports promise, asked of every implementation. */
@NullMarked
package dev.pharos.testkit.contract;

import org.jspecify.annotations.NullMarked;
