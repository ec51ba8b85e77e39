export * from './KubernetesManifest';
export * from './values';
export * from './renderHostnameRequest';
export * from './renderRoute';
export * from './renderCertificate';
export * from './manifestPath';
export * from './toYaml';
export * from './pullRequestFiles';
