export * from './emulatedAccount';
