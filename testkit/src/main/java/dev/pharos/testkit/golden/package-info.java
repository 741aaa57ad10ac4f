/**
 * Requests replayed, and answers judged by those that real Nacos servers gave. What was recorded
 * lies in {@code resources/golden}; what differs on purpose stands in {@code exceptions.txt} there.
 */
@NullMarked
package dev.pharos.testkit.golden;

import org.jspecify.annotations.NullMarked;
