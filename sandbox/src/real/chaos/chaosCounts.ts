/**
 * How often everything is done. A part by default, so that `./dev test --real` stays bearable; `HOSTMASTER_CHAOS=full` is what is
 * promised, `HOSTMASTER_CHAOS_KILLS=n` any number.
 */
export function chaosCounts(): {
  /** Of the API server. */
  serverKills: number;
  /** Of the leading process. */
  leaderKills: number;
  /** Times the leading process is stopped and goes on. */
  leaderFreezes: number;
  /** Rounds of etcd's compaction. */
  compactions: number;
} {
  const { HOSTMASTER_CHAOS, HOSTMASTER_CHAOS_KILLS } = process.env;
  if (HOSTMASTER_CHAOS === 'full')
    return {
      serverKills: 20,
      leaderKills: 50,
      leaderFreezes: 8,
      compactions: 4,
    };
  const kills = Number(HOSTMASTER_CHAOS_KILLS ?? 3);
  return {
    serverKills: kills,
    leaderKills: kills,
    leaderFreezes: Math.min(kills, 2),
    compactions: Math.min(kills, 2),
  };
}
