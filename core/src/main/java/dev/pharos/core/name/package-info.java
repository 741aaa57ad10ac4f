/**
 * Who and what: Namespace, Group, ServiceName, ConfigKey, NodeId, ClientId; parsing, canonical
 * form.
 */
@NullMarked
package dev.pharos.core.name;

import org.jspecify.annotations.NullMarked;
