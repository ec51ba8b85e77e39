export * from './dns';
export * from './tls';
