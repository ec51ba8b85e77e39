import * as packet from 'dns-packet';
import fc from 'fast-check';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { quickClock } from '../../__testUtils__/quickClock';
import {
  a,
  Answers,
  cname,
  startDns,
  startPeer,
} from '../../__testUtils__/testNetwork';
import { createAddressPolicy } from '../AddressPolicy';
import { Dialer } from '../Dialer';
import { DnsClient, DnsQuestion, readReply } from './DnsClient';
import { NameResolver } from './NameResolver';

const question: DnsQuestion = {
  name: 'shop.example.com',
  type: 'A',
  recursive: false,
};
const dialer = new Dialer(createAddressPolicy([]));
const closers: Array<() => Promise<void>> = [];

afterEach(async () => {
  while (closers.length > 0) await closers.pop()!();
});

async function server(answers: Answers) {
  const dns = await startDns(answers);
  closers.push(() => dns.stop());
  return {
    ...dns,
    endpoint: { address: '127.0.0.1', port: dns.port, configured: true },
  };
}

function ask(port: number, options: { name?: string; factor?: number } = {}) {
  const client = new DnsClient(
    dialer,
    options.factor ? quickClock(options.factor) : systemClock,
  );
  return client.query(
    { address: '127.0.0.1', port, configured: true },
    { ...question, name: options.name ?? question.name },
    new AbortController().signal,
  );
}

describe('DnsClient', () => {
  it('tells answers, no such name and no such record apart', async () => {
    const { port } = await server(name => {
      if (name === 'gone.example.com') return 'nxdomain';
      return name === 'shop.example.com' ? [a(name, '192.0.2.1')] : [];
    });

    expect(await ask(port)).toEqual({
      kind: 'answer',
      answers: [
        { name: 'shop.example.com', type: 'A', ttl: 60, data: '192.0.2.1' },
      ],
    });
    expect(await ask(port, { name: 'gone.example.com' })).toMatchObject({
      kind: 'nxdomain',
    });
    expect(await ask(port, { name: 'other.example.com' })).toMatchObject({
      kind: 'nodata',
    });
  });

  it('asks again over TCP when the answer is cut', async () => {
    const dns = await server(() => 'truncate');

    expect(await ask(dns.port)).toMatchObject({
      kind: 'answer',
      answers: [{ data: '192.0.2.77' }],
    });
    expect(dns.asked).toEqual([
      'udp A shop.example.com',
      'tcp A shop.example.com',
    ]);
  });

  it('repeats a question that is not answered, and gives up in time', async () => {
    const dns = await server(() => 'silent');
    const started = performance.now();

    expect(await ask(dns.port, { factor: 10 })).toMatchObject({
      kind: 'timeout',
    });
    expect(dns.asked).toHaveLength(2);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('says so when nothing listens', async () => {
    const gone = await startPeer(() => {});
    await gone.stop();

    expect(await ask(gone.port, { factor: 10 })).toMatchObject({
      kind: 'unreachable',
    });
  });

  it.each([
    '',
    '.',
    'a..b',
    `${'a'.repeat(64)}.example.com`,
    'ü.example.com',
    'a b.example.com',
    'a\u0000.example.com',
  ])('does not ask for %j, which is no name of DNS', async name => {
    const dns = await server(() => []);

    expect(await ask(dns.port, { name })).toMatchObject({ kind: 'servfail' });
    expect(dns.asked).toEqual([]);
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['only an id', Buffer.alloc(2)],
    [
      'a header that promises 65,535 answers',
      Buffer.concat([
        Buffer.from([0, 0, 0x81, 0x80, 0, 1, 255, 255, 0, 0, 0, 0]),
        Buffer.alloc(100),
      ]),
    ],
    [
      'a name that points at itself',
      Buffer.concat([
        Buffer.from([0, 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]),
        Buffer.from([0xc0, 12, 0, 1, 0, 1]),
      ]),
    ],
    [
      'random bytes',
      Buffer.from(
        Array.from({ length: 512 }, (_, index) => (index * 37) % 256),
      ),
    ],
  ])('drops a reply that is %s', async (_title, bytes) => {
    const dns = await server(() => Buffer.from(bytes));

    expect(await ask(dns.port, { factor: 20 })).toMatchObject({
      kind: 'timeout',
    });
  });
});

describe('readReply', () => {
  const reply = packet.encode({
    type: 'response',
    id: 7,
    questions: [{ type: 'A', name: question.name, class: 'IN' }],
    answers: [
      a(question.name, '192.0.2.1'),
      cname('x.example.com', 'y.example.com'),
    ],
  });

  it.each([
    ['another id', 8, question],
    ['another name', 7, { ...question, name: 'other.example.com' }],
    ['another type', 7, { ...question, type: 'AAAA' as const }],
  ])('takes no reply for %s', (_title, id, asked) => {
    expect(readReply(reply, id, asked)).toBeUndefined();
  });

  it('takes no question for an answer', () => {
    const echoed = packet.encode({
      type: 'query',
      id: 7,
      questions: [{ type: 'A', name: question.name, class: 'IN' }],
    });

    expect(readReply(echoed, 7, question)).toBeUndefined();
  });

  // S3: a name server belongs to whoever the zone was delegated to.
  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), bytes => {
        expect(() => readReply(Buffer.from(bytes), 7, question)).not.toThrow();
      }),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(reply.length - 1), fc.nat(255)), {
          maxLength: 12,
        }),
        edits => {
          const bytes = Buffer.from(reply);
          for (const [position, value] of edits) bytes[position] = value;
          expect(() =>
            readReply(bytes, bytes.readUInt16BE(0), question),
          ).not.toThrow();
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

describe('NameResolver', () => {
  const resolveWith = async (answers: Answers) => {
    const dns = await server(answers);
    const resolver = new NameResolver(
      new DnsClient(dialer, systemClock),
      () => [dns.endpoint],
    );
    const resolution = await resolver.resolve(
      'shop.example.com',
      new AbortController().signal,
    );
    return { resolution, asked: dns.asked };
  };

  it('follows aliases, also to other zones', async () => {
    const { resolution } = await resolveWith((name, type) => {
      if (name === 'shop.example.com') return [cname(name, 'lb.example.net')];
      return name === 'lb.example.net' && type === 'A'
        ? [a(name, '192.0.2.1'), a(name, '192.0.2.2')]
        : [];
    });

    expect(resolution).toMatchObject({
      kind: 'addresses',
      addresses: ['192.0.2.1', '192.0.2.2'],
      cnames: ['lb.example.net'],
      ttl: 60,
    });
  });

  it.each([
    ['points at itself', (name: string) => cname(name, name)],
    [
      'goes in a circle',
      (name: string) =>
        cname(
          name,
          name === 'shop.example.com' ? 'b.example.com' : 'shop.example.com',
        ),
    ],
    [
      'never ends',
      (name: string) => cname(name, `x${name.slice(0, 40)}.example.com`),
    ],
  ])('gives up on an alias that %s', async (_title, answer) => {
    const { resolution, asked } = await resolveWith(name => [answer(name)]);

    expect(resolution).toMatchObject({
      kind: 'servfail',
      message: 'The name leads through too many aliases.',
    });
    expect(asked.length).toBeLessThan(25);
  });

  it('takes no address of a name that was not asked for', async () => {
    const { resolution } = await resolveWith(() => [
      a('bank.example.net', '192.0.2.66'),
    ]);

    expect(resolution.kind).toBe('servfail');
  });
});
