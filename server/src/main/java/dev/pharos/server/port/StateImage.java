package dev.pharos.server.port;

import dev.pharos.core.config.ConfigImage;
import dev.pharos.core.registry.CatalogueImage;

/** All durable state at one moment. It never changes. */
public record StateImage(ConfigImage configs, CatalogueImage services) {}
