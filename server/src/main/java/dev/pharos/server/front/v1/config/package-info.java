/** HTTP v1 of configurations: decode → command, outcome → bytes, fault → code. */
@NullMarked
package dev.pharos.server.front.v1.config;

import org.jspecify.annotations.NullMarked;
