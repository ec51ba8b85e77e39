import { JsonObject } from '../types';
import {
  hostnameRequest,
  patchTypes,
  paths,
  testCluster,
} from '../testing/testCluster';

/** One kind with every sort of schema, as the messages were seen on a kube-apiserver 1.36. */
const specSchema = {
  type: 'object',
  'x-kubernetes-validations': [
    { rule: 'self.a < 10', message: 'a is too big' },
    { rule: 'self.b.all(x, x.startsWith("q"))' },
    {
      rule: '!has(self.c) || self.c > self.a',
      messageExpression: '"c must be above " + string(self.a)',
    },
  ],
  properties: {
    a: { type: 'integer', minimum: 1, maximum: 100 },
    b: { type: 'array', maxItems: 3, items: { type: 'string', maxLength: 10 } },
    c: { type: 'number' },
    d: {
      type: 'object',
      maxProperties: 2,
      additionalProperties: { type: 'integer' },
    },
    e: { 'x-kubernetes-int-or-string': true },
    f: { type: 'string', oneOf: [{ pattern: '^a' }, { pattern: 'b$' }] },
    g: {
      type: 'object',
      properties: { x: { type: 'string' }, y: { type: 'string' } },
      anyOf: [{ required: ['x'] }, { required: ['y'] }],
    },
    h: { type: 'string', not: { enum: ['no'] } },
    i: { type: 'string', format: 'date-time' },
    k: {
      type: 'string',
      maxLength: 5,
      'x-kubernetes-validations': [
        { rule: 'self == oldSelf', message: 'k is immutable' },
        {
          rule: 'self.size() > 1',
          reason: 'FieldValueForbidden',
          message: 'k is too short',
        },
      ],
    },
    l: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['n'],
      items: {
        type: 'object',
        required: ['n'],
        properties: {
          n: { type: 'string' },
          v: { type: 'integer', default: 7 },
        },
      },
    },
    n: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    p: { type: 'string', nullable: true },
    q: { type: 'string', minLength: 2, pattern: '^[a-z]+$', default: 'dd' },
  },
};

async function things() {
  const test = testCluster();
  await test.send('POST', paths.definitions, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: specSchema },
            },
          },
        },
      ],
    },
  });
  const path = '/apis/example.com/v1/namespaces/default/things';
  const create = (spec: unknown, name = 'x') =>
    test.send('POST', path, { metadata: { name }, spec });
  return { ...test, path, create };
}

