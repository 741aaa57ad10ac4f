/**
 * Engine of UDP pushes: limits, streams, acks; no meaning.
 *
 * <p>Source: the push channel of Nacos 1.x (golden 15-naming-v1-udp).
 */
@NullMarked
package dev.pharos.server.front.udp;

import org.jspecify.annotations.NullMarked;
