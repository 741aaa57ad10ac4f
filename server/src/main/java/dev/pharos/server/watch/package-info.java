/** Push and watch hub: who waits for what; coalesce, deliver, retry, give up. */
@NullMarked
package dev.pharos.server.watch;

import org.jspecify.annotations.NullMarked;
