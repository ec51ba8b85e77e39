import {
  HostnameRef,
  Level,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Knex } from 'knex';
import { chunks } from './chunks';
import { applyVisibility, Visibility, whereRef } from './hostnameFilters';
import { fromRow, HostnameRow, rowKey } from './HostnameRow';
import {
  countByLevel,
  HostnameListQuery,
  HostnamePage,
  listHostnames,
} from './listHostnames';
import { StoredHostname } from './StoredHostname';
import { HistoryRow, Transition } from './transitions';
import { HISTORY_KEPT, HostnameChange, writeHostnames } from './writeHostnames';

/** Rows read by key in one statement. */
const KEYS_PER_STATEMENT = 200;

/** The tables of the read model. */
export class HostnameStore {
  constructor(private readonly knex: Knex) {}

  async get(ref: HostnameRef): Promise<StoredHostname | undefined> {
    const row = await whereRef(this.rows(), ref).first();
    return row && fromRow(row);
  }

  /** In the order of `refs`; `undefined` where there is none. */
  async getMany(
    refs: HostnameRef[],
  ): Promise<Array<StoredHostname | undefined>> {
    const found = new Map<string, StoredHostname>();
    for (const part of chunks(refs, KEYS_PER_STATEMENT)) {
      const rows: HostnameRow[] = await this.rows().whereIn(
        ['cluster', 'namespace', 'name'],
        part.map(ref => [ref.cluster, ref.namespace, ref.name]),
      );
      for (const row of rows) found.set(rowKey(row), fromRow(row));
    }
    return refs.map(ref => found.get(rowKey(ref)));
  }

  /** Requests for this hostname, the one that holds it first, then the oldest. */
  async byHostname(
    hostname: string,
    visibility: Visibility,
  ): Promise<StoredHostname[]> {
    const query = applyVisibility(this.rows().where({ hostname }), visibility);
    const rows: HostnameRow[] = await query
      .orderBy('claimed', 'desc')
      .orderBy('created_at')
      .limit(50);
    return rows.map(fromRow);
  }

  list(query: HostnameListQuery): Promise<HostnamePage> {
    return listHostnames(this.knex, query);
  }

  countsByLevel(): Promise<Record<Level, number>> {
    return countByLevel(this.rows());
  }

  /** Rows whose verdict may have changed by time, or whose probes are due, the most overdue first. */
  async due(
    column: 'rejudge_at' | 'probe_at',
    now: number,
    limit: number,
  ): Promise<StoredHostname[]> {
    const rows: HostnameRow[] = await this.rows()
      .where(column, '<=', now)
      .orderBy(column)
      .limit(limit);
    return rows.map(fromRow);
  }

  /** Wall-clock ms at which the next row is due. */
  async nextDue(
    column: 'rejudge_at' | 'probe_at',
  ): Promise<number | undefined> {
    const row = await this.rows().min({ at: column }).first();
    return row?.at === null || row?.at === undefined
      ? undefined
      : Number(row.at);
  }

  /** Moves a due time on, unless another process did so already: only one gets `true`. */
  async claimProbe(stored: StoredHostname, until: number): Promise<boolean> {
    const changed = await whereRef(this.rows(), stored.ref)
      .andWhere({ probe_at: stored.probeAt })
      .update({ probe_at: until });
    return changed === 1;
  }

  /** Every hostname of the clusters given, a page at a time, in the order of the key. */
  async page(
    after: HostnameRef | undefined,
    limit: number,
  ): Promise<StoredHostname[]> {
    const query = this.rows()
      .orderBy(['cluster', 'namespace', 'name'])
      .limit(limit);
    if (after) {
      query.whereRaw('(cluster, namespace, name) > (?, ?, ?)', [
        after.cluster,
        after.namespace,
        after.name,
      ]);
    }
    const rows: HostnameRow[] = await query;
    return rows.map(fromRow);
  }

