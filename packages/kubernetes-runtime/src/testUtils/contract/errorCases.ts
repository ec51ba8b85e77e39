import { KubernetesErrorCode } from '../../client/errors';
import { resourceKind } from '../../client/resourceKind';
import { createReflector } from '../../reflector/createReflector';
import { createSwitchGate } from '../../leadership/gates';
import {
  ContractCase,
  ContractObject,
  eventually,
  refusalError,
  requestKind,
} from './ContractContext';

/** The closed set of errors, and both ways to the first objects. @internal */
export function errorCases(it: ContractCase): void {
  it(
    'errors',
    'refuses everything that can be refused with its own code and status',
    async ({ client, createClient, request, unique, namespace }) => {
      const name = unique('errors');
      const ref = { namespace, name };
      const created = await client.create(requestKind, request(name));
      await client.patch(requestKind, ref, {
        type: 'merge',
        body: { metadata: { labels: { a: 'b' } } },
      });
      const closed = createClient({ gate: createSwitchGate() });
      const patch = { type: 'merge', body: { spec: {} } } as const;
      const refused: Array<
        [
          code: KubernetesErrorCode,
          status: number | undefined,
          () => Promise<unknown>,
        ]
      > = [
        [
          'BadRequest',
          400,
          () =>
            client.list(requestKind, { namespace, labelSelector: 'a in b' }),
        ],
        [
          'BadRequest',
          400,
          () =>
            client.patch(requestKind, ref, {
              type: 'json',
              body: 'nothing' as never,
            }),
        ],
        [
          'NotFound',
          404,
          () =>
            client.patch(requestKind, { namespace, name: unique('no') }, patch),
        ],
        [
          'NotFound',
          404,
          () =>
            client.list(resourceKind({ ...requestKind, plural: 'nothings' })),
        ],
        ['AlreadyExists', 409, () => client.create(requestKind, request(name))],
        ['Conflict', 409, () => client.replace(requestKind, created)],
        [
          'Conflict',
          409,
          () => client.delete(requestKind, ref, { uid: 'somebody-else' }),
        ],
        [
          'Invalid',
          422,
          () =>
            client.create(
              requestKind,
              request(unique('no'), { environment: 7 }),
            ),
        ],
        ['GateClosed', undefined, () => closed.patch(requestKind, ref, patch)],
        ['GateClosed', undefined, () => closed.delete(requestKind, ref)],
      ];

      for (const [code, status, work] of refused) {
        const error = await refusalError(work());
        expect({ code: error.code, status: error.details.status }).toEqual({
          code,
          status,
        });
        expect(error.message).not.toBe('');
      }
      expect(
        (await client.get(requestKind, ref))?.metadata.labels,
      ).toMatchObject({ a: 'b' });
    },
  );

  it(
    'both-lists',
    'shows the same objects by a streaming list, where it offers that, as by pages, and the same changes after them',
    async ({ client, request, unique, namespace }) => {
      const set = unique('both');
      const labels = { set };
      for (let index = 0; index < 4; index++)
        await client.create(
          requestKind,
          request(`${set}-${index}`, {}, { labels }),
        );
      const stop = new AbortController();
      const reflectors = [true, false].map(streamingList =>
        createReflector<ContractObject>({
          client,
          kind: requestKind,
          namespace,
          labelSelector: `set=${set}`,
          streamingList,
        }),
      );
      const ends = reflectors.map(reflector => reflector.start(stop.signal));
      const contents = () =>
        reflectors.map(({ store }) =>
          store
            .list()
            .map(({ metadata }) => `${metadata.name} ${metadata.uid}`)
            .sort(),
        );
      try {
        await Promise.all(
          reflectors.map(each => each.whenSynced(AbortSignal.timeout(30_000))),
        );
        const [streamed, paged] = contents();
        expect(streamed).toHaveLength(4);
        expect(streamed).toEqual(paged);

        await client.delete(requestKind, { namespace, name: `${set}-2` });
        await client.create(requestKind, request(`${set}-9`, {}, { labels }));
        await eventually(() => {
          const [left, right] = contents();
          expect(left.map(each => each.split(' ')[0])).toEqual(
            [0, 1, 3, 9].map(index => `${set}-${index}`),
          );
          expect(left).toEqual(right);
        });
        expect(reflectors[0].store.list()[0].metadata).not.toHaveProperty(
          'managedFields',
        );
      } finally {
        stop.abort();
        await Promise.all(ends);
      }
    },
  );
}
