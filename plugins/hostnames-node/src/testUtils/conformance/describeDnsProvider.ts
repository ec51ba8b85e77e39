/* eslint-disable jest/no-export, jest/no-standalone-expect, jest/expect-expect, jest/valid-title, jest/no-disabled-tests --
 * a suite for others to run: its tests are declared by functions */
import {
  AliasTarget,
  DnsChange,
  DnsProvider,
  DnsRecord,
} from '../../providers/dns';
import { RequestIdentity } from '../../providers/identity';
import { isSameRecord } from '../../records';
import {
  ConformanceOptions,
  ProviderHarness,
  casesFor,
  eventually,
} from './Conformance';

/** A DNS provider with one empty public zone (SOA and NS aside). @public */
export interface DnsHarness extends ProviderHarness<DnsProvider> {
  zone: { id: string; name: string };
  /** Something an alias record may point at; needed where the provider can write aliases. */
  aliasTarget?: AliasTarget;
  /** A provider in a process that may not write. */
  withClosedGate(): DnsProvider;
  /** Loses the answer to the next write after it was executed; left out where that cannot be arranged. */
  loseNextAnswer?(): void;
}

/**
 * What every DnsProvider must do, as tests. `setup` is called before each of them.
 *
 * @public
 */
export function describeDnsProvider(
  name: string,
  setup: () => Promise<DnsHarness>,
  options: ConformanceOptions = {},
): void {
  describe(`${name} as a DnsProvider`, () => {
    let harness: DnsHarness;
    beforeEach(async () => {
      harness = await setup();
    }, options.timeoutMs);
    afterEach(() => harness?.stop());
    const { run, finish } = casesFor(options);

    const at = (label: string) =>
      label ? `${label}.${harness.zone.name}` : harness.zone.name;
    const text = (label: string, value: string): DnsRecord => ({
      name: at(label),
      type: 'TXT',
      ttl: 300,
      values: [`"${value}"`],
    });
    const address = (label: string, value: string): DnsRecord => ({
      name: at(label),
      type: 'A',
      ttl: 60,
      values: [value],
    });
    const submit = (
      subject: string,
      changes: DnsChange[],
      provider = harness.provider,
    ) => provider.submit(harness.zone.id, subjectNamed(subject), changes);
    const applied = (changes: DnsChange[]) =>
      harness.done(submit('setup', changes));
    const freshView = (provider = harness.another()) =>
      harness.done(
        provider.view(harness.zone.id, { newerThan: harness.monotonic() }),
      );

    run('lists its zones', async () => {
      const { zones, listedAt } = await harness.done(harness.provider.zones());

      expect(zones).toContainEqual(
        expect.objectContaining({
          id: harness.zone.id,
          name: harness.zone.name,
          visibility: 'public',
        }),
      );
      expect(listedAt).toBeLessThanOrEqual(harness.monotonic());
    });

    run(
      'says notFound for a zone that does not exist, and never shows it empty',
      async () => {
        const view = harness.done(harness.provider.view('Z00000000NOSUCHZONE'));
        await expect(view).rejects.toMatchObject({
          name: 'ProviderError',
          code: 'notFound',
        });

        const change = harness.done(
          harness.provider.submit(
            'Z00000000NOSUCHZONE',
            subjectNamed('a'),
            creating(text('a', 'x')),
          ),
        );
        await expect(change).rejects.toMatchObject({
          name: 'ProviderError',
          code: 'notFound',
        });
      },
    );

    run(
      'shows an own write at once and to others with their next listing',
      async () => {
        await harness.done(harness.provider.view(harness.zone.id));

        const outcome = await harness.done(
          submit('a', creating(text('a', 'x'))),
        );

        expect(outcome).toMatchObject({ kind: 'applied' });
        const own = await harness.done(harness.provider.view(harness.zone.id));
        expect(own.records(at('a'), 'TXT')).toEqual([text('a', 'x')]);
        expect((await freshView()).records(at('a'), 'TXT')).toEqual([
          text('a', 'x'),
        ]);
      },
    );

    run(
      'says when an own write, and later its removal, is visible everywhere',
      async () => {
        await applied(creating(text('a', 'x')));
        const isPublished = async () =>
          (await harness.provider.view(harness.zone.id)).isPublished(
            at('a'),
            'TXT',
          );
        await eventually(harness, isPublished, answer => answer, {
          limitMs: 180_000,
          everyMs: 2000,
        });

        await applied(deleting(text('a', 'x')));

        await eventually(harness, isPublished, answer => answer, {
          limitMs: 180_000,
          everyMs: 2000,
        });
        const view = await harness.done(harness.provider.view(harness.zone.id));
        expect(view.records(at('a'))).toEqual([]);
      },
    );

    run(
      'refuses to create what is there, and applies what others submitted with it',
      async () => {
        await applied(creating(text('taken', 'theirs')));

        const [refused, other] = await harness.done(
          Promise.all([
            submit('a', creating(text('taken', 'ours'))),
            submit('b', creating(text('free', 'x'))),
          ]),
        );

        expect(refused).toMatchObject({
          kind: 'refused',
          reason: 'exists',
          records: [{ name: at('taken'), type: 'TXT' }],
        });
        expect(other).toMatchObject({ kind: 'applied' });
        const view = await freshView();
        expect(view.records(at('taken'), 'TXT')[0].values).toEqual([
          '"theirs"',
        ]);
        expect(view.records(at('free'), 'TXT')).toHaveLength(1);
      },
    );

    run('refuses to delete what is not there', async () => {
      const outcome = await harness.done(
        submit('a', deleting(text('missing', 'x'))),
      );

      expect(outcome).toMatchObject({ kind: 'refused', reason: 'missing' });
    });

    run('refuses to delete what has other values', async () => {
      await applied(creating(text('a', 'theirs')));

      const outcome = await harness.done(
        submit('a', deleting(text('a', 'ours'))),
      );

      expect(outcome).toMatchObject({ kind: 'refused', reason: 'differs' });
      expect((await freshView()).records(at('a'), 'TXT')).toHaveLength(1);
    });

    run('applies a submission whole or not at all', async () => {
      await applied(creating(address('taken', '192.0.2.1')));

      const outcome = await harness.done(
        submit('a', creating(text('new', 'x'), address('taken', '192.0.2.2'))),
      );

      expect(outcome).toMatchObject({ kind: 'refused', reason: 'exists' });
      expect((await freshView()).records(at('new'))).toEqual([]);
    });

    run(
      'replaces a record in one step when it is as expected, and not otherwise',
      async () => {
        await applied(creating(text('own', 'seq=1')));
        const move = (from: string, to: string) => [
          ...deleting(text('own', from)),
          ...creating(text('own', to)),
        ];

        const right = await harness.done(submit('a', move('seq=1', 'seq=2')));
        const late = await harness.done(submit('a', move('seq=1', 'seq=2b')));

        expect(right).toMatchObject({ kind: 'applied' });
        expect(late).toMatchObject({ kind: 'refused', reason: 'differs' });
        expect((await freshView()).records(at('own'), 'TXT')[0].values).toEqual(
          ['"seq=2"'],
        );
      },
    );

    run('lets exactly one of several processes create a record', async () => {
      const providers = [
        harness.provider,
        harness.another(),
        harness.another(),
      ];

      const outcomes = await harness.done(
        Promise.all(
          providers.map((provider, index) =>
            submit(`p${index}`, creating(text('won', `p${index}`)), provider),
          ),
        ),
      );

      const winners = outcomes.flatMap(({ kind }, index) =>
        kind === 'applied' ? [index] : [],
      );
      expect(winners).toHaveLength(1);
      expect((await freshView()).records(at('won'), 'TXT')[0].values).toEqual([
        `"p${winners[0]}"`,
      ]);
    });

    run(
      'gives two subjects that touch one record one after the other',
      async () => {
        const outcomes = await harness.done(
          Promise.all([
            submit('a', creating(text('same', 'a'))),
            submit('b', creating(text('same', 'b'))),
          ]),
        );

        expect(outcomes.map(({ kind }) => kind).sort()).toEqual([
          'applied',
          'refused',
        ]);
      },
    );

    run('refuses a CNAME beside other records', async () => {
      await applied(creating(address('a', '192.0.2.1')));

      const outcome = await harness.done(
        submit(
          'a',
          creating({
            name: at('a'),
            type: 'CNAME',
            ttl: 60,
            values: ['elsewhere.example.net.'],
          }),
        ),
      );

      expect(outcome).toMatchObject({ kind: 'refused', reason: 'conflict' });
    });

    run('refuses a name outside the zone', async () => {
      const outcome = await harness.done(
        submit(
          'a',
          creating({ ...text('a', 'x'), name: `evil${harness.zone.name}` }),
        ),
      );

      expect(outcome).toMatchObject({ kind: 'refused', reason: 'invalid' });
    });

    run('writes and reads aliases, also at the apex', async () => {
      if (!harness.provider.capabilities.alias) return;
      const alias = harness.aliasTarget!;
      const records: DnsRecord[] = ['A', 'AAAA'].flatMap(type => [
        { name: at(''), type, alias },
        { name: at('shop'), type, alias },
      ]);

      const outcome = await harness.done(submit('a', creating(...records)));

      expect(outcome).toMatchObject({ kind: 'applied' });
      const view = await freshView();
      for (const record of records) {
        expect(
          view
            .records(record.name, record.type)
            .some(other => isSameRecord(other, record)),
        ).toBe(true);
      }
      expect(
        await harness.done(submit('a', deleting(...records))),
      ).toMatchObject({ kind: 'applied' });
    });

    run('writes wildcards as *, and knows what they answer for', async () => {
      await applied(
        creating(address('*.apps', '192.0.2.1'), text('deep.taken.apps', 'x')),
      );

      const view = await freshView();

      expect(view.records(at('*.apps'), 'A')).toEqual([
        address('*.apps', '192.0.2.1'),
      ]);
      expect(view.wildcardFor(at('a.b.apps'))).toEqual([
        address('*.apps', '192.0.2.1'),
      ]);
      expect(view.wildcardFor(at('taken.apps'))).toEqual([]);
      expect(view.wildcardFor(at('x.taken.apps'))).toEqual([]);
      expect(view.wildcardFor(at('apps'))).toEqual([]);
      expect(
        view
          .below(at('apps'))
          .map(record => record.name)
          .sort(),
      ).toEqual([at('*.apps'), at('deep.taken.apps')]);
    });

    run('keeps texts of 255 characters as they are', async () => {
      const value = `heritage=hostmaster,v=1,owns=A+AAAA ${'x'.repeat(219)}`;
      await applied(creating(text('long', value)));

      expect((await freshView()).records(at('long'), 'TXT')[0].values).toEqual([
        `"${value}"`,
      ]);
    });

    run('takes the changes of two hundred subjects at once', async () => {
      const outcomes = await harness.done(
        Promise.all(
          Array.from({ length: 200 }, (_, index) =>
            submit(`s${index}`, creating(text(`s${index}`, 'x'))),
          ),
        ),
      );

      expect(outcomes.filter(({ kind }) => kind === 'applied')).toHaveLength(
        200,
      );
      expect((await freshView()).records(at('s199'), 'TXT')).toHaveLength(1);
    });

    run(
      'settles a lost answer by looking, or says that it does not know',
      async () => {
        if (!harness.loseNextAnswer) return;
        harness.loseNextAnswer();

        const outcome = await harness.done(
          submit('a', creating(text('a', 'x'))).catch(error => ({
            kind: 'thrown',
            code: error.code,
          })),
        );

        expect(outcome).toEqual(
          outcome.kind === 'thrown'
            ? { kind: 'thrown', code: 'unavailable' }
            : expect.objectContaining({ kind: 'applied' }),
        );
        expect((await freshView()).records(at('a'), 'TXT')).toHaveLength(1);
      },
    );

    run('writes nothing when the gate is closed', async () => {
      const change = harness.done(
        submit('a', creating(text('a', 'x')), harness.withClosedGate()),
      );

      await expect(change).rejects.toMatchObject({ code: 'GateClosed' });
      expect((await freshView()).records(at('a'))).toEqual([]);
    });

    run('does nothing for a caller that has given up', async () => {
      const signal = AbortSignal.abort(new Error('given up'));

      const change = harness.provider.submit(
        harness.zone.id,
        subjectNamed('a'),
        creating(text('a', 'x')),
        { signal },
      );

      await expect(harness.done(change)).rejects.toThrow('given up');
      await harness.pass(3000);
      expect((await freshView()).records(at('a'))).toEqual([]);
    });

    run('tells how it is', async () => {
      await harness.done(harness.provider.view(harness.zone.id));

      const health = harness.provider.health();

      expect(health.failing).toBeUndefined();
      expect(health.lastSuccess).toEqual(expect.any(Number));
      expect(health.views.length).toBeGreaterThan(0);
    });

    finish();
  });
}

function subjectNamed(name: string): RequestIdentity {
  return {
    installation: 'conformance',
    cluster: 'test',
    namespace: `team-${name}`,
    name,
  };
}

function creating(...records: DnsRecord[]): DnsChange[] {
  return records.map(record => ({ action: 'CREATE', record }));
}

function deleting(...records: DnsRecord[]): DnsChange[] {
  return records.map(record => ({ action: 'DELETE', record }));
}
