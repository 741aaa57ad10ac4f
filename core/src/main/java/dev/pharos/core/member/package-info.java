/** The view of the cluster: states of nodes, who owns which client. */
@NullMarked
package dev.pharos.core.member;

import org.jspecify.annotations.NullMarked;
