import { secretKind } from '../../client/coreKinds';
import { resourceKind } from '../../client/resourceKind';
import {
  claimKind,
  ContractCase,
  refusal,
  requestKind,
} from './ContractContext';

/** Create, read, replace, delete, and what the server keeps of an object. @internal */
export function objectCases(it: ContractCase): void {
  it(
    'crud',
    'creates, reads, lists, replaces and deletes',
    async ({ client, request, unique, namespace }) => {
      const name = unique('crud');
      const ref = { namespace, name };
      const created = await client.create(requestKind, request(name));

      expect(created.metadata).toMatchObject({
        namespace,
        name,
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceVersion: expect.stringMatching(/^\d+$/),
        generation: 1,
        creationTimestamp: expect.stringMatching(
          /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
        ),
      });
      expect(await client.get(requestKind, ref)).toEqual(created);
      expect(
        (await client.list(requestKind, { namespace })).items,
      ).toContainEqual(created);
      const labelled = {
        ...created,
        metadata: { ...created.metadata, labels: { team: 'shop' } },
      };
      const replaced = await client.replace(requestKind, labelled);
      expect(replaced.metadata).toMatchObject({
        uid: created.metadata.uid,
        labels: { team: 'shop' },
      });
      expect(BigInt(replaced.metadata.resourceVersion!)).toBeGreaterThan(
        BigInt(created.metadata.resourceVersion!),
      );
      expect(await client.delete(requestKind, ref)).toMatchObject({
        metadata: { name, uid: created.metadata.uid },
      });
      expect(await client.delete(requestKind, ref)).toBeUndefined();
      expect(await client.get(requestKind, ref)).toBeUndefined();
    },
  );

  it(
    'exclusive-create',
    'lets exactly one of many creates of a name win',
    async ({ client, claim, unique }) => {
      const name = unique('race');
      const answers = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) =>
          client.create(
            claimKind,
            claim(name, {
              owner: { namespace: `n-${index}`, name: 'x', uid: `${index}` },
            }),
          ),
        ),
      );

      const winners = answers.filter(answer => answer.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      expect(
        answers
          .filter(answer => answer.status === 'rejected')
          .map(answer => (answer as PromiseRejectedResult).reason.code),
      ).toEqual(Array(9).fill('AlreadyExists'));
      expect(await client.get(claimKind, { name })).toEqual(
        (winners[0] as PromiseFulfilledResult<unknown>).value,
      );
    },
  );

  it(
    'conflict',
    'refuses a replace of an older version',
    async ({ client, request, unique }) => {
      const first = await client.create(
        requestKind,
        request(unique('conflict')),
      );
      const second = await client.replace(requestKind, {
        ...first,
        spec: { ...first.spec, visibility: 'internal' },
      });

      expect(await refusal(client.replace(requestKind, first))).toBe(
        'Conflict',
      );
      const { resourceVersion, ...withoutVersion } = second.metadata;
      expect(resourceVersion).toBeDefined();
      expect(
        await refusal(
          client.replace(requestKind, { ...second, metadata: withoutVersion }),
        ),
      ).toBe('Invalid');
      const other = {
        ...second,
        metadata: {
          ...second.metadata,
          uid: '00000000-0000-0000-0000-000000000000',
        },
      };
      expect(['Conflict', 'Invalid']).toContain(
        await refusal(client.replace(requestKind, other)),
      );
    },
  );

  it(
    'no-op',
    'keeps the version when a write changes nothing',
    async ({ client, request, unique, namespace }) => {
      const created = await client.create(requestKind, request(unique('noop')));
      const replaced = await client.replace(requestKind, created);
      const patched = await client.patch(
        requestKind,
        { namespace, name: created.metadata.name },
        { type: 'merge', body: { spec: { environment: 'test' } } },
      );

      expect(replaced.metadata.resourceVersion).toBe(
        created.metadata.resourceVersion,
      );
      expect(patched.metadata.resourceVersion).toBe(
        created.metadata.resourceVersion,
      );
    },
  );

  it(
    'absent',
    'tells an absent object from an absent kind or namespace',
    async ({ client, unique, namespace, request }) => {
      const unknown = resourceKind({
        ...requestKind,
        kind: 'Nothing',
        plural: 'nothings',
      });
      const unknownGroup = resourceKind({
        ...unknown,
        group: 'nowhere.example.org',
      });

      expect(
        await client.get(requestKind, { namespace, name: unique('absent') }),
      ).toBeUndefined();
      expect(
        await client.get(requestKind, {
          namespace: unique('absent'),
          name: 'a',
        }),
      ).toBeUndefined();
      expect(await refusal(client.get(unknown, { namespace, name: 'a' }))).toBe(
        'NotFound',
      );
      expect(await refusal(client.list(unknownGroup))).toBe('NotFound');
      expect(
        await refusal(
          client.replace(
            requestKind,
            request(unique('absent'), {}, { resourceVersion: '1' }),
          ),
        ),
      ).toMatch(/NotFound|Conflict/);
      expect(
        await refusal(
          client.create(
            requestKind,
            request(unique('absent'), {}, { namespace: unique('nowhere') }),
          ),
        ),
      ).toBe('NotFound');
      expect(
        (await client.list(requestKind, { namespace: unique('nowhere') }))
          .items,
      ).toEqual([]);
    },
  );

  it(
    'status',
    'keeps status behind its subresource',
    async ({ client, request, unique, namespace }) => {
      const name = unique('status');
      const ref = { namespace, name };
      const created = await client.create(requestKind, {
        ...request(name),
        status: { certificateArn: 'early' },
      });
      expect(created.status).toBeUndefined();

      const withStatus = await client.replace(
        requestKind,
        {
          ...created,
          spec: { ...created.spec, environment: 'other' },
          status: { certificateArn: 'arn' },
        },
        { subresource: 'status' },
      );
      expect(withStatus).toMatchObject({
        spec: { environment: 'test' },
        status: { certificateArn: 'arn' },
      });
      expect(withStatus.metadata.generation).toBe(1);
      const replaced = await client.replace(requestKind, {
        ...withStatus,
        spec: { ...withStatus.spec, visibility: 'internal' },
        status: { certificateArn: 'lost' },
      });
      expect(replaced).toMatchObject({
        spec: { visibility: 'internal' },
        status: { certificateArn: 'arn' },
      });
      const patched = await client.patch(
        requestKind,
        ref,
        {
          type: 'merge',
          body: {
            status: { zone: { id: 'Z1', name: 'example.com' } },
            spec: { visibility: 'internet-facing' },
          },
        },
        { subresource: 'status' },
      );
      expect(patched).toMatchObject({
        spec: { visibility: 'internal' },
        status: {
          certificateArn: 'arn',
          zone: { id: 'Z1', name: 'example.com' },
        },
      });
    },
  );

  it(
    'generation',
    'counts changes of the spec, and of nothing else',
    async ({ client, request, unique, namespace }) => {
      const name = unique('generation');
      const ref = { namespace, name };
      const generation = async () =>
        (await client.get(requestKind, ref))?.metadata.generation;
      await client.create(requestKind, request(name, {}, { generation: 7 }));
      expect(await generation()).toBe(1);

      await client.patch(requestKind, ref, {
        type: 'merge',
        body: { metadata: { labels: { a: 'b' } } },
      });
      await client.patch(
        requestKind,
        ref,
        { type: 'merge', body: { status: { certificateArn: 'x' } } },
        { subresource: 'status' },
      );
      expect(await generation()).toBe(1);
      await client.patch(requestKind, ref, {
        type: 'merge',
        body: { spec: { visibility: 'internal' } },
      });
      expect(await generation()).toBe(2);
    },
  );

  it(
    'finalizers',
    'holds a deleted object until its last finalizer is gone',
    async ({ client, request, unique, namespace }) => {
      const name = unique('finalizers');
      const ref = { namespace, name };
      await client.create(
        requestKind,
        request(
          name,
          {},
          { finalizers: ['hostmaster.dev/a', 'hostmaster.dev/b'] },
        ),
      );

      const deleting = await client.delete(requestKind, ref);
      expect(deleting?.metadata.deletionTimestamp).toMatch(/^\d{4}-/);
      const again = await client.delete(requestKind, ref);
      expect(again?.metadata.deletionTimestamp).toBe(
        deleting?.metadata.deletionTimestamp,
      );
      const added = client.patch(requestKind, ref, {
        type: 'json',
        body: [
          {
            op: 'add',
            path: '/metadata/finalizers/-',
            value: 'hostmaster.dev/c',
          },
        ],
      });
      expect(await refusal(added)).toMatch(/Invalid|Forbidden/);
      const one = await client.patch(requestKind, ref, {
        type: 'merge',
        body: { metadata: { finalizers: ['hostmaster.dev/b'] } },
      });
      expect(one.metadata.finalizers).toEqual(['hostmaster.dev/b']);
      await client.patch(requestKind, ref, {
        type: 'merge',
        body: { metadata: { finalizers: null } },
      });
      expect(await client.get(requestKind, ref)).toBeUndefined();
    },
  );

  it(
    'preconditions',
    'deletes only what the preconditions name',
    async ({ client, request, unique, namespace }) => {
      const name = unique('preconditions');
      const ref = { namespace, name };
      const first = await client.create(requestKind, request(name));
      const { uid, resourceVersion } = first.metadata;
      await client.patch(requestKind, ref, {
        type: 'merge',
        body: { metadata: { labels: { a: 'b' } } },
      });

      expect(
        await refusal(
          client.delete(requestKind, ref, {
            uid: '00000000-0000-0000-0000-000000000000',
          }),
        ),
      ).toBe('Conflict');
      expect(
        await refusal(
          client.delete(requestKind, ref, { uid, resourceVersion }),
        ),
      ).toBe('Conflict');
      expect(await client.get(requestKind, ref)).toBeDefined();
      await client.delete(requestKind, ref, { uid });
      expect(await client.get(requestKind, ref)).toBeUndefined();
      const second = await client.create(requestKind, request(name));
      expect(second.metadata.uid).not.toBe(uid);
    },
  );

  it(
    'secrets',
    'takes a secret of the core group, with text turned into base64',
    async ({ client, unique, namespace }) => {
      const name = unique('secret');
      const created = await client.create(secretKind, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace, name },
        type: 'Opaque',
        stringData: { user: 'root' },
        data: { password: 'c2VjcmV0' },
      });

      expect(created).toMatchObject({
        type: 'Opaque',
        data: { user: 'cm9vdA==', password: 'c2VjcmV0' },
      });
      expect(created.stringData).toBeUndefined();
      const listed = (await client.list(secretKind, { namespace })).items.find(
        item => item.metadata.name === name,
      );
      expect(listed).toMatchObject({ apiVersion: 'v1', kind: 'Secret' });
    },
  );

  it(
    'dry-run',
    'stores nothing on a dry run, and refuses on it what it would refuse',
    async ({ client, request, unique, namespace }) => {
      const name = unique('dry');
      const ref = { namespace, name };
      const dry = await client.create(requestKind, request(name), {
        dryRun: true,
      });
      expect(dry.spec.visibility).toBe('internet-facing');
      expect(await client.get(requestKind, ref)).toBeUndefined();
      expect(
        await refusal(
          client.create(requestKind, request(name, { environment: 7 }), {
            dryRun: true,
          }),
        ),
      ).toBe('Invalid');

      const created = await client.create(requestKind, request(name));
      await client.patch(
        requestKind,
        ref,
        { type: 'merge', body: { spec: { visibility: 'internal' } } },
        { dryRun: true },
      );
      await client.delete(requestKind, ref, { dryRun: true });
      expect(await client.get(requestKind, ref)).toEqual(created);
    },
  );
}