  async refsOf(
    cluster: string,
  ): Promise<Array<{ ref: HostnameRef; uid: string; seenAt: number }>> {
    const rows: Array<HostnameRef & { uid: string; seen_at: number | string }> =
      await this.rows()
        .where({ cluster })
        .select('cluster', 'namespace', 'name', 'uid', 'seen_at');
    return rows.map(({ uid, seen_at, ...ref }) => ({
      ref,
      uid,
      seenAt: Number(seen_at),
    }));
  }

  async clusters(): Promise<string[]> {
    const rows: Array<{ cluster: string }> = await this.rows().distinct(
      'cluster',
    );
    return rows.map(row => row.cluster);
  }

  /**
   * Writes rows and what changed, in one transaction. A row that another process has written since it was read is left out:
   * the answer holds the refs that were.
   */
  write(changes: HostnameChange[]): Promise<HostnameRef[]> {
    return writeHostnames(this.knex, changes);
  }

  /** Only the incarnation with that uid. True: it was there. */
  async remove(ref: HostnameRef, uid: string): Promise<boolean> {
    return this.knex.transaction(async transaction => {
      const removed = await whereRef(transaction<HostnameRow>('hostnames'), ref)
        .andWhere({ uid })
        .delete();
      if (removed > 0)
        await whereRef(
          transaction<HistoryRow>('hostname_history'),
          ref,
        ).delete();
      return removed > 0;
    });
  }

  /** Newest first. */
  async history(
    ref: HostnameRef,
    limit: number = HISTORY_KEPT,
  ): Promise<Transition[]> {
    const rows: HistoryRow[] = await whereRef(
      this.knex<HistoryRow>('hostname_history'),
      ref,
    )
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit);
    return rows.map(row => ({
      at: Number(row.at),
      kind: row.kind as Transition['kind'],
      condition: row.condition ?? undefined,
      status: row.status ?? undefined,
      reason: row.reason ?? undefined,
      message: row.message,
    }));
  }

  /** Requests made since a moment, per cluster, profile and visibility. */
  async createdSince(since: number): Promise<
    Array<{
      cluster: string;
      profile: string;
      visibility: string;
      number: number;
    }>
  > {
    const rows: Array<{
      cluster: string;
      profile: string;
      visibility: string;
      number: number | string;
    }> = await this.rows()
      .where('created_at', '>=', since)
      .select('cluster', 'profile', 'visibility')
      .count({ number: '*' })
      .groupBy('cluster', 'profile', 'visibility');
    return rows.map(row => ({ ...row, number: Number(row.number) }));
  }

  /** Held names below a domain. */
  async heldBelow(domain: string): Promise<StoredHostname[]> {
    const visibility: Visibility = { field: 'suffix', values: [domain] };
    const rows: HostnameRow[] = await applyVisibility(
      this.rows().where({ claimed: true }),
      visibility,
    ).limit(1_000);
    return rows.map(fromRow);
  }

  /** Requests for these hostnames, this one left out. */
  async othersOfHostname(
    hostnames: string[],
    except: HostnameRef,
  ): Promise<StoredHostname[]> {
    const rows: HostnameRow[] = await this.rows().whereIn(
      'hostname',
      hostnames,
    );
    return rows.filter(row => rowKey(row) !== rowKey(except)).map(fromRow);
  }

  /** Those of the hostnames that the caller may see. */
  async visibleHostnames(
    hostnames: string[],
    visibility: Visibility,
  ): Promise<Set<string>> {
    const visible = new Set<string>();
    for (const part of chunks([...new Set(hostnames)], 1_000)) {
      const rows: Array<{ hostname: string }> = await applyVisibility(
        this.rows().whereIn('hostname', part),
        visibility,
      ).distinct('hostname');
      for (const row of rows) visible.add(row.hostname);
    }
    return visible;
  }

  private rows(): Knex.QueryBuilder {
    return this.knex<HostnameRow>('hostnames');
  }
}
