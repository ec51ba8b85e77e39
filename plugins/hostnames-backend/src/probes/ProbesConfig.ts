import { readFileSync } from 'node:fs';
import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { createAddressPolicy } from './AddressPolicy';
import { Endpoint } from './Dialer';

/** `hostnames.probes`, as the probes use it. Durations in milliseconds. */
export interface ProbesConfig {
  enabled: boolean;
  interval: number;
  settlingInterval: number;
  concurrency: number;
  resolvers: Endpoint[];
  /** Asked for every zone in place of the zone's own servers. */
  authoritative?: Endpoint[];
  edgePort: number;
  allowedAddresses: string[];
  /** PEM, in addition to the roots that come with Node. */
  extraRoots: string[];
}

/** @throws Error that names the key and what is wrong with it. */
export function readProbesConfig(config: Config): ProbesConfig {
  const probes = config.getOptionalConfig('hostnames.probes');
  const allowedAddresses =
    probes?.getOptionalStringArray('allowedAddresses') ?? [];
  named('hostnames.probes.allowedAddresses', () =>
    createAddressPolicy(allowedAddresses),
  );
  const authoritative = listOf(probes, 'authoritative');
  const resolvers =
    listOf(probes, 'resolvers') ?? getServers().filter(parseEndpoint);

  return {
    enabled: probes?.getOptionalBoolean('enabled') ?? true,
    interval: duration(probes, 'interval', 5 * 60_000),
    settlingInterval: duration(probes, 'settlingInterval', 15_000),
    concurrency: positive(probes, 'concurrency', 10),
    resolvers: endpoints('hostnames.probes.resolvers', resolvers),
    ...(authoritative
      ? {
          authoritative: endpoints(
            'hostnames.probes.authoritative',
            authoritative,
          ),
        }
      : {}),
    edgePort: positive(
      probes,
      'edgePort',
      probes?.getOptionalNumber('httpsPort') ?? 443,
    ),
    allowedAddresses,
    extraRoots: (listOf(probes, 'extraRoots') ?? []).map(readRoot),
  };
}

function duration(
  config: Config | undefined,
  key: string,
  fallback: number,
): number {
  if (!config?.has(key)) return fallback;
  const milliseconds = durationToMilliseconds(
    readDurationFromConfig(config, { key }),
  );
  if (milliseconds < 1_000)
    throw new Error(`hostnames.probes.${key} must be at least one second`);
  return milliseconds;
}

function positive(
  config: Config | undefined,
  key: string,
  fallback: number,
): number {
  const value = config?.getOptionalNumber(key) ?? fallback;
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(
      `hostnames.probes.${key} must be a whole number from 1, not ${value}`,
    );
  }
  return value;
}

/** A list may be written as one string too. */
function listOf(config: Config | undefined, key: string): string[] | undefined {
  const value = config?.getOptional(key);
  if (value === undefined) return undefined;
  return typeof value === 'string' ? [value] : config?.getStringArray(key);
}

function endpoints(key: string, values: string[]): Endpoint[] {
  return values.map(value => {
    const endpoint = parseEndpoint(value);
    if (!endpoint)
      throw new Error(
        `${key}: '${value}' is not an IP address, alone or with a port (192.0.2.1:53, [2001:db8::1]:53)`,
      );
    return endpoint;
  });
}

/** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:5353`. */
export function parseEndpoint(value: string): Endpoint | undefined {
  if (isIP(value)) return { address: value, port: 53, configured: true };
  const [, address, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(value) ?? [];
  if (!isIP(address ?? '') || Number(port) < 1 || Number(port) > 65_535)
    return undefined;
  return { address, port: Number(port), configured: true };
}

function readRoot(value: string): string {
  if (value.includes('-----BEGIN CERTIFICATE-----')) return value;
  const pem = named('hostnames.probes.extraRoots', () =>
    readFileSync(value, 'utf8'),
  );
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new Error(
      `hostnames.probes.extraRoots: ${value} holds no PEM certificate`,
    );
  }
  return pem;
}

function named<T>(key: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${key}: ${(error as Error).message}`);
  }
}
