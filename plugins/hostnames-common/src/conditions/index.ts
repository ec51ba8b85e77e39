export * from './certificateFailures';
export * from './Condition';
export * from './readySummary';
export * from './reasons';
export * from './runbooks';
