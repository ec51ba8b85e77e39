/**
 * The frontend of Hostmaster: entity card and tab, fleet pages, form fields.
 *
 * @packageDocumentation
 */
export { hostnamesPlugin as default } from './plugin';
export { hostnamesTranslationRef } from './translation';
