import { AuditedWrite } from './AuditLog';

/** A successful write of a process anywhere, by the clock of this machine. */
export interface ProcessWrite {
  process: string;
  /** When it arrived. */
  at: number;
  /** When it was answered. */
  done: number;
  what: string;
}

/** Successful writes to the API server but those of the lease itself. */
export function clusterWrites(audited: AuditedWrite[]): ProcessWrite[] {
  return audited
    .filter(each => isStored(each) && each.resource !== 'leases')
    .map(({ process, received, done, verb, resource, namespace, name }) => ({
      process,
      at: received,
      done,
      what: `${verb} ${resource} ${namespace}/${name}`,
    }));
}

/** Who held the lease from when on; nobody where it was released. In order. */
export function holdings(
  audited: AuditedWrite[],
): Array<{ process?: string; from: number }> {
  return audited
    .filter(each => isStored(each) && each.resource === 'leases')
    .map(({ process, done, holder }) => ({
      process: holder ? process : undefined,
      from: done,
    }))
    .sort((left, right) => left.from - right.from);
}

/**
 * Writes of a process that did not hold the lease any more when they arrived: somebody else's or nobody's name had been stored in
 * it before.
 */
export function writesAfterLoss(
  writes: ProcessWrite[],
  held: ReturnType<typeof holdings>,
): ProcessWrite[] {
  return writes.filter(({ process, at }) => {
    const holding = held.findLast(({ from }) => from < at);
    return holding?.process !== process;
  });
}

/** Writes that were under way while the lease changed hands: neither before nor after. */
export function writesDuringLoss(
  writes: ProcessWrite[],
  held: ReturnType<typeof holdings>,
): ProcessWrite[] {
  return writes.filter(({ process, at, done }) =>
    held.some(
      holding =>
        holding.process !== process && holding.from > at && holding.from < done,
    ),
  );
}

function isStored({ status, resource }: AuditedWrite): boolean {
  return status >= 200 && status < 300 && !resource.endsWith('accessreviews');
}
