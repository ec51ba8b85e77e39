import fc from 'fast-check';
import { DnsRecord } from '../providers/dns';
import { RecordIndex } from './RecordIndex';

const record = (
  name: string,
  type: string = 'A',
  value: string = '192.0.2.1',
): DnsRecord => ({
  name,
  type,
  ttl: 60,
  values: [value],
});
const names = (records: Iterable<DnsRecord>) =>
  [...records].map(({ name }) => name);

/** RFC 4592, section 2.2.1: its zone and its examples of names that the wildcards do and do not answer for. */
describe('wildcardFor, by the examples of RFC 4592', () => {
  const zone = new RecordIndex('example', [
    record('example', 'SOA'),
    record('*.example', 'TXT'),
    record('*.example', 'MX'),
    record('sub.*.example', 'TXT'),
    record('host1.example', 'A'),
    record('_ssh._tcp.host1.example', 'SRV'),
    record('subdel.example', 'NS'),
  ]);

  it.each([
    ['host3.example', true],
    ['foo.bar.example', true],
    ['host1.example', false],
    ['sub.*.example', false],
    ['_telnet._tcp.host1.example', false],
    ['host.subdel.example', false],
    ['ghost.*.example', false],
    ['_tcp.host1.example', false],
    ['example', false],
    ['elsewhere.test', false],
  ])('%s: %s', (name, isAnswered) => {
    expect(names(zone.wildcardFor(name))).toEqual(
      isAnswered ? ['*.example', '*.example'] : [],
    );
  });
});

describe('RecordIndex', () => {
  it('does not take a name for one below another that merely ends the same', () => {
    const zone = new RecordIndex('example.com', [
      record('shop.example.com'),
      record('a.shop.example.com'),
      record('workshop.example.com'),
      record('shop-2.example.com'),
    ]);

    expect(names(zone.below('shop.example.com'))).toEqual([
      'a.shop.example.com',
    ]);
  });

  it('reads names in any case and with a trailing dot', () => {
    const zone = new RecordIndex('Example.com.', [record('Shop.Example.COM.')]);

    expect(zone.records('shop.EXAMPLE.com')).toHaveLength(1);
  });

  it('answers like a plain list, whatever is created and deleted', () => {
    const label = fc.constantFrom('a', 'b', 'a-b', '*', '_x');
    const name = fc
      .array(label, { maxLength: 3 })
      .map(labels => [...labels, 'example', 'com'].join('.'));
    const change = fc.record({
      action: fc.constantFrom<'CREATE' | 'DELETE'>('CREATE', 'DELETE'),
      record: fc.record({ name, type: fc.constantFrom('A', 'TXT') }),
    });
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 30 }),
        name,
        (changes, asked) => {
          const zone = new RecordIndex('example.com');
          const plain = new Map<string, DnsRecord>();
          for (const { action, record: set } of changes) {
            zone.apply({ action, record: set });
            const key = `${set.name} ${set.type}`;
            if (action === 'CREATE') plain.set(key, set);
            else plain.delete(key);
          }
          const all = [...plain.values()];
          const sorted = (records: Iterable<DnsRecord>) =>
            [...records].map(set => `${set.name} ${set.type}`).sort();
          expect(sorted(zone.all())).toEqual(sorted(all));
          expect(zone.size).toBe(all.length);
          expect(sorted(zone.records(asked))).toEqual(
            sorted(all.filter(set => set.name === asked)),
          );
          expect(sorted(zone.below(asked))).toEqual(
            sorted(all.filter(set => set.name.endsWith(`.${asked}`))),
          );
          const fresh = new RecordIndex('example.com', all);
          expect(names(zone.all())).toEqual(names(fresh.all()));
          expect(zone.wildcardFor(asked)).toEqual(fresh.wildcardFor(asked));
        },
      ),
    );
  });

  it('finds its way in thirty thousand records in no time', () => {
    const zone = new RecordIndex(
      'example.com',
      Array.from({ length: 30_000 }, (_, index) =>
        record(`n${index}.example.com`),
      ),
    );
    const start = performance.now();
    for (let index = 0; index < 1000; index++) {
      zone.apply({ action: 'CREATE', record: record(`x${index}.example.com`) });
      zone.records(`n${index}.example.com`);
      zone.below(`n${index}.example.com`);
      zone.wildcardFor(`y${index}.example.com`);
    }

    expect(performance.now() - start).toBeLessThan(1000);
  });
});
