import type {
  HostnameList,
  HostnameSummary,
  Level,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { mergeHostnameLists } from './mergeHostnameLists';

const list = (...levels: Level[]): HostnameList => ({
  items: levels.map(
    (level, index) =>
      ({ hostname: `${level}${index}`, verdict: { level } } as HostnameSummary),
  ),
  totalItems: levels.length,
  counts: { ok: levels.length, improve: 0, waiting: 0, action: 0, unknown: 0 },
  facets: {
    clusters: [`c${levels.length}`, 'x'],
    owners: [],
    gateways: [],
    zones: [],
    namespaces: [],
  },
});

describe('mergeHostnameLists', () => {
  it('puts the worst of all lists first and adds up', () => {
    const merged = mergeHostnameLists(
      [list('waiting', 'ok'), list('action', 'improve', 'unknown')],
      4,
    );

    expect(merged.items.map(({ verdict }) => verdict.level)).toEqual([
      'action',
      'unknown',
      'waiting',
      'improve',
    ]);
    expect(merged).toMatchObject({
      totalItems: 5,
      counts: { ok: 5 },
      facets: { clusters: ['c2', 'c3', 'x'] },
    });
  });

  it('leaves the order of one list to the server', () => {
    expect(
      mergeHostnameLists([list('ok', 'action')], 10).items[0].hostname,
    ).toBe('ok0');
  });

  it('is empty for none', () => {
    expect(mergeHostnameLists([], 10)).toMatchObject({
      items: [],
      totalItems: 0,
    });
  });
});
