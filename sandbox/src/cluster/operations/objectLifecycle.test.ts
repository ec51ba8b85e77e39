import {
  configMap,
  hostnameRequest,
  patchTypes,
  paths,
  testCluster,
} from '../testing/testCluster';

describe('the life of an object', () => {
  it('is stored with uid, version, generation and times, and defaults applied', async () => {
    const { send } = testCluster();

    const { status, body } = await send(
      'POST',
      paths.requests,
      hostnameRequest('shop'),
    );

    expect(status).toBe(201);
    expect(body.metadata).toMatchObject({
      name: 'shop',
      namespace: 'default',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      resourceVersion: expect.stringMatching(/^\d+$/),
    });
    expect(body.spec).toMatchObject({
      visibility: 'internet-facing',
      dns: { records: ['A', 'AAAA'] },
    });
    expect((await send('GET', `${paths.requests}/shop`)).body).toEqual(body);
  });

  it('keeps a taken name, and says who is being deleted', async () => {
    const { send } = testCluster();
    await send(
      'POST',
      paths.requests,
      hostnameRequest('shop', {}, { finalizers: ['test.example.com/hold'] }),
    );

    const taken = await send('POST', paths.requests, hostnameRequest('shop'));
    await send('DELETE', `${paths.requests}/shop`);
    const leaving = await send('POST', paths.requests, hostnameRequest('shop'));

    expect(taken).toMatchObject({
      status: 409,
      body: { reason: 'AlreadyExists' },
    });
    expect(taken.body.message).toBe(
      'gatewayhostnamerequests.hostmaster.dev "shop" already exists',
    );
    expect(leaving.body.message).toBe(
      'object is being deleted: gatewayhostnamerequests.hostmaster.dev "shop" already exists',
    );
  });

  it('makes names from a prefix', async () => {
    const { send } = testCluster();

    const first = await send('POST', paths.configMaps, {
      metadata: { generateName: 'job-' },
    });
    const second = await send('POST', paths.configMaps, {
      metadata: { generateName: 'job-' },
    });

    expect(first.body.metadata.name).toMatch(
      /^job-[bcdfghjklmnpqrstvwxz2456789]{5}$/,
    );
    expect(second.body.metadata.name).not.toBe(first.body.metadata.name);
  });

  it('counts generations for the spec alone, and keeps status behind its subresource', async () => {
    const { send } = testCluster();
    await send('POST', paths.requests, {
      ...hostnameRequest('shop'),
      status: { observedGeneration: 9 },
    });
    const merge = (path: string, patch: object) =>
      send('PATCH', `${paths.requests}/shop${path}`, patch, patchTypes.merge);

    const created = await send('GET', `${paths.requests}/shop`);
    const labelled = await merge('', {
      metadata: { labels: { team: 'a' } },
      status: { observedGeneration: 8 },
    });
    const changed = await merge('', { spec: { expiresAfter: '72h' } });
    const observed = await merge('/status', {
      status: { observedGeneration: 2 },
      spec: { expiresAfter: '1h' },
      metadata: { labels: { team: 'b' } },
    });

    expect(created.body.status).toBeUndefined();
    expect(labelled.body).toMatchObject({
      metadata: { generation: 1, labels: { team: 'a' } },
    });
    expect(labelled.body.status).toBeUndefined();
    expect(changed.body.metadata.generation).toBe(2);
    expect(observed.body).toMatchObject({
      metadata: { generation: 2, labels: { team: 'a' } },
      spec: { expiresAfter: '72h' },
      status: { observedGeneration: 2 },
    });
  });

  it('changes nothing, not even the version, by a write that changes nothing', async () => {
    const { send, clock } = testCluster();
    const { body } = await send(
      'POST',
      paths.requests,
      hostnameRequest('shop'),
    );
    await clock.advance(60_000);

    const put = await send('PUT', `${paths.requests}/shop`, body);
    const patch = await send(
      'PATCH',
      `${paths.requests}/shop`,
      { spec: { environment: 'prod' } },
      patchTypes.merge,
    );

    expect(put.body).toEqual(body);
    expect(patch.body).toEqual(body);
  });

  it('refuses to replace another version, another uid, or without a version', async () => {
    const { send } = testCluster();
    const { body } = await send(
      'POST',
      paths.requests,
      hostnameRequest('shop'),
    );
    const put = (metadata: object) =>
      send('PUT', `${paths.requests}/shop`, {
        ...body,
        metadata: { ...body.metadata, ...metadata },
      });

    const stale = await put({ resourceVersion: '1' });
    const recreated = await put({ uid: 'another' });
    const without = await put({ resourceVersion: undefined });

    expect(stale).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
    expect(stale.body.message).toBe(
      'Operation cannot be fulfilled on gatewayhostnamerequests.hostmaster.dev "shop": the object has been modified; please apply your changes to the latest version and try again',
    );
    expect(recreated).toMatchObject({
      status: 409,
      body: { reason: 'Conflict' },
    });
    expect(recreated.body.message).toContain(
      'Precondition failed: UID in precondition: another',
    );
    expect(without).toMatchObject({ status: 422 });
    expect(without.body.message).toContain(
      'metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    );
  });

  it('stays until its last finalizer is gone, and takes no new ones', async () => {
    const { send, clock } = testCluster();
    await send(
      'POST',
      paths.requests,
      hostnameRequest('shop', {}, { finalizers: ['a.example.com/x'] }),
    );
    await clock.advance(5_000);

    const deleted = await send('DELETE', `${paths.requests}/shop`);
    const again = await send('DELETE', `${paths.requests}/shop`);
    const added = await send(
      'PATCH',
      `${paths.requests}/shop`,
      { metadata: { finalizers: ['a.example.com/x', 'b.example.com/y'] } },
      patchTypes.merge,
    );
    const last = await send(
      'PATCH',
      `${paths.requests}/shop`,
      { metadata: { finalizers: null } },
      patchTypes.merge,
    );

    expect(deleted.body.metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:05Z',
      deletionGracePeriodSeconds: 0,
      generation: 2,
    });
    expect(again.body).toEqual(deleted.body);
    expect(added.status).toBe(422);
    expect(added.body.message).toContain(
      'no new finalizers can be added if the object is being deleted',
    );
    expect(last.status).toBe(200);
    expect((await send('GET', `${paths.requests}/shop`)).status).toBe(404);
  });

  it('is deleted only under the preconditions that hold', async () => {
    const { send } = testCluster();
    const { body } = await send('POST', paths.configMaps, configMap('c'));
    const remove = (preconditions: object) =>
      send('DELETE', `${paths.configMaps}/c`, { preconditions });

    expect((await remove({ uid: 'other' })).status).toBe(409);
    expect((await remove({ resourceVersion: '1' })).status).toBe(409);
    expect((await remove({ uid: body.metadata.uid })).body).toMatchObject({
      kind: 'Status',
      status: 'Success',
    });
    expect((await remove({})).status).toBe(404);
  });

  it('is not stored by a dry run, which refuses what would be refused', async () => {
    const { send } = testCluster();

    const made = await send(
      'POST',
      `${paths.requests}?dryRun=All`,
      hostnameRequest('shop'),
    );
    const refused = await send(
      'POST',
      `${paths.requests}?dryRun=All`,
      hostnameRequest('shop', { visibility: 'secret' }),
    );

    expect(made.status).toBe(201);
    expect(made.body.metadata.resourceVersion).toBeUndefined();
    expect(refused.status).toBe(422);
    expect((await send('GET', paths.requests)).body.items).toEqual([]);
  });

  it('names unknown fields: refused when strict, warned of by default, dropped in any case', async () => {
    const { send } = testCluster();
    const object = hostnameRequest('shop', { colour: 'red', dns: { ttl: 5 } });

    const strict = await send(
      'POST',
      `${paths.requests}?fieldValidation=Strict`,
      object,
    );
    const ignored = await send(
      'POST',
      `${paths.requests}?dryRun=All&fieldValidation=Ignore`,
      object,
    );
    const warned = await send('POST', paths.requests, object);

    expect(strict.status).toBe(400);
    expect(strict.body.message).toBe(
      'GatewayHostnameRequest in version "v1alpha1" cannot be handled as a GatewayHostnameRequest: strict decoding error: unknown field "spec.colour", unknown field "spec.dns.ttl"',
    );
    expect(ignored.warnings).toBeNull();
    expect(warned.warnings).toBe(
      '299 - "unknown field \\"spec.colour\\"", 299 - "unknown field \\"spec.dns.ttl\\""',
    );
    expect(warned.body.spec.colour).toBeUndefined();
  });

  it('takes YAML, and refuses what it cannot read', async () => {
    const { send } = testCluster();
    const yaml =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { a: b }\n';

    const made = await send('POST', paths.configMaps, yaml, {
      contentType: 'application/yaml',
    });
    const unknown = await send('POST', paths.configMaps, yaml, {
      contentType: 'text/plain',
    });
    const broken = await send('POST', paths.configMaps, '{"metadata":');

    expect(made).toMatchObject({ status: 201, body: { data: { a: 'b' } } });
    expect(unknown).toMatchObject({
      status: 415,
      body: { reason: 'UnsupportedMediaType' },
    });
    expect(broken).toMatchObject({
      status: 400,
      body: { reason: 'BadRequest' },
    });
  });
});
