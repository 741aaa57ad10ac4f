/** What a node needs of the machine that it runs on: a folder of its own, memory. */
@NullMarked
package dev.pharos.server.boot.host;

import org.jspecify.annotations.NullMarked;
