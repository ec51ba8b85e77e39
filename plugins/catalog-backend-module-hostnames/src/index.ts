/**
 * Hostnames as entities of the catalog.
 *
 * @packageDocumentation
 */
export { catalogModuleHostnames as default } from './module';
export { hostnameEntities } from './hostnameEntities';
