export * from './Condition';
export * from './readySummary';
export * from './reasons';
