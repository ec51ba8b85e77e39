export * from './certificates';
export * from './emulatedAccount';
export * from './listeners';
