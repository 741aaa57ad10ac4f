package dev.pharos.server.boot;

import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.app.NamespaceService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.WatchService;

/** All that can be asked of a node; every dialect translates into these. */
record UseCases(
        RegistryService registry,
        CatalogueService catalogue,
        WatchService watch,
        ConfigService configs,
        NamespaceService namespaces) {}
