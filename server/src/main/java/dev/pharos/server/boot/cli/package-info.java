/** The command line: asks a running node over HTTP, as any client does. */
@NullMarked
package dev.pharos.server.boot.cli;

import org.jspecify.annotations.NullMarked;
