import {
  GatewayCapacity,
  Status,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Knex } from 'knex';

/** What a process with a reconciler says of itself. */
export interface ReconcilerSnapshot {
  /** Wall-clock ms. */
  at: number;
  reconciler: Status['reconciler'];
  clusters: Status['clusters'];
  providers: Status['providers'];
  capacity: GatewayCapacity[];
}

const KEY = 'reconciler';

/** The reconciler's status in the database, for processes that only serve the API. */
export class SharedStatus {
  constructor(private readonly knex: Knex) {}

  async publish(snapshot: ReconcilerSnapshot): Promise<void> {
    const { at, ...value } = snapshot;
    await this.knex('hostname_snapshots')
      .insert({ key: KEY, at, value: JSON.stringify(value) })
      .onConflict('key')
      .merge();
  }

  async read(): Promise<ReconcilerSnapshot | undefined> {
    const row = await this.knex('hostname_snapshots')
      .where({ key: KEY })
      .first();
    return row && { at: Number(row.at), ...JSON.parse(row.value) };
  }
}