describe('schemas', () => {
  it.each<[JsonObject, string]>([
    [
      { a: 0 },
      'spec.a: Invalid value: 0: spec.a in body should be greater than or equal to 1',
    ],
    [
      { a: 101 },
      'spec.a: Invalid value: 101: spec.a in body should be less than or equal to 100',
    ],
    [
      { a: '1' },
      'spec.a: Invalid value: "string": spec.a in body must be of type integer: "string"',
    ],
    [
      { b: ['q', 'q', 'q', 'q'] },
      'spec.b: Too many: 4: must have at most 3 items',
    ],
    [
      { b: ['123456789012'] },
      'spec.b[0]: Too long: may not be more than 10 bytes',
    ],
    [
      { d: { x: 1, y: 2, z: 3 } },
      'spec.d: Too many: 3: must have at most 2 items',
    ],
    [
      { d: { x: 's' } },
      'spec.d.x: Invalid value: "string": spec.d.x in body must be of type integer: "string"',
    ],
    [
      { e: true },
      'spec.e: Invalid value: "boolean": spec.e in body must be of type integer,string: "boolean"',
    ],
    [
      { f: 'xx' },
      '<nil>: Invalid value: "": "spec.f" must validate one and only one schema (oneOf). Found none valid',
    ],
    [
      { f: 'ab' },
      '<nil>: Invalid value: "": "spec.f" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ],
    [
      { g: {} },
      '<nil>: Invalid value: "": "spec.g" must validate at least one schema (anyOf)',
    ],
    [
      { h: 'no' },
      '<nil>: Invalid value: "": "spec.h" must not validate the schema (not)',
    ],
    [
      { i: '2026-02-30T00:00:00Z' },
      'spec.i: Invalid value: "2026-02-30T00:00:00Z": spec.i in body must be of type date-time: "2026-02-30T00:00:00Z"',
    ],
    [{ l: [{ n: 'a' }, { n: 'a' }] }, 'spec.l[1]: Duplicate value: {"n":"a"}'],
    [{ l: [{ v: 1 }] }, 'spec.l[0].n: Required value'],
    [
      { q: 'A' },
      'spec.q: Invalid value: "A": spec.q in body should be at least 2 chars long',
    ],
    [
      { q: 'AA' },
      'spec.q: Invalid value: "AA": spec.q in body should match \'^[a-z]+$\'',
    ],
  ])('refuse %j', async (spec, message) => {
    const { create } = await things();

    const { status, body } = await create({ a: 1, b: [], ...spec });

    expect(status).toBe(422);
    expect(body).toMatchObject({
      kind: 'Status',
      reason: 'Invalid',
      details: { name: 'x', group: 'example.com', kind: 'Thing' },
    });
    expect(body.message).toContain(message);
    const { field, message: cause } = body.details.causes[0];
    expect(`${field}: ${cause}`).toBe(message);
  });

  it('fill in defaults, drop nulls and unknown fields, keep what may be unknown', async () => {
    const { create } = await things();

    const { body } = await create({
      a: 1,
      b: [],
      c: null,
      p: null,
      l: [{ n: 'x' }],
      n: { any: [{ thing: 1 }] },
      zzz: 1,
    });

    expect(body.spec).toEqual({
      a: 1,
      b: [],
      p: null,
      l: [{ n: 'x', v: 7 }],
      n: { any: [{ thing: 1 }] },
      q: 'dd',
    });
  });

  it('report all that is wrong at once, and that rules were not checked', async () => {
    const { send } = testCluster();

    const { body } = await send(
      'POST',
      paths.requests,
      hostnameRequest('x', { hostname: undefined, visibility: 'x' }),
    );

    expect(body.message).toBe(
      'GatewayHostnameRequest.hostmaster.dev "x" is invalid: [spec.hostname: Required value, spec.visibility: Unsupported value: "x": supported values: "internet-facing", "internal", <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]',
    );
  });

  it('let an object that became invalid be changed elsewhere', async () => {
    const { send, create, path } = await things();
    await create({ a: 1, b: [], k: 'abcde' });
    const shorter = structuredClone(specSchema);
    shorter.properties.k.maxLength = 3;
    const version = {
      name: 'v1',
      served: true,
      storage: true,
      schema: {
        openAPIV3Schema: { type: 'object', properties: { spec: shorter } },
      },
    };
    await send(
      'PATCH',
      `${paths.definitions}/things.example.com`,
      { spec: { versions: [version] } },
      patchTypes.merge,
    );

    const elsewhere = await send(
      'PATCH',
      `${path}/x`,
      { spec: { a: 2 } },
      patchTypes.merge,
    );
    const again = await create({ a: 1, b: [], k: 'abcde' }, 'y');

    expect(elsewhere.status).toBe(200);
    expect(again.status).toBe(422);
  });
});

describe('rules in CEL', () => {
  it.each<[JsonObject, string]>([
    [{ a: 50 }, 'spec: Invalid value: a is too big'],
    [
      { b: ['z'] },
      'spec: Invalid value: failed rule: self.b.all(x, x.startsWith("q"))',
    ],
    [{ c: 0.5 }, 'spec: Invalid value: c must be above 1'],
    [{ k: 'x' }, 'spec.k: Forbidden: k is too short'],
    [
      { b: undefined },
      'spec: Invalid value: "object": no such key: b evaluating rule: self.b.all(x, x.startsWith("q"))',
    ],
  ])('refuse %j', async (spec, message) => {
    const { create } = await things();

    const { status, body } = await create({ a: 1, b: [], ...spec });

    expect(status).toBe(422);
    expect(body.message).toBe(`Thing.example.com "x" is invalid: ${message}`);
  });

  it('compare with what was before', async () => {
    const { send } = testCluster();
    await send('POST', paths.requests, hostnameRequest('shop'));

    const { status, body } = await send(
      'PATCH',
      `${paths.requests}/shop`,
      { spec: { hostname: 'other.example.com', environment: 'dev' } },
      patchTypes.merge,
    );

    expect(status).toBe(422);
    expect(body.details.causes).toEqual([
      {
        reason: 'FieldValueInvalid',
        field: 'spec.hostname',
        message:
          'Invalid value: hostname cannot be changed: delete this request and make one for the other hostname',
      },
      {
        reason: 'FieldValueInvalid',
        field: 'spec.environment',
        message:
          'Invalid value: environment cannot be changed: delete this request and make a new one for the other environment',
      },
    ]);
  });

  it('see the name of the object', async () => {
    const { send } = testCluster();
    const grant = (name: string) => ({
      metadata: { name },
      spec: { hostnames: [{ hostname: 'a.example.com', request: 'a' }] },
    });
    const path =
      '/apis/hostmaster.dev/v1alpha1/namespaces/default/hostnamegrants';

    const refused = await send('POST', path, grant('other'));
    const made = await send('POST', path, grant('hostnames'));

    expect(refused.body.message).toContain(
      'a HostnameGrant is named "hostnames"',
    );
    expect(made.status).toBe(201);
  });
});
