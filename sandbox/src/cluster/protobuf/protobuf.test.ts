import {
  integerField,
  join,
  messageField,
  textField,
} from '../openapi/protobuf';
import { testCluster } from '../testing/testCluster';
import { decodeProtobuf, PROTOBUF } from './decodeProtobuf';

/** A body as client-go sends it. */
function body(
  apiVersion: string,
  kind: string,
  object: Array<Buffer | undefined>,
): Buffer {
  const type = messageField(1, [textField(1, apiVersion), textField(2, kind)]);
  return Buffer.concat([
    Buffer.from('k8s\0'),
    join([type, messageField(2, object)]),
  ]);
}

const time = (field: number, seconds: number, nanoseconds = 0) =>
  messageField(field, [integerField(1, seconds), integerField(2, nanoseconds)]);

describe('bodies in protobuf', () => {
  it('become the objects they stand for', () => {
    const metadata = messageField(1, [
      textField(1, 'settings'),
      textField(3, 'shop'),
      messageField(8, []),
      messageField(11, [textField(1, 'team'), textField(2, 'a')]),
    ]);
    const data = messageField(2, [textField(1, 'key'), textField(2, 'value')]);

    expect(decodeProtobuf(body('v1', 'ConfigMap', [metadata, data]))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'shop', labels: { team: 'a' } },
      data: { key: 'value' },
    });
  });

  it('carry times, ports and numbers that may be zero', () => {
    const lease = body('coordination.k8s.io/v1', 'Lease', [
      messageField(2, [
        textField(1, 'me'),
        integerField(2, 15),
        time(4, 1_767_323_045, 678_901_000),
      ]),
    ]);
    const intOrString = messageField(4, [
      integerField(1, 1),
      textField(3, 'http'),
    ]);
    const service = body('v1', 'Service', [
      messageField(2, [messageField(1, [integerField(3, 80), intOrString])]),
    ]);
    const deployment = body('apps/v1', 'Deployment', [
      messageField(2, [Buffer.from([0x08, 0x00])]),
    ]);

    expect(decodeProtobuf(lease).spec).toEqual({
      holderIdentity: 'me',
      leaseDurationSeconds: 15,
      renewTime: '2026-01-02T03:04:05.678901Z',
    });
    expect(decodeProtobuf(service).spec).toEqual({
      ports: [{ port: 80, targetPort: 'http' }],
    });
    expect(decodeProtobuf(deployment).spec).toEqual({ replicas: 0 });
  });

  it('are refused when they are something else', async () => {
    const { cluster } = testCluster();
    const send = async (bytes: Buffer) => {
      const headers = { 'content-type': PROTOBUF };
      const request = new Request(
        'https://test/api/v1/namespaces/default/configmaps',
        { method: 'POST', headers, body: new Uint8Array(bytes) },
      );
      return (await cluster.transport(request)).status;
    };

    expect(await send(Buffer.from('nonsense'))).toBe(400);
    expect(await send(body('v1', 'ConfigMap', []).subarray(0, 12))).toBe(400);
    expect(
      await send(body('hostmaster.dev/v1alpha1', 'GatewayHostnameRequest', [])),
    ).toBe(415);
    expect(
      await send(
        body('v1', 'ConfigMap', [messageField(1, [textField(1, 'made')])]),
      ),
    ).toBe(201);
  });
});
