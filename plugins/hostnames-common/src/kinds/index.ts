export * from './generated';
export * from './objects';
export * from './annotations';
