/**
 * The vocabulary of Hostmaster: hostname rules, kinds, conditions and reasons, verdict, manifests, permissions, API client.
 *
 * @packageDocumentation
 */
export * from './kinds';
export * from './schema/openapi/generated/models';
export * from './gateways';
export * from './hostname';
export * from './naming';
export * from './ownership';
export * from './conditions';
export * from './rules';
export * from './verdict';
export * from './manifests';
export * from './permissions';
export * from './client';
