/** Values as bytes, and files of parts that notice what is damaged. */
@NullMarked
package dev.pharos.server.cluster.bytes;

import org.jspecify.annotations.NullMarked;
