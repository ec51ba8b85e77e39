import fc from 'fast-check';
import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import { BatchLimits, PlannedSubmission, planBatch, sizeOf } from './planBatch';

const limits: BatchLimits = {
  elements: 1000,
  characters: 32_000,
  aliasNamesCount: false,
};

function submission(
  order: number,
  namespace: string,
  name: string,
  options: {
    values?: number;
    length?: number;
    priority?: 'high' | 'normal';
  } = {},
): PlannedSubmission {
  const { values = 1, length = 1, priority = 'normal' } = options;
  const record: DnsRecord = {
    name,
    type: 'TXT',
    ttl: 300,
    values: Array.from({ length: values }, () => 'x'.repeat(length)),
  };
  return {
    order,
    namespace,
    priority,
    changes: [{ action: 'CREATE', record }],
  };
}

const orders = (submissions: PlannedSubmission[]) =>
  submissions.map(({ order }) => order);

describe('planBatch', () => {
  it('takes one of each namespace in turn, oldest first', () => {
    const waiting = [
      submission(1, 'a', 'a1'),
      submission(2, 'a', 'a2'),
      submission(3, 'a', 'a3'),
      submission(4, 'b', 'b1'),
    ];

    expect(orders(planBatch(waiting, limits).batch)).toEqual([1, 4, 2, 3]);
  });

  it('takes urgent ones first', () => {
    const waiting = [
      submission(1, 'a', 'a1'),
      submission(2, 'a', 'a2', { priority: 'high' }),
    ];

    expect(orders(planBatch(waiting, limits).batch)).toEqual([2, 1]);
  });

  it('leaves a second change of a name for the next batch, even an urgent one', () => {
    const waiting = [
      submission(1, 'a', 'same'),
      submission(2, 'b', 'same', { priority: 'high' }),
      submission(3, 'c', 'other'),
    ];

    const { batch, rest } = planBatch(waiting, limits);

    expect(orders(batch)).toEqual([1, 3]);
    expect(orders(rest)).toEqual([2]);
  });

  it('fills up with smaller ones where a large one does not fit, and nothing overtakes it on its own name', () => {
    const waiting = [
      submission(1, 'a', 'a1', { values: 900 }),
      submission(2, 'a', 'a2', { values: 200 }),
      submission(3, 'a', 'a3', { values: 50 }),
      submission(4, 'a', 'a2'),
    ];

    const { batch, rest } = planBatch(waiting, limits);

    expect(orders(batch)).toEqual([1, 3]);
    expect(orders(rest)).toEqual([2, 4]);
  });

  it('fits 492 validation records of 65 characters into one call, and 500 hostnames with two aliases each', () => {
    const validations = Array.from({ length: 600 }, (_, index) =>
      submission(index, 'a', `v${index}`, { length: 65 }),
    );
    const aliases = Array.from(
      { length: 600 },
      (_, index): PlannedSubmission => ({
        order: index,
        namespace: 'a',
        priority: 'normal',
        changes: ['A', 'AAAA'].map(type => ({
          action: 'CREATE',
          record: {
            name: `h${index}`,
            type,
            alias: {
              hostedZoneId: 'Z1',
              dnsName: 'gw-01.eu-central-1.elb.amazonaws.com',
              evaluateTargetHealth: false,
            },
          },
        })),
      }),
    );

    expect(planBatch(validations, limits).batch).toHaveLength(492);
    expect(planBatch(aliases, limits).batch).toHaveLength(500);
    expect(
      planBatch(aliases, { ...limits, aliasNamesCount: true }).batch.length,
    ).toBeLessThan(500);
  });
});

const anySubmissions = fc
  .array(
    fc.record({
      namespace: fc.constantFrom('a', 'b', 'c'),
      priority: fc.constantFrom<'high' | 'normal'>('high', 'normal'),
      names: fc.uniqueArray(
        fc.constantFrom('n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8'),
        { minLength: 1, maxLength: 3 },
      ),
      values: fc.integer({ min: 1, max: 6 }),
      length: fc.integer({ min: 0, max: 60 }),
    }),
    { maxLength: 25 },
  )
  .map(items =>
    items.map(
      (
        { namespace, priority, names, values, length },
        order,
      ): PlannedSubmission => ({
        order,
        namespace,
        priority,
        changes: names.map(name => ({
          action: 'CREATE',
          record: {
            name,
            type: 'TXT',
            ttl: 1,
            values: Array.from({ length: values }, () => 'x'.repeat(length)),
          },
        })),
      }),
    ),
  );
const small: BatchLimits = {
  elements: 20,
  characters: 400,
  aliasNamesCount: false,
};
const namesOf = (submission_: PlannedSubmission) =>
  submission_.changes.map(({ record }) => record.name);

describe('planBatch, for any submissions', () => {
  it('loses none, splits none and repeats none', () => {
    fc.assert(
      fc.property(anySubmissions, waiting => {
        const { batch, rest } = planBatch(waiting, small);
        expect(new Set([...batch, ...rest])).toEqual(new Set(waiting));
        expect(batch.length + rest.length).toBe(waiting.length);
      }),
    );
  });

  it('never exceeds a limit, and never touches a name twice in one batch', () => {
    fc.assert(
      fc.property(anySubmissions, waiting => {
        const { batch } = planBatch(waiting, small);
        const size = sizeOf(
          batch.flatMap(({ changes }) => changes),
          small,
        );
        expect(size.elements).toBeLessThanOrEqual(small.elements);
        expect(size.characters).toBeLessThanOrEqual(small.characters);
        const names = batch.flatMap(namesOf);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  it('does not depend on the order in which they are handed over', () => {
    fc.assert(
      fc.property(
        anySubmissions.chain(waiting =>
          fc.tuple(
            fc.constant(waiting),
            fc.shuffledSubarray(waiting, { minLength: waiting.length }),
          ),
        ),
        ([waiting, shuffled]) => {
          expect(orders(planBatch(shuffled, small).batch)).toEqual(
            orders(planBatch(waiting, small).batch),
          );
        },
      ),
    );
  });

  it('keeps the order of changes to a name over all batches, and ends when every one fits by itself', () => {
    fc.assert(
      fc.property(anySubmissions, all => {
        const fitting = all.filter(one => {
          const size = sizeOf(one.changes, small);
          return (
            size.elements <= small.elements &&
            size.characters <= small.characters
          );
        });
        const sent: PlannedSubmission[] = [];
        let waiting = fitting;
        while (waiting.length > 0) {
          const { batch, rest } = planBatch(waiting, small);
          expect(batch.length).toBeGreaterThan(0);
          sent.push(...batch);
          waiting = rest;
        }
        for (const name of new Set(fitting.flatMap(namesOf))) {
          const ofName = orders(
            sent.filter(one => namesOf(one).includes(name)),
          );
          expect(ofName).toEqual(
            [...ofName].sort((left, right) => left - right),
          );
        }
      }),
    );
  });
});
