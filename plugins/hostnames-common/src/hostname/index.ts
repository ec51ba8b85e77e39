export * from './parseHostname';
export * from './isWithin';
export * from './deepestZone';
export * from './coversHostname';
export * from './wildcardOf';
export * from './relativeName';
