export * from './baseResponse';
