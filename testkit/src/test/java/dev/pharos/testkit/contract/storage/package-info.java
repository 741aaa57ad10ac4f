/** What the Raft library asks of its storages. */
@NullMarked
package dev.pharos.testkit.contract.storage;

import org.jspecify.annotations.NullMarked;
