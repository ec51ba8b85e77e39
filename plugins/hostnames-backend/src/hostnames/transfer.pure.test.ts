import { formatOwnership } from '@hostmaster/backstage-plugin-hostnames-common';
import { hostnameRequest, identity, ownership } from './testWorld/builders';
import { addressOfRequest, consentFits, consentOf } from './transfer.pure';

const MARK = 'hostmaster.dev/transfer-to';

describe('consentOf', () => {
  const of = (annotations?: Record<string, string>) => {
    const request = hostnameRequest();
    return consentOf(
      { ...request, metadata: { ...request.metadata, annotations } },
      identity,
    );
  };
  const none = { kind: 'none' };
  const ignored = (text: string, why: string) => ({
    kind: 'ignored',
    message: `The annotation ${MARK} has no effect: "${text}" ${why}.`,
  });
  const self = addressOfRequest(identity);

  it.each<[string, Record<string, string> | undefined, object]>([
    ['no annotations', undefined, none],
    ['none of it', {}, none],
    ['an empty one', { [MARK]: '  ' }, none],
    [
      'a request',
      { [MARK]: ' green/shop/web ' },
      { kind: 'to', target: 'green/shop/web' },
    ],
    [
      'no cluster',
      { [MARK]: 'shop/web' },
      ignored('shop/web', 'is not of the form <cluster>/<namespace>/<name>'),
    ],
    ['itself', { [MARK]: self }, ignored(self, 'is this request itself')],
  ])('%s', (_what, annotations, consent) => {
    expect(of(annotations)).toEqual(consent);
  });
});

describe('consentFits', () => {
  it('leaves fifteen octets of the TXT for what may follow', () => {
    const held = ownership({ state: 'held' }).ownership;
    const begin = 'green/shop/';
    const text = formatOwnership({
      ...held,
      seq: 999_999,
      unknown: { to: begin },
    });
    const room = 255 - 15 - text.length;

    expect(consentFits(held, `${begin}${'a'.repeat(room)}`)).toBe(true);
    expect(consentFits(held, `${begin}${'a'.repeat(room + 1)}`)).toBe(false);
  });
});
