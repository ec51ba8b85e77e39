export * from './gateways';
export * from './kinds';
export * from './schema/openapi/generated/models';
