export * from './HostnamesClient';
