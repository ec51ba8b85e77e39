export * from './claimName';
export * from './listenerSetName';
export * from './objectName';
export * from './ownershipRecordName';
export * from './routeCopyName';
export * from './routeName';
