import { ParsedHostname, parseHostname } from '../hostname/parseHostname';
import { ownershipRecordName } from '../naming/ownershipRecordName';
import { allowedByDomain, normalizedDomains } from './allowedByDomain';
import { allowedEnvironment } from './allowedEnvironment';
import { chooseZones } from './chooseZones';
import { matchesPattern } from './matchesPattern';
import {
  NameAssessment,
  NamePolicy,
  NameQuestion,
  NameRefusal,
  NameZone,
} from './NamePolicy';

/** A certificate has at most ten names at the default quota of ACM, the hostname being the first. */
const MOST_ADDITIONAL_NAMES = 9;

/**
 * Whether a hostname may be requested, by the rules of the platform team and the zones there are: the same answer, in the
 * same words, for the form, the scaffolder action and the controller. Who holds a name is not asked here.
 *
 * Order of the rules: spelling, reserved, profile, environment, zone, domain, length; first for the hostname, then
 * for each additional name.
 *
 * | question | answer |
 * | --- | --- |
 * | `shop.example.com`, public zone `example.com` | accepted, zone and validation zone `example.com` |
 * | same, internal, private zone `example.com` too | accepted, zone the private one, validation zone the public one |
 * | `shop.example.org`, no such zone | refused, ZoneNotFound, with the zones there are |
 * | `shop.example.com`, two public zones `example.com` | refused, ZoneAmbiguous, unless zoneId is one of them |
 * | `evilexample.com`, zone `example.com` | refused, ZoneNotFound |
 *
 * @public
 */
export function assessName(
  question: NameQuestion,
  policy: NamePolicy,
  zones: NameZone[],
): NameAssessment {
  const domains = normalizedDomains(policy.domains);
  const allowedSuffixes = domains.map(({ suffix }) => suffix);
  const parsed = parseHostname(question.hostname, { allowedSuffixes });
  if (parsed.kind === 'invalid') return invalid(parsed.message);

  const spellingOrReserved = reservedProblem(parsed.hostname, policy);
  if (spellingOrReserved) return spellingOrReserved;
  const environmentRefused = allowedEnvironment(question, policy);
  if (environmentRefused) return environmentRefused;

  const choice = chooseZones(parsed.hostname, question, zones);
  if (choice.kind === 'refused') return choice;
  const refused =
    allowedByDomain(parsed.hostname, question, domains) ??
    lengthProblem(parsed.hostname, choice.validationZone.name);
  if (refused) return refused;

  const additional = additionalNames(question, policy, zones, domains);
  if (additional.kind === 'refused') return additional;
  return {
    kind: 'accepted',
    hostname: parsed.hostname,
    zone: choice.zone,
    validationZone: choice.validationZone,
    names: [...new Set([parsed.hostname, ...additional.names])],
  };
}

function invalid(message: string): NameRefusal {
  return {
    kind: 'refused',
    field: 'hostname',
    reason: 'HostnameInvalid',
    message,
  };
}

function reservedProblem(
  hostname: string,
  policy: NamePolicy,
): NameRefusal | undefined {
  const pattern = policy.reserved.find(each =>
    matchesPattern(canonicalPattern(each), hostname),
  );
  if (pattern === undefined) return undefined;
  return {
    kind: 'refused',
    field: 'hostname',
    reason: 'HostnameReserved',
    message:
      canonicalPattern(pattern) === hostname
        ? `"${hostname}" is reserved by the platform team. Choose another hostname.`
        : `"${hostname}" is reserved by the platform team (${pattern}). Choose another hostname.`,
  };
}

function canonicalPattern(pattern: string): string {
  const text = pattern.trim().toLowerCase().replace(/\.$/, '');
  const parsed: ParsedHostname = parseHostname(text);
  return parsed.kind === 'hostname' ? parsed.hostname : text;
}

function lengthProblem(
  hostname: string,
  zoneName: string,
): NameRefusal | undefined {
  if (ownershipRecordName(hostname, zoneName)) return undefined;
  return invalid(
    `"${hostname}" is too long: with "._hostmaster" in it, the name of its ownership record would pass 255 octets. Write a shorter one.`,
  );
}

function additionalNames(
  question: NameQuestion,
  policy: NamePolicy,
  zones: NameZone[],
  domains: NamePolicy['domains'],
): NameRefusal | { kind: 'names'; names: string[] } {
  const asked = question.additionalNames ?? [];
  if (asked.length > MOST_ADDITIONAL_NAMES) {
    return invalid(
      `There are ${asked.length} additional names; at most ${MOST_ADDITIONAL_NAMES} are possible beside the hostname. Make a further request for the rest.`,
    );
  }
  const allowedSuffixes = domains.map(({ suffix }) => suffix);
  const names: string[] = [];
  for (const [index, text] of asked.entries()) {
    const parsed = parseHostname(text, { allowedSuffixes });
    if (parsed.kind === 'invalid') {
      return invalid(`Additional name ${index + 1}: ${parsed.message}`);
    }
    const choice = chooseZones(
      parsed.hostname,
      { visibility: question.visibility },
      zones,
    );
    const refused =
      reservedProblem(parsed.hostname, policy) ??
      (choice.kind === 'refused' ? choice : undefined) ??
      allowedByDomain(parsed.hostname, question, domains) ??
      (choice.kind === 'chosen'
        ? lengthProblem(parsed.hostname, choice.validationZone.name)
        : undefined);
    if (refused) {
      return {
        ...refused,
        message: `Additional name ${index + 1}: ${refused.message}`,
      };
    }
    names.push(parsed.hostname);
  }
  return { kind: 'names', names };
}
