import {
  claimKind,
  ContractCase,
  refusal,
  refusalError,
  requestKind,
} from './ContractContext';

/** Patches, server-side apply, defaults and validation. @internal */
export function patchCases(it: ContractCase): void {
  it(
    'merge-patch',
    'merges: sets, replaces arrays whole, removes by null',
    async ({ client, request, unique, namespace }) => {
      const name = unique('merge');
      const ref = { namespace, name };
      await client.create(
        requestKind,
        request(
          name,
          {
            certificate: {
              additionalNames: ['a.example.com', 'b.example.com'],
            },
          },
          { labels: { a: '1', b: '2' } },
        ),
      );

      const patched = await client.patch(requestKind, ref, {
        type: 'merge',
        body: {
          metadata: { labels: { a: null, c: '3' } },
          spec: { certificate: { additionalNames: ['c.example.com'] } },
        },
      });

      expect(patched.metadata.labels).toEqual({ b: '2', c: '3' });
      expect(patched.spec.certificate).toEqual({
        keyAlgorithm: 'EC_prime256v1',
        additionalNames: ['c.example.com'],
      });
    },
  );

  it(
    'merge-patch-version',
    'refuses a merge patch that carries an older version',
    async ({ client, request, unique, namespace }) => {
      const name = unique('merge');
      const ref = { namespace, name };
      const first = await client.create(requestKind, request(name));
      const body = (value: string) => ({
        metadata: {
          resourceVersion: first.metadata.resourceVersion,
          labels: { value },
        },
      });

      await client.patch(requestKind, ref, {
        type: 'merge',
        body: body('first'),
      });
      expect(
        await refusal(
          client.patch(requestKind, ref, {
            type: 'merge',
            body: body('second'),
          }),
        ),
      ).toBe('Conflict');
      const absent = { namespace, name: unique('absent') };
      expect(
        await refusal(
          client.patch(requestKind, absent, { type: 'merge', body: {} }),
        ),
      ).toBe('NotFound');
    },
  );

  it(
    'json-patch',
    'applies a JSON patch as a whole, or not at all',
    async ({ client, request, unique, namespace }) => {
      const name = unique('json');
      const ref = { namespace, name };
      await client.create(
        requestKind,
        request(name, {}, { labels: { 'example.com/a': '1' } }),
      );
      const patched = await client.patch(requestKind, ref, {
        type: 'json',
        body: [
          { op: 'test', path: '/metadata/labels/example.com~1a', value: '1' },
          {
            op: 'replace',
            path: '/metadata/labels/example.com~1a',
            value: '2',
          },
          { op: 'add', path: '/metadata/labels/b', value: '3' },
        ],
      });
      expect(patched.metadata.labels).toEqual({ 'example.com/a': '2', b: '3' });

      const failing = client.patch(requestKind, ref, {
        type: 'json',
        body: [
          { op: 'remove', path: '/metadata/labels/b' },
          { op: 'test', path: '/metadata/labels/example.com~1a', value: '1' },
        ],
      });
      expect(await refusal(failing)).toBe('Invalid');
      expect((await client.get(requestKind, ref))?.metadata.labels).toEqual({
        'example.com/a': '2',
        b: '3',
      });
    },
  );

  it(
    'apply',
    'applies for several managers: makes, shares, refuses, forces, and takes back',
    async ({ client, unique, namespace }) => {
      const name = unique('apply');
      const ref = { namespace, name };
      const body = (spec: object, metadata: object = {}) => ({
        apiVersion: 'hostmaster.dev/v1alpha1',
        kind: 'GatewayHostnameRequest',
        metadata: { name, namespace, ...metadata },
        spec,
      });
      const whole = {
        hostname: `${name}.example.com`,
        environment: 'test',
        gatewayClass: 'alb',
      };
      const apply = (
        manager: string,
        spec: object,
        metadata?: object,
        force = false,
      ) =>
        client.patch(
          requestKind,
          ref,
          { type: 'apply', body: body(spec, metadata), force },
          { fieldManager: manager },
        );

      const made = await apply(
        'flux',
        { ...whole, visibility: 'internal' },
        { labels: { from: 'flux' } },
      );
      expect(made).toMatchObject({
        spec: { visibility: 'internal' },
        metadata: { generation: 1, labels: { from: 'flux' } },
      });
      expect((made.metadata as any).managedFields).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ manager: 'flux', operation: 'Apply' }),
        ]),
      );
      const again = await apply(
        'flux',
        { ...whole, visibility: 'internal' },
        { labels: { from: 'flux' } },
      );
      expect(again.metadata.resourceVersion).toBe(
        made.metadata.resourceVersion,
      );

      const shared = await apply('other', whole, {
        annotations: { note: 'ours' },
      });
      expect(shared.metadata.annotations?.note).toBe('ours');
      const conflict = await refusalError(
        apply('other', { ...whole, visibility: 'internet-facing' }),
      );
      expect(conflict.code).toBe('Conflict');
      expect(conflict.details.causes).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ field: '.spec.visibility' }),
        ]),
      );
      const forced = await apply(
        'other',
        { ...whole, visibility: 'internet-facing' },
        {},
        true,
      );
      expect(forced.spec.visibility).toBe('internet-facing');
      expect(forced.metadata.annotations?.note).toBeUndefined();
      const dropped = await apply('flux', whole);
      expect(dropped.metadata.labels?.from).toBeUndefined();
      expect(dropped.spec.visibility).toBe('internet-facing');
    },
  );

  it(
    'defaults',
    'fills in the defaults of the schema, at every depth',
    async ({ client, request, unique }) => {
      const created = await client.create(
        requestKind,
        request(unique('defaults'), {
          certificate: { issuerRef: { name: 'x' } },
        }),
      );

      expect(created.spec).toMatchObject({
        visibility: 'internet-facing',
        certificate: {
          keyAlgorithm: 'EC_prime256v1',
          issuerRef: {
            name: 'x',
            kind: 'ClusterIssuer',
            group: 'cert-manager.io',
          },
        },
        routePolicy: {
          allowNamespace: true,
          kinds: ['HTTPRoute', 'GRPCRoute'],
        },
        dns: { records: ['A', 'AAAA'], wwwRedirect: false },
        deletionPolicy: 'Delete',
      });
    },
  );

  it(
    'pruning',
    'drops fields that the schema does not know',
    async ({ client, request, unique }) => {
      const created = await client.create(
        requestKind,
        request(unique('pruning'), { surprise: true, dns: { surprise: 1 } }),
      );

      expect(created.spec.surprise).toBeUndefined();
      expect(created.spec.dns.surprise).toBeUndefined();
    },
  );

  it(
    'schema',
    'refuses what the schema forbids, and names every field',
    async ({ client, request, unique }) => {
      const wrong = await refusalError(
        client.create(
          requestKind,
          request(unique('schema'), {
            environment: undefined,
            visibility: 'sideways',
            dns: { records: ['A', 'MX'] },
            certificate: { additionalNames: 'not-a-list' },
          }),
        ),
      );

      expect(wrong.code).toBe('Invalid');
      expect(wrong.details.status).toBe(422);
      expect(wrong.details.causes?.map(({ field }) => field)).toEqual(
        expect.arrayContaining([
          'spec.environment',
          'spec.visibility',
          'spec.dns.records[1]',
          'spec.certificate.additionalNames',
        ]),
      );
      const tooLong = await refusalError(
        client.create(
          requestKind,
          request(unique('schema'), { hostname: 'x'.repeat(1025) }),
        ),
      );
      expect(tooLong.details.causes).toContainEqual(
        expect.objectContaining({ field: 'spec.hostname' }),
      );
      const twice = await refusalError(
        client.create(
          requestKind,
          request(unique('schema'), { dns: { records: ['A', 'A'] } }),
        ),
      );
      expect(twice.code).toBe('Invalid');
      expect(
        await refusal(client.create(requestKind, request('Not_A_Name'))),
      ).toBe('Invalid');
    },
  );

  it(
    'cel',
    'holds the rules of the schema on a change',
    async ({ client, request, unique, namespace }) => {
      const name = unique('cel');
      const ref = { namespace, name };
      await client.create(requestKind, request(name));

      const renamed = await refusalError(
        client.patch(requestKind, ref, {
          type: 'merge',
          body: { spec: { hostname: 'other.example.com' } },
        }),
      );
      expect(renamed.code).toBe('Invalid');
      expect(renamed.details.causes).toEqual([
        expect.objectContaining({
          field: 'spec.hostname',
          message: expect.stringContaining(
            'hostname cannot be changed: delete this request',
          ),
        }),
      ]);
      const zoned = client.patch(requestKind, ref, {
        type: 'merge',
        body: { spec: { zoneId: 'Z1' } },
      });
      expect(await refusal(zoned)).toBe('Invalid');
      await client.patch(requestKind, ref, {
        type: 'merge',
        body: { spec: { visibility: 'internal' } },
      });
    },
  );

  it(
    'cel-create',
    'holds the rules of the schema on a create',
    async ({ client, claim, unique }) => {
      const name = unique('cel');
      const both = await refusalError(
        client.create(
          claimKind,
          claim(name, { delegate: { namespaces: ['a'] } }),
        ),
      );

      expect(both.code).toBe('Invalid');
      expect(both.message).toContain('either an owner');
      expect(
        await refusal(
          client.create(claimKind, claim(name, { owner: undefined })),
        ),
      ).toBe('Invalid');
      const made = await client.create(
        claimKind,
        claim(name, { owner: undefined, delegate: { namespaces: ['a'] } }),
      );
      expect(made.spec).toMatchObject({
        state: 'held',
        delegate: { suffix: false },
      });
    },
  );
}
