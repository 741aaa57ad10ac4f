/**
 * Every key with type, unit, default, bound and sentence; read once at start.
 *
 * <p>Rooms never see this one: {@code boot} hands each class the smallest record it needs.
 */
@NullMarked
package dev.pharos.server.settings;

import org.jspecify.annotations.NullMarked;
