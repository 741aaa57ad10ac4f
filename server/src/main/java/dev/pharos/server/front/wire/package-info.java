/**
 * Forms that every generation shares: grouped names, parameter rules, the JSON of an instance or a
 * service.
 */
@NullMarked
package dev.pharos.server.front.wire;

import org.jspecify.annotations.NullMarked;
