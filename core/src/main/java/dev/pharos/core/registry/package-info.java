/**
 * Services and instances: Register, Deregister, Beat, … → changes; ephemeral and persistent;
 * selection, protection threshold.
 */
@NullMarked
package dev.pharos.core.registry;

import org.jspecify.annotations.NullMarked;
