/** Any JSON as a value to look into and to compare: numbers by value, members in any order. */
@NullMarked
package dev.pharos.testkit.golden.json;

import org.jspecify.annotations.NullMarked;
