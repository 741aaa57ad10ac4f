/**
 * The nodes of the cluster and their roles, in the forms that consoles of each generation ask for.
 */
@NullMarked
package dev.pharos.server.front.v1.cluster;

import org.jspecify.annotations.NullMarked;
