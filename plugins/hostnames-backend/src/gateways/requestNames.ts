import {
  listenerSetName,
  parseHostname,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Visibility } from '../placement';
import { RequestObject } from './kinds';
import { redirectedName } from './redirectedName.pure';

/** The names of a request in canonical form, the hostname first; what is no hostname is left out. */
export function namesOf(request: RequestObject): string[] {
  const { hostname, certificate } = request.spec;
  const names = [
    hostname,
    ...(certificate?.additionalNames ?? []),
    ...(redirectedName(request.spec) ?? []),
  ];
  return [...new Set(names.flatMap(canonical))];
}

/** `namespace/name` of the ListenerSet of a request with these names: it is named after the hostname. */
export function listenerSetsOf(names: string[], namespace: string): string[] {
  return names.slice(0, 1).map(name => `${namespace}/${listenerSetName(name)}`);
}

export function visibilityOfRequest(request: RequestObject): Visibility {
  return request.spec.visibility ?? 'internet-facing';
}

const KNOWN = new Map<string, string[]>();

/** Parsing knows the public suffix list and is not free; the same few names are asked for again and again. */
function canonical(text: string): string[] {
  const known = KNOWN.get(text);
  if (known) return known;
  const parsed = parseHostname(text);
  const result = parsed.kind === 'hostname' ? [parsed.hostname] : [];
  if (KNOWN.size > 50_000) KNOWN.clear();
  KNOWN.set(text, result);
  return result;
}
