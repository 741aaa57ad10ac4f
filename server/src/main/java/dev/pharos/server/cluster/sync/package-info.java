/** AP: drives core.sync between peers; keeps a picture of the ephemeral half over a restart. */
@NullMarked
package dev.pharos.server.cluster.sync;

import org.jspecify.annotations.NullMarked;
