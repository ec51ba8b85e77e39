export * from './clock/Clock';
export * from './client/types';
export * from './client/errors';
export * from './store/types';
export * from './queue/types';
export * from './leadership/types';
