/** What the log file says of a request: what was asked, by whom, why it was refused. */
@NullMarked
package dev.pharos.server.app.decision;

import org.jspecify.annotations.NullMarked;
