/** A copy of all durable state, for an operator who keeps it elsewhere; not of Nacos. */
@NullMarked
package dev.pharos.server.front.v1.backup;

import org.jspecify.annotations.NullMarked;
