import { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';
import { Knex } from 'knex';
import { chunks } from './chunks';
import { whereRef } from './hostnameFilters';
import { HostnameRow, rowKey, toRow } from './HostnameRow';
import { StoredHostname } from './StoredHostname';
import { HistoryRow, toHistoryRow, Transition } from './transitions';

/** A row as it should be, and what changed with it. */
export interface HostnameChange {
  stored: StoredHostname;
  transitions: Transition[];
}

/** Entries kept per hostname. */
export const HISTORY_KEPT = 200;
/** Every so many writes of a row its history is cut: a write adds a dozen entries at most, so it stays below twice the size. */
const TRIM_EVERY = 8;
/** SQLite takes 32,766 parameters per statement; a row has 28. */
const ROWS_PER_STATEMENT = 200;

/**
 * Writes rows and what changed, in one transaction. A row that another process has written since it was read is left out: the
 * answer holds the refs of those.
 */
export async function writeHostnames(
  knex: Knex,
  changes: HostnameChange[],
): Promise<HostnameRef[]> {
  return knex.transaction(async transaction => {
    const written = await writeRows(
      transaction,
      changes.map(({ stored }) => stored),
    );
    const kept = changes.filter(({ stored }) =>
      written.has(rowKey(stored.ref)),
    );
    const history = kept.flatMap(({ stored, transitions }) =>
      transitions.map(each => toHistoryRow(stored.ref, each)),
    );
    for (const part of chunks(history, ROWS_PER_STATEMENT)) {
      await transaction<HistoryRow>('hostname_history').insert(part);
    }
    for (const { stored, transitions } of kept) {
      if (transitions.length > 0 && stored.version % TRIM_EVERY === 0)
        await trimHistory(transaction, stored.ref);
    }
    return changes
      .filter(change => !kept.includes(change))
      .map(({ stored }) => stored.ref);
  });
}

/** Inserts rows of version 1 and updates the others from exactly the version before; answers the keys of those written. */
async function writeRows(
  transaction: Knex.Transaction,
  all: StoredHostname[],
): Promise<Set<string>> {
  const written = new Set<string>();
  const fresh = all.filter(({ version }) => version === 1).map(toRow);
  for (const part of chunks(fresh, ROWS_PER_STATEMENT)) {
    const inserted: Array<Pick<HostnameRow, 'cluster' | 'namespace' | 'name'>> =
      await transaction<HostnameRow>('hostnames')
        .insert(part)
        .onConflict(['cluster', 'namespace', 'name'])
        .ignore()
        .returning(['cluster', 'namespace', 'name']);
    for (const row of inserted) written.add(rowKey(row));
  }
  for (const stored of all.filter(({ version }) => version > 1)) {
    const updated = await whereRef(
      transaction<HostnameRow>('hostnames'),
      stored.ref,
    )
      .andWhere({ version: stored.version - 1 })
      .update(toRow(stored));
    if (updated === 1) written.add(rowKey(stored.ref));
  }
  return written;
}

async function trimHistory(
  transaction: Knex.Transaction,
  ref: HostnameRef,
): Promise<void> {
  const oldestKept = await whereRef(transaction('hostname_history'), ref)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .offset(HISTORY_KEPT - 1)
    .first('id', 'at');
  if (!oldestKept) return;
  await whereRef(transaction('hostname_history'), ref)
    .andWhere('at', '<', oldestKept.at)
    .delete();
}
