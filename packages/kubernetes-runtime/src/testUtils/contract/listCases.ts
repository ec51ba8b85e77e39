import {
  ClusterClient,
  KubernetesObject,
  ResourceKind,
  WatchEvent,
  WatchOptions,
} from '../../client/types';
import { listAll } from '../../client/listAll';
import { systemClock } from '../../clock/systemClock';
import { createReflector } from '../../reflector/createReflector';
import {
  ContractCase,
  ContractObject,
  eventually,
  refusal,
  requestKind,
} from './ContractContext';

/** Lists, selectors, watches, and the reflector over them. @internal */
export function listCases(it: ContractCase): void {
  it(
    'paging',
    'lists in pages that show one moment',
    async ({ client, request, unique, namespace }) => {
      const set = unique('paging');
      const labelSelector = `set=${set}`;
      for (let index = 0; index < 25; index++) {
        await client.create(
          requestKind,
          request(`${set}-${index}`, {}, { labels: { set } }),
        );
      }

      const first = await client.list(requestKind, {
        namespace,
        labelSelector,
        limit: 10,
      });
      expect(first.items).toHaveLength(10);
      expect(first.continue).toBeTruthy();
      await client.delete(requestKind, { namespace, name: `${set}-9` });
      await client.create(
        requestKind,
        request(`${set}-99`, {}, { labels: { set } }),
      );
      const second = await client.list(requestKind, {
        namespace,
        labelSelector,
        limit: 10,
        continue: first.continue,
      });
      const third = await client.list(requestKind, {
        namespace,
        labelSelector,
        limit: 10,
        continue: second.continue,
      });

      expect(third.continue).toBeUndefined();
      expect([first, second, third].map(page => page.resourceVersion)).toEqual(
        Array(3).fill(first.resourceVersion),
      );
      const names = [first, second, third].flatMap(page =>
        page.items.map(item => item.metadata.name),
      );
      expect(names.sort()).toEqual(
        Array.from({ length: 25 }, (_, index) => `${set}-${index}`).sort(),
      );
      expect(
        (
          await listAll(client, requestKind, {
            namespace,
            labelSelector,
            limit: 7,
          })
        ).items,
      ).toHaveLength(25);
      expect(
        await refusal(
          client.list(requestKind, {
            namespace,
            limit: 10,
            continue: 'nonsense',
          }),
        ),
      ).toMatch(/BadRequest|Expired/);
    },
  );

  it(
    'label-selectors',
    'selects by labels',
    async ({ client, request, unique, namespace }) => {
      const set = unique('labels');
      const make = (name: string, labels: object) =>
        client.create(
          requestKind,
          request(`${set}-${name}`, {}, { labels: { set, ...labels } }),
        );
      await make('a', { team: 'shop', tier: 'gold' });
      await make('b', { team: 'bank' });
      await make('c', {});
      const found = async (selector: string) =>
        (
          await client.list(requestKind, {
            namespace,
            labelSelector: `set=${set},${selector}`,
          })
        ).items
          .map(item => item.metadata.name.slice(set.length + 1))
          .sort()
          .join('');

      expect(await found('team=shop')).toBe('a');
      expect(await found('team==shop')).toBe('a');
      expect(await found('team!=shop')).toBe('bc');
      expect(await found('team in (shop, bank)')).toBe('ab');
      expect(await found('team notin (shop)')).toBe('bc');
      expect(await found('team')).toBe('ab');
      expect(await found('!team')).toBe('c');
      expect(await found('team,tier=gold')).toBe('a');
      expect(
        await refusal(
          client.list(requestKind, {
            namespace,
            labelSelector: 'team in shop',
          }),
        ),
      ).toBe('BadRequest');
    },
  );

  it(
    'field-selectors',
    'selects by name and namespace',
    async ({ client, request, unique, namespace }) => {
      const name = unique('fields');
      await client.create(requestKind, request(name));

      const byName = await client.list(requestKind, {
        fieldSelector: `metadata.name=${name}`,
      });
      expect(byName.items.map(item => item.metadata.name)).toEqual([name]);
      const both = await client.list(requestKind, {
        fieldSelector: `metadata.name=${name},metadata.namespace!=${namespace}`,
      });
      expect(both.items).toEqual([]);
      expect(
        await refusal(
          client.list(requestKind, { fieldSelector: 'spec.environment=test' }),
        ),
      ).toBe('BadRequest');
    },
  );

  it(
    'watch',
    'tells of every change behind a version, in order',
    async ({ client, request, unique, namespace }) => {
      const name = unique('watch');
      const ref = { namespace, name };
      const { resourceVersion } = await client.list(requestKind, { namespace });
      const created = await client.create(requestKind, request(name));
      await client.patch(requestKind, ref, {
        type: 'merge',
        body: { spec: { visibility: 'internal' } },
      });
      await client.delete(requestKind, ref);

      const events = await collect(
        client,
        requestKind,
        { namespace, resourceVersion, timeoutSeconds: 20 },
        3,
      );

      expect(events.map(event => event.type)).toEqual([
        'ADDED',
        'MODIFIED',
        'DELETED',
      ]);
      expect(events[0].object).toEqual(created);
      const versions = events.map(event =>
        BigInt((event.object as KubernetesObject).metadata.resourceVersion!),
      );
      expect(versions[1] > versions[0] && versions[2] > versions[1]).toBe(true);
      expect(events[2].object).toMatchObject({
        spec: { visibility: 'internal' },
        metadata: { uid: created.metadata.uid },
      });
    },
  );

  it(
    'watch-selector',
    'tells of objects that enter and leave a selection',
    async ({ client, request, unique, namespace }) => {
      const name = unique('entering');
      const ref = { namespace, name };
      const { resourceVersion } = await client.list(requestKind, { namespace });
      await client.create(requestKind, request(name));
      const label = (value: string | null) =>
        client.patch(requestKind, ref, {
          type: 'merge',
          body: { metadata: { labels: { [name]: value } } },
        });
      await label('in');
      await client.patch(requestKind, ref, {
        type: 'merge',
        body: { spec: { visibility: 'internal' } },
      });
      await label(null);

      const events = await collect(
        client,
        requestKind,
        { namespace, resourceVersion, labelSelector: name, timeoutSeconds: 20 },
        3,
      );

      expect(events.map(event => event.type)).toEqual([
        'ADDED',
        'MODIFIED',
        'DELETED',
      ]);
    },
  );

  it(
    'bookmarks',
    'ends a stream at its time limit, after a bookmark that passes what the selector hides',
    async ({ client, request, unique, namespace }) => {
      const { resourceVersion } = await client.list(requestKind, { namespace });
      const start = systemClock.monotonic();
      const hidden = systemClock
        .sleep(1_000)
        .then(() => client.create(requestKind, request(unique('bookmarks'))));

      const events = await collect(
        client,
        requestKind,
        {
          namespace,
          resourceVersion,
          labelSelector: 'nobody=has-this',
          timeoutSeconds: 10,
        },
        100,
      );

      const { metadata } = await hidden;
      expect(systemClock.monotonic() - start).toBeGreaterThan(8_000);
      expect(systemClock.monotonic() - start).toBeLessThan(15_000);
      expect(events.map(event => event.type)).toEqual(
        expect.arrayContaining(['BOOKMARK']),
      );
      const last = events[events.length - 1].object as KubernetesObject;
      expect(BigInt(last.metadata.resourceVersion!)).toBeGreaterThanOrEqual(
        BigInt(metadata.resourceVersion!),
      );
    },
  );

  it(
    'watch-expired',
    'answers 410 to a watch from long ago',
    async ({ client, request, unique, namespace }) => {
      await client.create(requestKind, request(unique('expired')));

      let outcome: string;
      try {
        const [event] = await collect(
          client,
          requestKind,
          { namespace, resourceVersion: '1', timeoutSeconds: 5 },
          1,
        );
        outcome = `${event?.type} ${
          (event?.object as { code?: number })?.code
        }`;
      } catch (error) {
        outcome = (error as { code: string }).code;
      }

      expect(['ERROR 410', 'Expired']).toContain(outcome);
    },
  );

  it(
    'streaming-list',
    'offers the first objects as a stream, or says that it does not',
    async ({ client, request, unique, namespace }) => {
      const name = unique('streaming');
      await client.create(requestKind, request(name));
      const names: string[] = [];
      try {
        for await (const event of client.watch(requestKind, {
          namespace,
          sendInitialEvents: true,
          timeoutSeconds: 10,
        })) {
          // It says so in the stream when its storage does not support it.
          if (event.type === 'ERROR') return;
          if (event.type === 'BOOKMARK') {
            expect(event.object.metadata.annotations).toMatchObject({
              'k8s.io/initial-events-end': 'true',
            });
            break;
          }
          names.push(event.object.metadata.name);
        }
      } catch (error) {
        expect(['Invalid', 'BadRequest']).toContain(
          (error as { code?: string }).code,
        );
        return;
      }
      expect(names).toContain(name);
    },
  );

  it(
    'reflector',
    'keeps a store equal to the server',
    async ({ client, request, unique, namespace }) => {
      const set = unique('reflector');
      const labels = { set };
      for (let index = 0; index < 5; index++)
        await client.create(
          requestKind,
          request(`${set}-${index}`, {}, { labels }),
        );
      const stop = new AbortController();
      const reflector = createReflector<ContractObject>({
        client,
        kind: requestKind,
        namespace,
        labelSelector: `set=${set}`,
        indexes: { visibility: object => [object.spec.visibility] },
      });
      const changes: string[] = [];
      reflector.store.subscribe(change =>
        changes.push(`${change.kind} ${change.object.metadata.name}`),
      );
      const done = reflector.start(stop.signal);
      try {
        await reflector.whenSynced(AbortSignal.timeout(10_000));
        expect(reflector.store.list()).toHaveLength(5);
        const mine = await client.patch(
          requestKind,
          { namespace, name: `${set}-0` },
          { type: 'merge', body: { spec: { visibility: 'internal' } } },
        );
        reflector.store.expect(
          { namespace, name: `${set}-0` },
          mine.metadata.resourceVersion!,
        );
        await client.delete(requestKind, { namespace, name: `${set}-1` });
        await client.create(requestKind, request(`${set}-1`, {}, { labels }));

        await eventually(() => {
          expect(changes.slice(5)).toEqual([
            `changed ${set}-0`,
            `deleted ${set}-1`,
            `added ${set}-1`,
          ]);
        });

        expect(reflector.store.isCurrent({ namespace, name: `${set}-0` })).toBe(
          true,
        );
        expect(
          reflector.store
            .byIndex('visibility', 'internal')
            .map(object => object.metadata.name),
        ).toEqual([`${set}-0`]);
        expect(reflector.state()).toMatchObject({
          phase: 'watching',
          failures: 0,
          watchAllowed: true,
        });
      } finally {
        stop.abort();
        await done;
      }
    },
  );
}

async function collect<T extends KubernetesObject>(
  client: ClusterClient,
  kind: ResourceKind<T>,
  options: WatchOptions,
  count: number,
): Promise<Array<WatchEvent<T>>> {
  const events: Array<WatchEvent<T>> = [];
  for await (const event of client.watch(kind, options)) {
    events.push(event);
    if (events.length >= count) break;
  }
  return events;
}
