import { parse } from 'yaml';
import { objectYaml } from './objectYaml';

describe('objectYaml', () => {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'a',
      namespace: 'n',
      managedFields: [{ manager: 'kubectl' }],
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{"secret":1}',
        kept: 'yes',
      },
    },
    data: { text: 'a: b\n---\nc: !!js/function "x"', multi: 'line 1\nline 2' },
  };

  it('leaves bookkeeping out and keeps the rest as it is', () => {
    const [{ yaml }] = objectYaml([object]);

    expect(yaml).not.toMatch(/managedFields|last-applied/);
    expect(parse(yaml)).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: object.data,
      metadata: { name: 'a', namespace: 'n', annotations: { kept: 'yes' } },
    });
  });

  it('never shows a Secret', () => {
    expect(objectYaml([{ ...object, kind: 'Secret' }])).toEqual([]);
  });

  it('cuts what is too long, and says so', () => {
    const long = { ...object, data: { text: 'x'.repeat(200_000) } };

    const [{ yaml }] = objectYaml([long]);

    expect(yaml.length).toBeLessThan(101_000);
    expect(yaml).toMatch(/cut here/);
  });
});
