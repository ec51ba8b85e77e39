import { stringify } from 'yaml';
import { CertificatePair } from './CertificateAuthority';

/** How a kubeconfig's user proves who they are. @internal */
export type Credentials = { token: string } | CertificatePair;

/** A kubeconfig file for one cluster, as YAML. @internal */
export function kubeconfigOf(options: {
  cluster: string;
  url: string;
  caPem: string;
  user: string;
  credentials: Credentials;
  namespace?: string;
}): string {
  const { cluster, url, caPem, user, credentials, namespace } = options;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: cluster,
        cluster: { server: url, 'certificate-authority-data': base64(caPem) },
      },
    ],
    users: [{ name: user, user: userEntry(credentials) }],
    contexts: [
      {
        name: cluster,
        context: { cluster, user, ...(namespace ? { namespace } : {}) },
      },
    ],
    'current-context': cluster,
  });
}

function userEntry(credentials: Credentials): object {
  if ('token' in credentials) return { token: credentials.token };
  return {
    'client-certificate-data': base64(credentials.certificatePem),
    'client-key-data': base64(credentials.keyPem),
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
