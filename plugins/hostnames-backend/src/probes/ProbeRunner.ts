import { LoggerService } from '@backstage/backend-plugin-api';
import {
  HostnameProbe,
  ProbeResult,
  ProbeTarget,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Clock, Random } from '@hostmaster/kubernetes-runtime';
import { ReadModel } from '../readModel/ReadModel';
import { formatRef, StoredHostname } from '../readModel/StoredHostname';

/** A probe of a module that never answers must not hold up the others. */
const PROBE_MS = 12_000;

/** A hostname counts as settling for this long after it changed. */
const RESTLESS_MS = 10 * 60_000;

export interface ProbeTimes {
  /** Milliseconds between looks at a hostname at rest, and at one on which something is going on. */
  interval: number;
  settlingInterval: number;
}

/** Runs all probes against one hostname and puts what they saw into the read model. */
export class ProbeRunner {
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly options: {
      probes: HostnameProbe[];
      model: ReadModel;
      clock: Clock;
      random: Random;
      logger: LoggerService;
      times: ProbeTimes;
      onResult?: (result: ProbeResult) => void;
    },
  ) {}

  /** Two callers at the same time share one look. Never throws. */
  run(stored: StoredHostname, signal: AbortSignal): Promise<void> {
    const key = formatRef(stored.ref);
    const running = this.running.get(key);
    if (running) return running;
    const look = this.look(stored, signal)
      .catch(error =>
        this.options.logger.error(
          `The probes of ${key} failed`,
          error as Error,
        ),
      )
      .finally(() => this.running.delete(key));
    this.running.set(key, look);
    return look;
  }

  /** When the next look is due. Jitter of a tenth keeps hostnames made at once from being probed at once for ever. */
  nextAt(stored: StoredHostname, now: number): number {
    const { interval, settlingInterval } = this.options.times;
    const wait = isSettled(stored, now) ? interval : settlingInterval;
    return Math.round(now + wait * (0.9 + 0.2 * this.options.random()));
  }

  private async look(
    stored: StoredHostname,
    signal: AbortSignal,
  ): Promise<void> {
    const { model, clock } = this.options;
    const target = toTarget(stored);
    const results = (
      await Promise.all(
        this.options.probes.map(probe => this.bounded(probe, target, signal)),
      )
    ).flat();
    if (signal.aborted) return;
    for (const result of results) this.options.onResult?.(result);
    const after = await model.applyProbes(
      stored.ref,
      stored.uid,
      results,
      this.nextAt(stored, clock.now()),
    );
    // What was seen decides how soon the next look is: only now is it known whether the hostname has settled.
    const now = clock.now();
    if (after && isSettled(after, now) !== isSettled(stored, now)) {
      await model.store.claimProbe(after, this.nextAt(after, now));
    }
  }

  private async bounded(
    probe: HostnameProbe,
    target: ProbeTarget,
    signal: AbortSignal,
  ): Promise<ProbeResult[]> {
    const controller = new AbortController();
    const stop = () => controller.abort();
    signal.addEventListener('abort', stop, { once: true });
    let cancel = () => {};
    const late = new Promise<ProbeResult[]>(resolve => {
      cancel = this.options.clock.schedule(PROBE_MS, () => {
        stop();
        resolve([]);
      });
    });
    try {
      return await Promise.race([
        probe.run(target, { signal: controller.signal }),
        late,
      ]);
    } catch (error) {
      this.options.logger.warn(
        `Probe ${probe.id} threw, which a probe must not`,
        error as Error,
      );
      return [];
    } finally {
      cancel();
      signal.removeEventListener('abort', stop);
    }
  }
}

/** Nothing is going on: it works, or nothing has changed for so long that a look now and then is enough. */
export function isSettled(
  { verdict, deleting, changedAt }: StoredHostname,
  now: number,
): boolean {
  const works = verdict.level === 'ok' || verdict.level === 'improve';
  return (works && !deleting) || now - changedAt > RESTLESS_MS;
}

/** Whether there is something to look at from outside: a request that does not hold the name has nothing there. */
export function isWorthProbing(stored: StoredHostname): boolean {
  return stored.claimed;
}

function toTarget({ hostname, report }: StoredHostname): ProbeTarget {
  const { zone, records } = report.facts;
  const alias = records?.find(
    ({ purpose, name }) => purpose === 'alias' && name === hostname,
  );
  const expectedTarget =
    report.request.status?.assignedLoadBalancer?.dnsName ??
    hostnameOf(alias?.expected);
  return {
    hostname,
    ...(zone
      ? {
          zone: { id: zone.id, name: zone.name, nameServers: zone.nameServers },
        }
      : {}),
    ...(expectedTarget ? { expectedTarget } : {}),
  };
}

/** An alias's expected value may carry more words than the target's name. */
function hostnameOf(value: string | undefined): string | undefined {
  return value
    ?.split(/\s+/)
    .find(word => /^[a-z0-9-]+(\.[a-z0-9-]+)+\.?$/i.test(word))
    ?.replace(/\.$/, '');
}
