import { isIP } from 'node:net';
import { Environment } from '@marcbachmann/cel-js';
import { patternOf } from '../schema/goPattern';
import { Cidr, Ip } from './network';
import { Quantity } from './Quantity';
import { GO_MATCHES } from './rewriteExpression';

/** A URL inside an expression. */
class CelUrl {
  readonly parsed: URL;

  constructor(text: string) {
    this.parsed = new URL(text);
  }
}

type Comparable = bigint | number | string;

/**
 * The functions that Kubernetes adds to CEL: lists, strings, regular expressions, URLs, quantities, addresses.
 *
 * @internal
 */
export function celEnvironment(): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
  });
  addLists(environment);
  addStrings(environment);
  addUrls(environment);
  addQuantities(environment);
  addAddresses(environment);
  return environment;
}

function addLists(environment: Environment): void {
  environment
    .registerFunction('list.isSorted(): bool', (list: Comparable[]) =>
      list.every((item, index) => index === 0 || list[index - 1] <= item),
    )
    .registerFunction('list.sum(): dyn', (list: Array<bigint | number>) =>
      list.length === 0
        ? 0n
        : list.reduce(
            (sum, item) => ((sum as bigint) + (item as bigint)) as bigint,
          ),
    )
    .registerFunction('list.min(): dyn', (list: Comparable[]) =>
      smallest(list, (left, right) => left < right, 'min'),
    )
    .registerFunction('list.max(): dyn', (list: Comparable[]) =>
      smallest(list, (left, right) => left > right, 'max'),
    )
    .registerFunction(
      'list.indexOf(dyn): int',
      (list: unknown[], item: unknown) => BigInt(list.indexOf(item)),
    )
    .registerFunction(
      'list.lastIndexOf(dyn): int',
      (list: unknown[], item: unknown) => BigInt(list.lastIndexOf(item)),
    )
    .registerFunction(
      'list.slice(int, int): list',
      (list: unknown[], from: bigint, to: bigint) =>
        list.slice(Number(from), Number(to)),
    )
    .registerFunction('list.distinct(): list', (list: unknown[]) => [
      ...new Set(list),
    ]);
}

function addStrings(environment: Environment): void {
  environment
    .registerFunction(
      'string.replace(string, string): string',
      (text: string, from: string, to: string) =>
        text.replaceAll(from, () => to),
    )
    .registerFunction(
      'string.replace(string, string, int): string',
      replaceSome,
    )
    .registerFunction(
      'string.charAt(int): string',
      (text: string, index: bigint) => text.charAt(Number(index)),
    )
    .registerFunction('string.reverse(): string', (text: string) =>
      [...text].reverse().join(''),
    )
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) =>
        patternOf(pattern).exec(text)?.[0] ?? '',
    )
    .registerFunction(
      'string.findAll(string): list',
      (text: string, pattern: string) =>
        Array.from(
          text.matchAll(
            new RegExp(patternOf(pattern), `${patternOf(pattern).flags}g`),
          ),
          match => match[0],
        ),
    )
    .registerFunction(
      `string.${GO_MATCHES}(string): bool`,
      (text: string, pattern: string) => patternOf(pattern).test(text),
    )
    .registerFunction(
      'matches(string, string): bool',
      (text: string, pattern: string) => patternOf(pattern).test(text),
    )
    .registerFunction('string.format(list): string', formatted);
}

function addUrls(environment: Environment): void {
  environment
    .registerType('kubernetes.URL', CelUrl)
    .registerFunction('isURL(string): bool', (text: string) =>
      URL.canParse(text),
    )
    .registerFunction(
      'url(string): kubernetes.URL',
      (text: string) => new CelUrl(text),
    )
    .registerFunction('kubernetes.URL.getScheme(): string', (url: CelUrl) =>
      url.parsed.protocol.replace(/:$/, ''),
    )
    .registerFunction(
      'kubernetes.URL.getHost(): string',
      (url: CelUrl) => url.parsed.host,
    )
    .registerFunction(
      'kubernetes.URL.getHostname(): string',
      (url: CelUrl) => url.parsed.hostname,
    )
    .registerFunction(
      'kubernetes.URL.getPort(): string',
      (url: CelUrl) => url.parsed.port,
    )
    .registerFunction(
      'kubernetes.URL.getEscapedPath(): string',
      (url: CelUrl) => url.parsed.pathname,
    );
}

