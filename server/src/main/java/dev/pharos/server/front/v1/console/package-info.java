/** HTTP v1 of the console: decode → command, outcome → bytes, fault → code. */
@NullMarked
package dev.pharos.server.front.v1.console;

import org.jspecify.annotations.NullMarked;
