/**
 * What other plugins may reuse of Hostmaster's frontend: API ref and client, hooks, badges, and the fields of request forms.
 *
 * @packageDocumentation
 */
export * from './api';
export * from './copy';
export * from './entity';
export * from './fields';
export * from './hooks';
export * from './ref';
export * from './states';
export * from './time';
export * from './translation';
export * from './verdict';
export * from './watching';