function addQuantities(environment: Environment): void {
  environment
    .registerType('kubernetes.Quantity', Quantity)
    .registerFunction('isQuantity(string): bool', Quantity.canParse)
    .registerFunction('quantity(string): kubernetes.Quantity', (text: string) =>
      Quantity.parse(text),
    )
    .registerFunction(
      'kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool',
      (left: Quantity, right: Quantity) => left.compareTo(right) > 0,
    )
    .registerFunction(
      'kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool',
      (left: Quantity, right: Quantity) => left.compareTo(right) < 0,
    )
    .registerFunction(
      'kubernetes.Quantity.compareTo(kubernetes.Quantity): int',
      (left: Quantity, right: Quantity) => BigInt(left.compareTo(right)),
    )
    .registerFunction(
      'kubernetes.Quantity.asInteger(): int',
      (quantity: Quantity) => BigInt(Math.trunc(quantity.value)),
    )
    .registerFunction('kubernetes.Quantity.sign(): int', (quantity: Quantity) =>
      BigInt(Math.sign(quantity.value)),
    );
}

function addAddresses(environment: Environment): void {
  environment
    .registerType('net.IP', Ip)
    .registerType('net.CIDR', Cidr)
    .registerFunction('isIP(string): bool', (text: string) => isIP(text) !== 0)
    .registerFunction('ip(string): net.IP', (text: string) => new Ip(text))
    .registerFunction('net.IP.family(): int', (ip: Ip) => BigInt(ip.family))
    .registerFunction('net.IP.isLoopback(): bool', (ip: Ip) => ip.isLoopback)
    .registerFunction(
      'net.IP.isUnspecified(): bool',
      (ip: Ip) => ip.isUnspecified,
    )
    .registerFunction('isCIDR(string): bool', Cidr.canParse)
    .registerFunction(
      'cidr(string): net.CIDR',
      (text: string) => new Cidr(text),
    )
    .registerFunction(
      'net.CIDR.containsIP(string): bool',
      (cidr: Cidr, ip: string) => cidr.contains(new Ip(ip)),
    )
    .registerFunction(
      'net.CIDR.containsIP(net.IP): bool',
      (cidr: Cidr, ip: Ip) => cidr.contains(ip),
    )
    .registerFunction('net.CIDR.prefixLength(): int', (cidr: Cidr) =>
      BigInt(cidr.prefixLength),
    )
    .registerFunction('net.CIDR.ip(): net.IP', (cidr: Cidr) => cidr.ip);
}

function smallest(
  list: Comparable[],
  isBefore: (left: Comparable, right: Comparable) => boolean,
  name: string,
): Comparable {
  if (list.length === 0) throw new Error(`${name} called on empty list`);
  return list.reduce((best, item) => (isBefore(item, best) ? item : best));
}

function replaceSome(
  text: string,
  from: string,
  to: string,
  count: bigint,
): string {
  let left = count < 0n ? Infinity : Number(count);
  return text.replaceAll(from, found => (left-- > 0 ? to : found));
}

/** `%s`, `%d`, `%f` (with precision), `%x`, `%b`, `%%`. */
function formatted(text: string, values: unknown[]): string {
  let next = 0;
  return text.replace(
    /%(?:\.(\d+))?([sdfxXbo%])/g,
    (_all, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      const value = values[next++];
      switch (verb) {
        case 'f':
          return Number(value).toFixed(
            precision === undefined ? 6 : Number(precision),
          );
        case 'x':
          return BigInt(value as bigint).toString(16);
        case 'X':
          return BigInt(value as bigint)
            .toString(16)
            .toUpperCase();
        case 'b':
          return BigInt(value as bigint).toString(2);
        case 'o':
          return BigInt(value as bigint).toString(8);
        default:
          return Array.isArray(value)
            ? `[${value.map(String).join(', ')}]`
            : String(value);
      }
    },
  );
}
