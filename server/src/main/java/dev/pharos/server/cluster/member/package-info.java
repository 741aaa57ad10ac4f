/** Finds peers (file, DNS, list), keeps the view, forwards a command to its owner or leader. */
@NullMarked
package dev.pharos.server.cluster.member;

import org.jspecify.annotations.NullMarked;
