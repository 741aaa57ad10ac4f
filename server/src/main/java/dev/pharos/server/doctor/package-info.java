/**
 * Keeps what the rooms report as findings, each with cause, place and remedy; planned: compares
 * state digests between nodes.
 */
@NullMarked
package dev.pharos.server.doctor;

import org.jspecify.annotations.NullMarked;
