import { World, projectHostname } from '../readModel/projectHostname';
import { StoredHostname, StoredProbes } from '../readModel/StoredHostname';
import { hostnameReport, NOW, ReportOptions } from './hostnameReport';

/** A hostname as the read model holds it. */
export function storedHostname(
  options: ReportOptions & {
    probes?: StoredProbes;
    now?: number;
    before?: StoredHostname;
  } = {},
): StoredHostname {
  const { probes = {}, now = NOW, before, ...report } = options;
  const world: World = {
    now,
    cluster: () => ({ reachable: true }),
    providers: [],
  };
  return projectHostname(
    before,
    hostnameReport(report),
    probes,
    now + 300_000,
    world,
  );
}
