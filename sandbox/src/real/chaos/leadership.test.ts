import { AuditedWrite } from './AuditLog';
import {
  clusterWrites,
  holdings,
  writesAfterLoss,
  writesDuringLoss,
} from './leadership';

const write = (
  process: string,
  received: number,
  more: Partial<AuditedWrite> = {},
): AuditedWrite => ({
  process,
  verb: 'update',
  resource: 'domainclaims',
  namespace: '',
  name: 'shop.example.test',
  status: 200,
  received,
  done: received + 10,
  ...more,
});
const lease = (process: string, at: number, holder = `${process}_1`) =>
  write(process, at, { resource: 'leases', holder });

describe('writes of a process that has lost the lease', () => {
  const taken = [lease('product-1', 0), lease('product-2', 1_000)];

  it.each([
    ['before the loss', write('product-1', 500), 0, 0],
    ['after it', write('product-1', 1_011), 1, 0],
    ['under way meanwhile', write('product-1', 1_005), 0, 1],
    ['of the one that leads', write('product-2', 1_011), 0, 0],
    ['of one that never led', write('product-3', 500), 1, 0],
    ['refused', write('product-1', 1_500, { status: 409 }), 0, 0],
    [
      'that store nothing',
      write('product-1', 1_500, { resource: 'selfsubjectaccessreviews' }),
      0,
      0,
    ],
  ])('%s', (_sentence, one, after, during) => {
    const audited = [...taken, { ...one, done: one.received + 10 }];
    const writes = clusterWrites(audited);

    expect(writesAfterLoss(writes, holdings(audited))).toHaveLength(after);
    expect(writesDuringLoss(writes, holdings(audited))).toHaveLength(during);
  });

  it('count where the lease was given back, and nobody had it', () => {
    const audited = [
      lease('product-1', 0),
      lease('product-1', 1_000, ''),
      write('product-1', 1_500),
    ];

    expect(
      writesAfterLoss(clusterWrites(audited), holdings(audited)),
    ).toHaveLength(1);
  });
});
