/** What a node has in common with others: its links to them, and its place among them. */
@NullMarked
package dev.pharos.server.boot.company;

import org.jspecify.annotations.NullMarked;
