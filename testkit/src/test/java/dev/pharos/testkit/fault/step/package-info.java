/** What a process has done to the files of a folder, step by step, and what a crash would leave. */
@NullMarked
package dev.pharos.testkit.fault.step;

import org.jspecify.annotations.NullMarked;
