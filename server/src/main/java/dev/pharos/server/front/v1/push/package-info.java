/** The UDP push of 1.x clients: who is told of what over UDP, and how a packet reads. */
@NullMarked
package dev.pharos.server.front.v1.push;

import org.jspecify.annotations.NullMarked;
