import { Tag } from '@aws-sdk/client-acm';
import { CertificateOwner } from '@hostmaster/backstage-plugin-hostnames-node';

const PREFIX = 'hostmaster.dev/';

/** Whose a certificate is, written with the request so that it is never there without. */
export function writeOwnerTags({ identity, attempt }: CertificateOwner): Tag[] {
  const { installation, cluster, namespace, name } = identity;
  const values = { installation, cluster, namespace, name, attempt };
  return Object.entries(values).map(([key, value]) => ({
    Key: `${PREFIX}${key}`,
    Value: String(value),
  }));
}

/** `undefined`: nobody's of this suite, or the tags are not whole. */
export function readOwnerTags(tags: Tag[]): CertificateOwner | undefined {
  const value = (key: string) =>
    tags.find(tag => tag.Key === `${PREFIX}${key}`)?.Value || undefined;
  const installation = value('installation');
  const cluster = value('cluster');
  const namespace = value('namespace');
  const name = value('name');
  const attempt = Number(value('attempt'));
  if (!installation || !cluster || !namespace || !name) return undefined;
  if (!Number.isInteger(attempt)) return undefined;
  return { identity: { installation, cluster, namespace, name }, attempt };
}
