export * from './claimName';
export * from './listenerSetName';
export * from './objectName';
export * from './ownershipRecordName';
export * from './routeName';
