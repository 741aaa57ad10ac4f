package dev.pharos.server.port;

import dev.pharos.core.config.ConfigBook;
import dev.pharos.core.registry.Registry;

/** All durable state at one moment. It never changes. */
public record StateImage(ConfigBook.Image configs, Registry.Image services) {}
