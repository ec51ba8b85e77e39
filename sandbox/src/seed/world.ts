/**
 * Who and what the sandbox starts with: three teams, five services, two zones, two clusters, and hostnames in every state
 * worth seeing. Data only.
 */
export interface Team {
  name: string;
  title: string;
}

export interface Person {
  name: string;
  displayName: string;
  title: string;
  description: string;
  team: string;
}

export interface ServiceSeed {
  name: string;
  title: string;
  description: string;
  team: string;
  /** Clusters it runs in, each in the namespace of its own name. */
  clusters: string[];
  port: number;
}

export interface HostnameSeed {
  hostname: string;
  service: string;
  cluster: string;
  environment: string;
  /** What is done to it once it is live. */
  story: 'live' | 'expiring' | 'stuck-in-validation' | 'alias-deleted';
}

export const clusters = [
  { name: 'prod', environment: 'prod', engine: 'flux' },
  { name: 'staging', environment: 'staging', engine: 'argocd' },
] as const;

export const zones = [{ name: 'example.test' }, { name: 'media.test' }];

export const teams: Team[] = [
  { name: 'checkout', title: 'Checkout' },
  { name: 'media', title: 'Media' },
  { name: 'platform', title: 'Platform' },
];

export const people: Person[] = [
  {
    name: 'ada',
    displayName: 'Ada',
    title: 'Developer of team Checkout',
    description: 'Owns the services shop and cart.',
    team: 'checkout',
  },
  {
    name: 'ben',
    displayName: 'Ben',
    title: 'Developer of team Media',
    description: 'Owns the services blog and gallery.',
    team: 'media',
  },
  {
    name: 'petra',
    displayName: 'Petra',
    title: 'Platform engineer',
    description: 'Runs the clusters, zones and gateways; sees everything.',
    team: 'platform',
  },
];

export const services: ServiceSeed[] = [
  {
    name: 'shop',
    title: 'Shop',
    description: 'The storefront. It has no hostname yet: request one.',
    team: 'checkout',
    clusters: ['prod', 'staging'],
    port: 80,
  },
  {
    name: 'cart',
    title: 'Cart',
    description: 'What is about to be bought.',
    team: 'checkout',
    clusters: ['prod', 'staging'],
    port: 80,
  },
  {
    name: 'blog',
    title: 'Blog',
    description: 'Stories and announcements.',
    team: 'media',
    clusters: ['prod'],
    port: 80,
  },
  {
    name: 'gallery',
    title: 'Gallery',
    description: 'Pictures.',
    team: 'media',
    clusters: ['prod'],
    port: 8080,
  },
  {
    name: 'status',
    title: 'Status page',
    description: 'Whether things work.',
    team: 'platform',
    clusters: ['prod'],
    port: 80,
  },
];

export const hostnames: HostnameSeed[] = [
  {
    hostname: 'cart.example.test',
    service: 'cart',
    cluster: 'prod',
    environment: 'prod',
    story: 'live',
  },
  {
    hostname: '*.cart.example.test',
    service: 'cart',
    cluster: 'prod',
    environment: 'prod',
    story: 'live',
  },
  {
    hostname: 'cart.staging.example.test',
    service: 'cart',
    cluster: 'staging',
    environment: 'staging',
    story: 'live',
  },
  {
    hostname: 'blog.media.test',
    service: 'blog',
    cluster: 'prod',
    environment: 'prod',
    story: 'live',
  },
  {
    hostname: 'gallery.media.test',
    service: 'gallery',
    cluster: 'prod',
    environment: 'prod',
    story: 'expiring',
  },
  {
    hostname: 'preview.media.test',
    service: 'gallery',
    cluster: 'prod',
    environment: 'prod',
    story: 'stuck-in-validation',
  },
  {
    hostname: 'status.example.test',
    service: 'status',
    cluster: 'prod',
    environment: 'prod',
    story: 'alias-deleted',
  },
];

export const edgeNamespace = 'edge';
export const edgeDomain = 'edge.example.test';
export const profile = 'alb-public';
export const gitOwner = 'acme';
export const gitRepository = 'gitops';

/** `group:default/…` of the team that owns a service. */
export function ownerOf(service: ServiceSeed): string {
  return `group:default/${service.team}`;
}

export function serviceNamed(name: string): ServiceSeed {
  const found = services.find(service => service.name === name);
  if (!found) throw new Error(`no service is named ${name}`);
  return found;
}
