import { PolicyCase, policyCases } from './policyCases';
import { Manifest } from './readKustomization';

const { cases } = policyCases();

/** As large as the definitions allow: 16 hostnames at the end of a grant of 4,096, and 50 rules of Traefik. */
export function largestCases(): PolicyCase[] {
  const last = Array.from({ length: 16 }, (_, index) =>
    hostnameOf(4095 - index),
  );
  const route = cases.find(({ refusedBy }) => refusedBy.length === 0)!;
  const traefik = cases.find(({ object }) => object.kind === 'IngressRoute')!;
  const matches = Array.from({ length: 8 }, (_, index) => ({
    path: { type: 'PathPrefix', value: `/${index}` },
  }));
  const rule = (hostname: string) =>
    `(Host(\`${hostname}\`) || Host(\`${hostname}\`)) && (PathPrefix(\`/a\`) || Headers(\`X-Team\`, \`a\`)) && !Method(\`POST\`)`;
  const of = (each: PolicyCase, spec: object): PolicyCase => ({
    ...each,
    object: {
      ...each.object,
      metadata: { name: 'case', namespace: 'large' },
      spec,
    },
    collection: each.collection.replace('/shop/', '/large/'),
  });
  return [
    of(route, {
      ...(route.object.spec as object),
      hostnames: last,
      rules: [{ matches, backendRefs: [{ name: 'shop', port: 80 }] }],
    }),
    of(traefik, {
      routes: Array.from({ length: 50 }, (_, index) => ({
        kind: 'Rule',
        match: rule(hostnameOf(index)),
      })),
    }),
  ];
}

function hostnameOf(index: number): string {
  return `name-${index}.team-with-a-long-name.example.com`;
}

/** Where they are granted. */
export const largeNamespace: Manifest[] = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'large',
      labels: {
        'hostmaster.dev/enforce': 'true',
        'hostmaster.dev/environment': 'prod',
      },
    },
  },
  {
    apiVersion: 'hostmaster.dev/v1alpha1',
    kind: 'HostnameGrant',
    metadata: { name: 'hostnames', namespace: 'large' },
    spec: {
      hostnames: Array.from({ length: 4096 }, (_, index) => ({
        hostname: hostnameOf(index),
        request: 'large',
        maxRules: 10,
      })),
    },
  },
];
