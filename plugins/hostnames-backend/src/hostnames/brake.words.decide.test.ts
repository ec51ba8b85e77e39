import { BrakeRequest, assessBrake } from './brake.decide';

const TAIL =
  ', which has to be confirmed: annotate each request (where it is gone, its DomainClaim) with hostmaster.dev/confirm-deletion=true after looking at the list, or restore what should not go.';

function requests(
  count: number,
  given: Partial<BrakeRequest> = {},
): BrakeRequest[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `n${index}`,
    cluster: 'prod',
    zone: { id: 'Z1', name: 'example.com' },
    names: 1,
    records: 2,
    deleting: false,
    served: true,
    confirmed: false,
    retained: false,
    ...given,
  }));
}

const going = (count: number, given: Partial<BrakeRequest> = {}) =>
  requests(count, { deleting: true, ...given });

describe('assessBrake, word for word', () => {
  it.each<
    [
      string,
      BrakeRequest[],
      { share: number; count: number },
      string | undefined,
    ]
  >([
    [
      'everything of a cluster',
      going(3),
      { share: 1, count: 50 },
      `Every hostname of cluster prod is being deleted at once${TAIL}`,
    ],
    [
      'too much of a zone',
      [...going(5), ...requests(20)],
      { share: 0.19, count: 50 },
      `More than 19 % of the hostnames in zone example.com are being deleted at once${TAIL}`,
    ],
    [
      'too much of a zone without a name',
      [...going(5, { zone: undefined }), ...requests(20, { zone: undefined })],
      { share: 0.1, count: 50 },
      `More than 10 % of the hostnames in zone  are being deleted at once${TAIL}`,
    ],
    [
      'too many records',
      [...going(5), ...requests(20)],
      { share: 1, count: 9 },
      `More than 9 records are being deleted at once${TAIL}`,
    ],
    [
      'just as many records as may be',
      [...going(5), ...requests(20)],
      { share: 1, count: 10 },
      undefined,
    ],
    [
      'one alone, with many names, is what somebody deletes on purpose',
      [...going(1, { names: 30, records: 60 }), ...requests(20)],
      { share: 0.1, count: 50 },
      undefined,
    ],
    [
      'three of a cluster, one of which has gone',
      [...going(2), ...going(1, { key: 'gone', finished: true })],
      { share: 1, count: 50 },
      undefined,
    ],
    [
      'a part of its zone that other zones do not make smaller',
      [
        ...going(5),
        ...requests(15),
        ...requests(100, { zone: { id: 'Z2', name: 'other.net' } }),
      ],
      { share: 0.2, count: 50 },
      `More than 20 % of the hostnames in zone example.com are being deleted at once${TAIL}`,
    ],
  ])('%s', (_sentence, all, limits, message) => {
    const held = assessBrake(all, limits);

    expect(held.get('n0')).toBe(message);
    expect([...held.keys()]).toEqual(
      message
        ? all.filter(({ deleting }) => deleting).map(({ key }) => key)
        : [],
    );
  });
});
