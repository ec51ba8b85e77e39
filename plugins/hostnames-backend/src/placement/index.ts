export * from './PoolGateway';
export * from './keepsApart';
export * from './placeHostname';
export * from './routeDemand';
