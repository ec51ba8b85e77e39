import { Random } from '@hostmaster/kubernetes-runtime';

/** One who wants names: a request in a cluster of an installation. */
export interface Contender {
  installation: string;
  cluster: string;
  namespace: string;
  /** The first is the hostname, the others its additional names. */
  names: string[];
}

export interface RaceSetup {
  name: string;
  contenders: Contender[];
}

/** The zone, and one below it with a cut between them. */
export const ZONES = [
  { id: 'Z1', name: 'example.com' },
  { id: 'Z2', name: 'team.example.com' },
];

const one = (
  cluster: string,
  names: string[],
  more: Partial<Contender> = {},
): Contender => ({
  installation: 'acme',
  cluster,
  namespace: `ns-${cluster}`,
  names,
  ...more,
});

const rival = { installation: 'rival' };

/** Two contenders each: every order of their calls is run. */
export const pairs: RaceSetup[] = [
  {
    name: 'same-name',
    contenders: [
      one('blue', ['shop.example.com']),
      one('green', ['shop.example.com']),
    ],
  },
  {
    name: 'same-name-two-installations',
    contenders: [
      one('blue', ['shop.example.com']),
      one('green', ['shop.example.com'], rival),
    ],
  },
  {
    name: 'same-name-one-cluster',
    contenders: [
      one('blue', ['shop.example.com']),
      one('blue', ['shop.example.com'], { namespace: 'other' }),
    ],
  },
  {
    name: 'wildcard-and-name-below',
    contenders: [
      one('blue', ['*.shop.example.com']),
      one('green', ['eu.shop.example.com']),
    ],
  },
  {
    name: 'wildcard-and-name-below-two-installations',
    contenders: [
      one('blue', ['*.shop.example.com'], rival),
      one('green', ['eu.shop.example.com']),
    ],
  },
  {
    name: 'wildcard-and-its-base',
    contenders: [
      one('blue', ['*.shop.example.com']),
      one('green', ['shop.example.com']),
    ],
  },
  {
    name: 'apex-and-wildcard-of-the-zone',
    contenders: [one('blue', ['example.com']), one('green', ['*.example.com'])],
  },
  {
    name: 'wildcard-and-name-below-across-a-zone-cut',
    contenders: [
      one('blue', ['*.example.com']),
      one('green', ['team.example.com']),
    ],
  },
  {
    name: 'two-wildcards',
    contenders: [
      one('blue', ['*.shop.example.com']),
      one('green', ['*.shop.example.com']),
    ],
  },
  {
    name: 'wildcard-and-two-levels-below',
    contenders: [
      one('blue', ['*.shop.example.com']),
      one('green', ['a.eu.shop.example.com']),
    ],
  },
];

const POOL = [
  'shop.example.com',
  '*.shop.example.com',
  'eu.shop.example.com',
  'us.shop.example.com',
  'example.com',
  '*.example.com',
  'team.example.com',
  '*.team.example.com',
  'a.team.example.com',
];

/** Two to ten contenders for few names, in clusters and installations of their own or shared ones. */
export function randomSetup(random: Random): RaceSetup {
  const pick = <T>(items: T[]): T => items[Math.floor(random() * items.length)];
  const count = 2 + Math.floor(random() * 9);
  const names =
    random() < 0.4
      ? [pick(POOL)]
      : [pick(POOL), pick(POOL), ...(random() < 0.5 ? [pick(POOL)] : [])];
  const contenders = Array.from({ length: count }, (_, index): Contender => {
    const installation = random() < 0.7 ? 'acme' : 'rival';
    const first = pick(names);
    const second = random() < 0.15 ? [pick(names)] : [];
    return {
      installation,
      cluster: `${installation}-${random() < 0.85 ? index : 0}`,
      namespace: `ns-${index}`,
      names: [...new Set([first, ...second])],
    };
  });
  return { name: 'random', contenders };
}
