export * from './VirtualClock';
export * from './seededRandom';
