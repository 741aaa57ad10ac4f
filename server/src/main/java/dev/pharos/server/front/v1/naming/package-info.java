/**
 * The naming half of HTTP v1: decode → command, outcome → bytes, fault → code.
 *
 * <p>One line of a table for each endpoint. Source: Nacos 2.5.1, and 1.1.3 for what only that has
 * (golden 10 to 16).
 */
@NullMarked
package dev.pharos.server.front.v1.naming;

import org.jspecify.annotations.NullMarked;
