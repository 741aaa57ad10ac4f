/** What the Raft library, keepers and operators ask of what lies on a disk. */
@NullMarked
package dev.pharos.testkit.contract.storage;

import org.jspecify.annotations.NullMarked;
