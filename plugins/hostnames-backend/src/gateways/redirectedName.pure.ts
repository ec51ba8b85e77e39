import type { RequestObject } from './kinds';

/** With `dns.wwwRedirect`: the name that only sends visitors on to the hostname. */
export function redirectedName(
  spec: Pick<RequestObject['spec'], 'hostname' | 'dns'>,
): [string] | undefined {
  const { hostname, dns } = spec;
  const can = !hostname.startsWith('*.') && !hostname.startsWith('www.');
  return dns?.wwwRedirect && can ? [`www.${hostname}`] : undefined;
}
