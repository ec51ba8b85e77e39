export * from './CertManager';
