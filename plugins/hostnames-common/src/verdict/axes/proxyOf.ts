import { Subject } from '../Subject';

/** Names that content delivery networks and other proxies answer under. */
const PROXIES: Array<{ name: string; names: RegExp }> = [
  { name: 'Cloudflare', names: /\.cdn\.cloudflare\.net$/ },
  { name: 'CloudFront', names: /\.cloudfront\.net$/ },
  { name: 'Global Accelerator', names: /\.awsglobalaccelerator\.com$/ },
  { name: 'Fastly', names: /\.(?:fastly|fastlylb|freetls\.fastly)\.net$/ },
  { name: 'Akamai', names: /\.(?:edgekey|edgesuite|akamaiedge|akamai)\.net$/ },
  { name: 'Azure Front Door', names: /\.(?:azurefd|azureedge)\.net$/ },
  { name: 'Imperva', names: /\.(?:incapdns|impervadns)\.net$/ },
  { name: 'bunny.net', names: /\.b-cdn\.net$/ },
];

/**
 * The proxy that stands in front of the hostname, after the names that DNS answers with; undefined when none is seen.
 *
 * @internal
 */
export function proxyOf({ seen }: Subject): string | undefined {
  if (seen.dns?.kind !== 'answer') return undefined;
  const names = seen.dns.cnames.map(name =>
    name.toLowerCase().replace(/\.$/, ''),
  );
  return PROXIES.find(proxy => names.some(name => proxy.names.test(name)))
    ?.name;
}
