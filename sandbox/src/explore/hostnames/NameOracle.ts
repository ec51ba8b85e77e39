import {
  NamePolicy,
  NameZone,
  ParsedHostname,
  assessName,
  claimName,
  listenerSetName,
  ownershipRecordName,
  parseHostname,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { explainDifference } from './explainDifference';
import { isPublicSuffix } from './publicSuffixes';
import { referenceName } from './referenceName';
import { spellingsOf } from './spellingsOf';

/** The `hostname` of a listener and a route, as the Gateway API's own schema has it. */
const GATEWAY_API =
  /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const KUBERNETES_NAME =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const ZONES: NameZone[] = [
  { id: 'Z1', name: 'example.com', visibility: 'public' },
  { id: 'Z2', name: 'team-a.example.com', visibility: 'public' },
  { id: 'Z3', name: 'a.example.com', visibility: 'public' },
  { id: 'Z4', name: 'ample.com', visibility: 'public' },
  { id: 'Z5', name: 'xn--bcher-kva.example', visibility: 'public' },
  { id: 'Z6', name: 'shop.co.uk', visibility: 'public' },
  { id: 'Z7', name: 'example.com', visibility: 'private' },
];
const DOMAINS = ['example.com', 'xn--bcher-kva.example', 'shop.co.uk'];
const POLICY: NamePolicy = {
  domains: DOMAINS.map(suffix => ({ suffix })),
  reserved: [],
  profiles: [{ name: 'alb-public' }],
};

export interface Rules {
  parseHostname: (text: string) => ParsedHostname;
  assessName: typeof assessName;
}

/**
 * Examines names one after the other: one canonical form or a refusal, the same for every spelling, within a zone or not at
 * all, as the reference has it or different by a named rule; and no two hostnames with one claim or one ListenerSet.
 */
export class NameOracle {
  /** How many names were accepted, refused, and differ from the reference by which rule. */
  readonly counts: Record<string, number> = {};
  private readonly claims = new Map<string, string>();
  private readonly listenerSets = new Map<string, string>();

  /** With other rules than the product's: to see that the oracle finds what is wrong with them. */
  constructor(private readonly rules: Rules = { parseHostname, assessName }) {}

  /** What is wrong with how the name is treated; undefined when all is well. */
  examine(text: string): string | undefined {
    try {
      return this.problem(text);
    } catch (error) {
      return `threw ${(error as Error).name}: ${(error as Error).message}`;
    }
  }

  private problem(text: string): string | undefined {
    const parsed = this.rules.parseHostname(text);
    this.count(parsed.kind === 'hostname' ? 'accepted' : 'refused');
    const difference = explainDifference(text, parsed, referenceName(text));
    if (difference.kind === 'unexplained') return difference.what;
    if (difference.kind === 'explained') this.count(difference.rule);
    return (
      this.spellingProblem(text, parsed) ??
      (parsed.kind === 'invalid'
        ? messageProblem(parsed.message)
        : this.hostnameProblem(text, parsed))
    );
  }

  private hostnameProblem(
    text: string,
    parsed: ParsedHostname & { kind: 'hostname' },
  ): string | undefined {
    const { hostname } = parsed;
    if (!GATEWAY_API.test(hostname) || hostname.length > 253) {
      return `${hostname} is no hostname to the Gateway API`;
    }
    if (isPublicSuffix(hostname.replace(/^\*\./, ''))) {
      return `${hostname} is a public suffix`;
    }
    if (parsed.wildcard !== hostname.startsWith('*.')) {
      return `${hostname}: wildcard is ${parsed.wildcard}`;
    }
    if (parsed.changed !== (hostname !== text)) {
      return `${hostname}: changed is ${parsed.changed}`;
    }
    return (
      nameTakenTwice(this.claims, claimName(hostname), hostname, 253) ??
      nameTakenTwice(
        this.listenerSets,
        listenerSetName(hostname),
        hostname,
        63,
      ) ??
      this.zoneProblem(text, hostname)
    );
  }

  private zoneProblem(text: string, hostname: string): string | undefined {
    const assessed = this.rules.assessName(
      {
        hostname: text,
        environment: 'prod',
        profile: 'alb-public',
        visibility: 'internet-facing',
      },
      POLICY,
      ZONES,
    );
    const containing = ZONES.filter(
      ({ name, visibility }) =>
        visibility === 'public' && labelsEndWith(hostname, name),
    ).sort((left, right) => right.name.length - left.name.length);
    const allowed = DOMAINS.some(suffix => labelsEndWith(hostname, suffix));
    if (assessed.kind === 'refused') {
      return containing.length > 0 &&
        allowed &&
        assessed.reason !== 'HostnameInvalid'
        ? `refused (${assessed.message}) although it lies in ${containing[0].name}`
        : undefined;
    }
    this.count('in a zone');
    if (assessed.hostname !== hostname) {
      return `assessed as ${assessed.hostname}, read as ${hostname}`;
    }
    const [deepest] = containing;
    if (!deepest || !allowed) {
      return `${hostname} accepted in ${assessed.zone.name}, outside of it`;
    }
    if (assessed.zone.id !== deepest.id) {
      return `${hostname} put into ${assessed.zone.name}, not ${deepest.name}`;
    }
    const record = ownershipRecordName(hostname, deepest.name);
    return record !== undefined &&
      labelsEndWith(record, `_hostmaster.${deepest.name}`)
      ? undefined
      : `${hostname}: its ownership record ${record} is outside of ${deepest.name}`;
  }

  /** Every other way to write the name gives the same answer. */
  private spellingProblem(
    text: string,
    parsed: ParsedHostname,
  ): string | undefined {
    for (const [how, spelling] of spellingsOf(text, parsed)) {
      const other = this.rules.parseHostname(spelling);
      if (other.kind !== parsed.kind) {
        return `${parsed.kind}, but ${how} (${JSON.stringify(spelling)}) ${
          other.kind === 'invalid' ? other.message : other.hostname
        }`;
      }
      if (
        parsed.kind === 'hostname' &&
        other.kind === 'hostname' &&
        (other.hostname !== parsed.hostname || other.display !== parsed.display)
      ) {
        return `${parsed.hostname} (${parsed.display}), but ${how} gives ${other.hostname} (${other.display})`;
      }
    }
    return undefined;
  }

  private count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}

/** A refusal is a sentence people can act on, however long the text was. */
function messageProblem(message: string): string | undefined {
  return message.length >= 20 && message.length <= 700
    ? undefined
    : `the refusal has ${message.length} characters: ${message.slice(0, 100)}`;
}

function nameTakenTwice(
  names: Map<string, string>,
  name: string,
  hostname: string,
  longest: number,
): string | undefined {
  if (!KUBERNETES_NAME.test(name) || name.length > longest) {
    return `${hostname}: ${name} is no name to Kubernetes`;
  }
  const other = names.get(name) ?? hostname;
  names.set(name, hostname);
  return other === hostname
    ? undefined
    : `${hostname} and ${other} both have the name ${name}`;
}

/** Label by label from the right, by another way than the rules take. */
function labelsEndWith(hostname: string, suffix: string): boolean {
  const labels = hostname.split('.').reverse();
  return suffix
    .split('.')
    .reverse()
    .every((label, at) => labels[at] === label);
}
