/**
 * The use cases: RegistryService, ConfigService, NamespaceService, AccessService, ClusterService.
 */
@NullMarked
package dev.pharos.server.app;

import org.jspecify.annotations.NullMarked;
