export * from './Ownership';
export * from './formatOwnership';
export * from './parseOwnership';
