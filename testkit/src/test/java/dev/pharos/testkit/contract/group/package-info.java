/** Members of a group with real links between them, for the contracts of logs and of views. */
@NullMarked
package dev.pharos.testkit.contract.group;

import org.jspecify.annotations.NullMarked;
