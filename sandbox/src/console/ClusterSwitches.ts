/** What can be broken in a cluster. */
export interface ClusterSwitches {
  name: string;
  down(): void;
  up(): void;
  cutStreams(): void;
}
