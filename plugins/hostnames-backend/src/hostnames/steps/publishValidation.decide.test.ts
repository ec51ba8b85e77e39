import { withWords } from '../../__testUtils__/withWords';
import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import { changeTexts, ownership, subject, zone } from '../testWorld/builders';
import {
  ValidationFacts,
  decideValidation,
  isWanted,
} from './publishValidation.decide';

const record = {
  domain: 'shop.example.com',
  name: '_1.shop.example.com',
  type: 'CNAME' as const,
  value: '_2.acm',
};
const cname: DnsRecord = {
  name: record.name,
  type: 'CNAME',
  ttl: 300,
  values: ['_2.ACM.'],
};
const remembered = {
  status: {
    validationRecords: [
      { name: record.name, type: record.type, value: record.value },
    ],
  },
};

const text = { ...record, type: 'TXT' as const, value: 'proof' };
const proof: DnsRecord = { ...cname, type: 'TXT', values: ['"proof"'] };

function decide(given: Partial<ValidationFacts> = {}) {
  const facts: ValidationFacts = {
    record,
    zone,
    hostname: 'shop.example.com',
    ownership: ownership({ state: 'held' }),
    present: [],
    published: true,
    sharedWithOurs: false,
    wildcard: [],
    ...given,
  };
  return decideValidation(subject(), { self: false, records: [facts] });
}

