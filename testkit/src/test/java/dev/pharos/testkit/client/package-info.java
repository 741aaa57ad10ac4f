@NullMarked
package dev.pharos.testkit.client;

import org.jspecify.annotations.NullMarked;
