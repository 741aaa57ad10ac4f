/** Clusters to test against, in this process and as processes, and what stands between nodes. */
@NullMarked
package dev.pharos.testkit.cluster;

import org.jspecify.annotations.NullMarked;
