/**
 * Hostmaster's frontend for apps on the legacy frontend system.
 *
 * @packageDocumentation
 */
export * from './legacyPlugin';
export { isHostnamesAvailable } from '@hostmaster/backstage-plugin-hostnames-react';
