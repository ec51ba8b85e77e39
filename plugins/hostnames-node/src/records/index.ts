export * from './canonicalName';
export * from './isSameRecord';
export * from './RecordIndex';
