/** Which node the command line asks, and how the answer is shown. */
@NullMarked
package dev.pharos.server.boot.cli.ask;

import org.jspecify.annotations.NullMarked;