describe('decideValidation', () => {
  it('writes the record with the TXT, and copies of a wildcard that would stop answering', () => {
    expect(changeTexts(decide())).toEqual([
      '-TXT owns=',
      '+TXT owns=CNAME',
      '+CNAME',
    ]);
    const wildcard = [
      { name: '*.example.com', type: 'A', ttl: 60, values: ['192.0.2.1'] },
    ];
    const decision = decide({ wildcard });
    expect(decision).toMatchObject({
      kind: 'act',
      reason: 'Publishing',
      message: 'CNAME _1.shop.example.com is being written.',
    });
    expect(changeTexts(decision)).toEqual([
      '-TXT owns=',
      '+TXT owns=CNAME+copy-A',
      '+A',
      '+CNAME',
    ]);
    expect(decision).toMatchObject({
      action: {
        changes: [
          {},
          {},
          { record: { name: 'shop.example.com', values: ['192.0.2.1'] } },
          {},
        ],
      },
    });
  });

  it('marks once however often it is written', () => {
    const marked = ownership({ state: 'held', owns: ['A', 'CNAME'] });

    expect(changeTexts(decide({ ownership: marked }))).toEqual([
      '-TXT owns=A+CNAME',
      '+TXT owns=A+CNAME',
      '+CNAME',
    ]);
  });

  it('puts its own record right when somebody has changed it', () => {
    const decision = decide({
      ownership: ownership({ state: 'held', owns: ['CNAME'] }),
      present: [{ ...cname, values: ['_3.acm'] }],
    });

    expect(changeTexts(decision)).toEqual([
      '-TXT owns=CNAME',
      '+TXT owns=CNAME',
      '-CNAME',
      '+CNAME',
    ]);
    expect(decision).toMatchObject({
      kind: 'act',
      reason: 'Publishing',
      message:
        'CNAME _1.shop.example.com was changed by somebody else and is being put right.',
      action: {
        changes: [
          {},
          {},
          { action: 'DELETE', record: { values: ['_3.acm'] } },
          { action: 'CREATE', record: { values: ['_2.acm'], ttl: 300 } },
        ],
      },
    });
  });

  it.each<[string, Partial<ValidationFacts>, object]>([
    [
      'another value stands there, written by somebody else',
      { present: [{ ...cname, values: ['x'] }] },
      {
        kind: 'blocked',
        reason: 'RecordNotOurs',
        message:
          'CNAME _1.shop.example.com should be _2.acm, and CNAME x stands there that was not written here. Remove it; the certificate cannot be validated meanwhile.',
        checkAfter: 60_000,
      },
    ],
    [
      'several others stand there, one of them without a value',
      {
        present: [
          { ...proof, values: ['"a"', '"b"'] },
          { name: record.name, type: 'A' },
        ],
      },
      {
        kind: 'blocked',
        message: expect.stringContaining(
          'should be _2.acm, and TXT "a" "b", A stands there',
        ),
      },
    ],
    [
      'somebody else’s record stands beside ours',
      {
        present: [{ ...cname, values: ['x'] }, proof],
        ownership: ownership({ state: 'held', owns: ['CNAME'] }),
      },
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
    [
      'it is there, beside a record of another type',
      { record: text, present: [{ ...proof, type: 'MX' }, proof] },
      { kind: 'satisfied', reason: 'RecordsInPlace' },
    ],
    [
      'another type stands there',
      {
        present: [{ ...cname, type: 'TXT' }],
        ownership: ownership({ state: 'held', owns: ['CNAME'] }),
      },
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
    [
      'a weighted record stands there, also where ours was',
      {
        present: [{ ...cname, setIdentifier: 'a' }],
        ownership: ownership({ state: 'held', owns: ['CNAME'] }),
      },
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
    [
      'it is there, of another hostname of ours',
      { present: [cname], sharedWithOurs: true },
      { kind: 'act', reason: 'Publishing' },
    ],
    [
      'it is there and marked, and of another hostname of ours',
      {
        present: [cname],
        sharedWithOurs: true,
        ownership: ownership({ state: 'held', owns: ['CNAME'] }),
      },
      { kind: 'satisfied', reason: 'RecordsInPlace' },
    ],
    [
      'it is there, of somebody else',
      { present: [cname] },
      { kind: 'satisfied', remember: remembered },
    ],
    [
      'it is not everywhere',
      { present: [cname], published: false },
      { kind: 'wait', reason: 'AwaitingInsync', remember: remembered },
    ],
    [
      'the TXT is missing',
      { ownership: { kind: 'none' } },
      { kind: 'wait', reason: 'Publishing', checkAfter: 1_000 },
    ],
    [
      'the name is taken over, and the other cluster has the record',
      {
        takeover: true,
        present: [cname],
        ownership: ownership({ cluster: 'old' }),
      },
      { kind: 'satisfied' },
    ],
    [
      'the name is taken over from another account, whose record is another',
      {
        takeover: true,
        present: [{ ...cname, values: ['_9.acm'] }],
        ownership: ownership({ cluster: 'old' }),
      },
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decide(given)).toMatchObject(withWords(decision));
  });

  it('marks the record of another hostname of ours without touching it', () => {
    expect(
      changeTexts(decide({ present: [cname], sharedWithOurs: true })),
    ).toEqual(['-TXT owns=', '+TXT owns=CNAME']);
  });

  it('says all records that are there, and stops at the first that is not', () => {
    const other = { ...record, name: '_4.www.example.com', domain: 'www' };
    const facts = (given: Partial<ValidationFacts>): ValidationFacts => ({
      record,
      zone,
      hostname: 'shop.example.com',
      ownership: ownership({ state: 'held' }),
      present: [cname],
      published: true,
      sharedWithOurs: false,
      wildcard: [],
      ...given,
    });
    const decideAll = (second: Partial<ValidationFacts>) =>
      decideValidation(subject(), {
        self: false,
        records: [facts({}), facts({ record: other, ...second })],
      });

    expect(decide({ present: [cname] }).message).toBe(
      'CNAME _1.shop.example.com is published.',
    );
    expect(decideAll({}).message).toBe(
      'CNAME _1.shop.example.com, CNAME _4.www.example.com are published.',
    );
    expect(decideAll({ published: false })).toMatchObject({
      kind: 'wait',
      message: expect.stringContaining('_4.www.example.com'),
    });
  });

  it('waits until the authority has made the records up', () => {
    expect(decideValidation(subject(), { self: false, records: [] })).toEqual({
      kind: 'wait',
      reason: 'Publishing',
      message:
        'The certificate authority has not told the validation records yet.',
      checkAfter: 5_000,
    });
  });

  it('has nothing to write for a provider that proves control by itself', () => {
    expect(decideValidation(subject(), { self: true, records: [] })).toEqual({
      kind: 'satisfied',
      reason: 'RecordsInPlace',
      message: 'The certificate provider proves control over the names itself.',
    });
  });

  it('writes a text record with its quotes', () => {
    const decision = decide({ record: text });

    expect(decision).toMatchObject({
      action: { changes: [{}, {}, { record: { values: ['"proof"'] } }] },
    });
  });
});

describe('isWanted', () => {
  it.each<[string, DnsRecord, boolean]>([
    ['with the value', proof, true],
    ['without its quotes', { ...proof, values: ['proof'] }, true],
    [
      'with the value among others',
      { ...proof, values: ['"x"', '"proof"'] },
      true,
    ],
    ['with another value', { ...proof, values: ['"x"'] }, false],
    ['that is an alias', { ...proof, values: undefined }, false],
  ])('of a record %s', (_what, present, isIt) => {
    expect(isWanted(present, text)).toBe(isIt);
  });
});
