import type { Certificate } from '@hostmaster/backstage-plugin-hostnames-node';

/** What a live hostname may have left behind: after a move, or with other names or another key on its certificate. */
export interface LeftoverFacts {
  /** The certificate in use now. */
  current: string;
  /** Every certificate of the request. */
  owned: Certificate[];
  /** Gateway of the request now. */
  gateway: string;
  /** Gateways whose configuration has certificates of the request. */
  configured: Array<{ gateway: string; certificates: string[] }>;
  /** Milliseconds for which everything has been as it is now. */
  settledFor: number;
  /** How long resolvers may still send clients to where the alias pointed before. */
  drain: number;
}

export type TidyAction =
  | { kind: 'detach'; gateway: string; certificates: string[] }
  | { kind: 'deleteCertificate'; ref: string };

/**
 * | leftover | decision |
 * | --- | --- |
 * | another certificate on the gateway of today | detach it |
 * | any certificate on another gateway, alias moved 10 s ago | wait |
 * | any certificate on another gateway, alias moved a minute ago | detach it |
 * | another certificate, in use | wait |
 * | another certificate, unused | delete it |
 */
export function decideTidy(
  facts: LeftoverFacts,
):
  | { kind: 'nothing' }
  | { kind: 'act'; action: TidyAction }
  | { kind: 'wait'; checkAfter: number } {
  const { current, gateway, configured, owned, settledFor, drain } = facts;
  const here = configured.find(each => each.gateway === gateway);
  const old = here?.certificates.filter(ref => ref !== current) ?? [];
  if (old.length > 0) {
    return {
      kind: 'act',
      action: { kind: 'detach', gateway, certificates: old },
    };
  }
  const elsewhere = configured.find(each => each.gateway !== gateway);
  if (elsewhere) {
    return settledFor < drain
      ? { kind: 'wait', checkAfter: drain - settledFor }
      : { kind: 'act', action: { kind: 'detach', ...elsewhere } };
  }
  const superseded = owned.filter(({ ref }) => ref !== current);
  const idle = superseded.find(({ inUse }) => !inUse);
  if (idle) {
    return {
      kind: 'act',
      action: { kind: 'deleteCertificate', ref: idle.ref },
    };
  }
  return superseded.length > 0
    ? { kind: 'wait', checkAfter: 15_000 }
    : { kind: 'nothing' };
}
