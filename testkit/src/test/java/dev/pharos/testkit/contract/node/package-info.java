/** What is asked of other nodes, and what is told of this one. */
@NullMarked
package dev.pharos.testkit.contract.node;

import org.jspecify.annotations.NullMarked;
