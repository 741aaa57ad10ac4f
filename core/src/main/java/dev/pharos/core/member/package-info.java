/** The nodes of a cluster: how a list names them, their addresses, roles and lives. */
@NullMarked
package dev.pharos.core.member;

import org.jspecify.annotations.NullMarked;
