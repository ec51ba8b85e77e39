import { Transport } from '@hostmaster/kubernetes-runtime';
import { seededRandom } from '@hostmaster/kubernetes-runtime/testUtils';
import { allPoints, exploreStreams, runPoint } from './exploreStreams';
import { streamFaults } from './streamFaults';
import { makeTrace } from './trace';

const trace = makeTrace(seededRandom(1), 40);
const point = (fault: string, variant: string, at = 10) =>
  runPoint({ fault, variant, mode: 'paged', at }, trace, 1);

describe('exploreStreams', () => {
  it('knows 15 kinds of stream faults and more than 1,500 points', () => {
    expect(streamFaults.map(({ id }) => id)).toEqual(
      Array.from({ length: 15 }, (_, index) => `B${index + 1}`),
    );
    expect([...allPoints()].length).toBeGreaterThan(1_500);
  });

  it.each(streamFaults)(
    'recovers from $id, $title',
    async ({ id, variants }) => {
      for (const variant of Object.keys(variants)) {
        for (const at of [3, 20]) {
          const what = await point(id, variant, at);
          if (what !== 'notHere')
            expect({ variant, at, what }).toEqual({ variant, at });
        }
      }
    },
  );

  it('replays one point by its id', async () => {
    const seen: string[] = [];

    const result = await exploreStreams({
      seed: 5,
      only: 'R6/1/B4-in-the-middle/paged/7',
      onPoint: ({ id }) => seen.push(id),
    });

    expect(result).toMatchObject({ part: 'R6', points: 1, failures: [] });
    expect(seen).toEqual(['R6/1/B4-in-the-middle/paged/7']);
  });

  // Without these an oracle that sees nothing would go unnoticed.
  it.each<[string, (transport: Transport) => Transport, RegExp]>([
    [
      'an event is lost for good',
      lines(line => (line.includes('"step":39') ? undefined : line)),
      /the store has .* missing|the store has/,
    ],
    [
      'a deletion is invented',
      lines(line => line.replace('"type":"MODIFIED"', '"type":"DELETED"')),
      /was said to be deleted and is there/,
    ],
    [
      'an object changes its uid without a word',
      lines(line => line.replace(/"uid":"uid-\d+"/, '"uid":"another"')),
      /was said to be deleted and is there/,
    ],
    [
      'a second stream is opened beside the first',
      transport => {
        let doubled = false;
        return async request => {
          if (!doubled && /watch=true.*resourceVersion=/.test(request.url)) {
            doubled = true;
            await transport(request.clone());
          }
          return transport(request);
        };
      },
      /was begun beside 1 streams/,
    ],
  ])('notices when %s', async (_, meddle, said) => {
    const what = await runPoint(
      { fault: 'B13', variant: 'started-twice', mode: 'paged', at: 10 },
      trace,
      1,
      meddle,
    );

    expect(what).toMatch(said);
  });
});

/** Changes or drops lines of streams. */
function lines(
  change: (line: string) => string | undefined,
): (transport: Transport) => Transport {
  return transport => async request => {
    const response = await transport(request);
    if (!request.url.includes('watch=true') || !response.body) return response;
    const decoder = new TextDecoder();
    const encoder = new TextEncoder();
    const body = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          for (const line of decoder.decode(chunk).split('\n')) {
            const changed = line === '' ? undefined : change(line);
            if (changed !== undefined)
              controller.enqueue(encoder.encode(`${changed}\n`));
          }
        },
      }),
    );
    return new Response(body, response);
  };
}
