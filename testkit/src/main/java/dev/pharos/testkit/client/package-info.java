/** Real clients: official Nacos clients of each major line, each in a process of its own. */
@NullMarked
package dev.pharos.testkit.client;

import org.jspecify.annotations.NullMarked;
