/** Assembly by plain constructors; lifecycle; main; command line. */
@NullMarked
package dev.pharos.server.boot;

import org.jspecify.annotations.NullMarked;
