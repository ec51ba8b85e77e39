export * from './NamePolicy';
export * from './assessName';
