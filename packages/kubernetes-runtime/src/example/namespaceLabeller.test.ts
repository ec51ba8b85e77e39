import { readFileSync } from 'fs';
import { join } from 'path';
import { namespaceKind } from '../client/coreKinds';
import { createClusterClient } from '../client/createClusterClient';
import { FaultServer } from '../testUtils/FaultServer';
import { VirtualClock } from '../testUtils/VirtualClock';
import { labelNamespaces } from './namespaceLabeller';

describe('the example of the README', () => {
  it('labels what has no label, now and later, and leaves the rest alone', async () => {
    const clock = new VirtualClock();
    const server = new FaultServer({ clock });
    const namespace = (name: string, labels?: Record<string, string>) =>
      server.put(namespaceKind, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, labels },
      });
    namespace('shop');
    namespace('bank', { team: 'bank' });
    const stop = new AbortController();
    const done = labelNamespaces(
      gate =>
        createClusterClient({
          name: 'blue',
          clock,
          gate,
          transport: server.transport,
          baseUrl: 'http://blue',
        }),
      clock,
      stop.signal,
    );
    await clock.advance(20_000);
    namespace('later');
    await clock.advance(1_000);

    const labels = server
      .objects(namespaceKind)
      .map(({ metadata }) => [metadata.name, metadata.labels?.team]);
    expect(labels).toEqual([
      ['shop', 'unknown'],
      ['bank', 'bank'],
      ['later', 'unknown'],
    ]);
    const writes = server.writes.filter(
      ({ kind }) => kind === 'Namespace',
    ).length;
    await clock.advance(600_000);
    expect(
      server.writes.filter(({ kind }) => kind === 'Namespace'),
    ).toHaveLength(writes);
    stop.abort();
    await clock.waitFor(done);
    expect(clock.pending()).toEqual([]);
  });

  it('is the one that the README shows', () => {
    const root = join(__dirname, '..', '..');
    const readme = readFileSync(join(root, 'README.md'), 'utf8');

    expect(readme).toContain(
      readFileSync(
        join(root, 'src', 'example', 'namespaceLabeller.ts'),
        'utf8',
      ),
    );
  });
});
