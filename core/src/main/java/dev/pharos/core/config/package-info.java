/** Configurations, gray rules, history, compare-and-set: Publish, Remove, … → changes. */
@NullMarked
package dev.pharos.core.config;

import org.jspecify.annotations.NullMarked;
