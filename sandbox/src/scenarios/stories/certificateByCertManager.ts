import {
  renderCertificate,
  toYaml,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { X509Certificate } from 'node:crypto';
import { kinds } from '../../actors/certManager/objects';
import { expectThat, Story } from '../Story';

/** The template for certificates, through cert-manager's own chain of objects. */
export async function certificateByCertManager(story: Story): Promise<void> {
  const zoneBefore = story.zoneLines();
  await story.step(
    'a Certificate for a name and its wildcard is merged',
    async () => {
      const manifests = renderCertificate({
        hostname: 'blog.media.test',
        wildcard: true,
        namespace: 'blog',
        issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt-staging' },
        owner: 'group:default/media',
        component: 'component:default/blog',
      });
      story.repository.commit({
        'clusters/prod/blog/certificate.yaml': toYaml(manifests),
      });
      return story.until('the Certificate', async () =>
        (await certificates(story)).length === 1
          ? 'applied by Flux'
          : undefined,
      );
    },
  );
  await story.step('Request, Order and Challenges are made', async () =>
    story.until('a Challenge per name', async () => {
      const { items } = await story
        .client()
        .list(kinds.challenge, { namespace: 'blog' });
      return items.length === 2
        ? items
            .map(
              ({ spec, status }) =>
                `${spec.wildcard ? '*.' : ''}${spec.dnsName} ${
                  status?.state ?? 'new'
                }`,
            )
            .join(', ')
        : undefined;
    }),
  );
  await story.step('the TXT record stands in the zone meanwhile', async () =>
    story.until('the TXT', () =>
      story
        .zoneLines()
        .find(line => line.startsWith('_acme-challenge.blog.media.test TXT')),
    ),
  );
  await story.step('the Certificate is Ready', async () =>
    story.until('Ready', async () => {
      const [certificate] = await certificates(story);
      return certificate?.status?.conditions?.some(
        ({ type, status }) => type === 'Ready' && status === 'True',
      )
        ? `until ${certificate.status.notAfter}`
        : undefined;
    }),
  );
  await story.step(
    'its Secret holds a real certificate for both names',
    async () => {
      const [certificate] = await certificates(story);
      const secret = await story.get(
        kinds.secret,
        'blog',
        certificate.spec.secretName,
      );
      const parsed = new X509Certificate(
        Buffer.from(secret?.data?.['tls.crt'] ?? '', 'base64'),
      );
      expectThat(
        parsed.checkHost('blog.media.test') &&
          parsed.checkHost('x.blog.media.test'),
        `the certificate is for ${parsed.subjectAltName}`,
      );
      return `${parsed.subjectAltName}`;
    },
  );
  await story.step('the challenges left nothing behind', async () =>
    story.until('the zone as before', () =>
      JSON.stringify(story.zoneLines()) === JSON.stringify(zoneBefore)
        ? `${zoneBefore.length} records as before`
        : undefined,
    ),
  );
}

async function certificates(story: Story) {
  return (await story.client().list(kinds.certificate, { namespace: 'blog' }))
    .items;
}
