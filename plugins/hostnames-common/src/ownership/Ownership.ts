/**
 * What the ownership TXT of a hostname says: the wire contract between installations.
 *
 * @public
 */
export interface Ownership {
  installation: string;
  cluster: string;
  owner: { namespace: string; name: string };
  /** Counts the batches that touched the hostname's records; the fence. */
  seq: number;
  state: 'pending' | 'held' | 'released';
  /** RFC 3339, only when released: end of the cool-down. */
  until?: string;
  /** Record types at the hostname that are ours. */
  owns: string[];
  /** Keys of later versions, kept as they are. */
  unknown?: Record<string, string>;
}
