export * from './VerdictInput';
export * from './judgeHostname';
