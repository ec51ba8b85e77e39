import { BlockList, isIP } from 'node:net';
import {
  QueryInput,
  queryStructure,
  queryStructures,
  queryText,
  queryTexts,
} from '../../aws/core/query';
import { Rule } from '../../aws';

/** A request as a load balancer looks at it. @public */
export interface EdgeRequest {
  method: string;
  /** Without the port. */
  host: string;
  /** Begins with `/`, no query. */
  path: string;
  /** Without the question mark. */
  query: string;
  headers: Record<string, string>;
  sourceAddress: string;
}

/** Whether every condition of a rule holds. @public */
export function ruleMatches(rule: Rule, request: EdgeRequest): boolean {
  return rule.conditions.every(condition => conditionHolds(condition, request));
}

function conditionHolds(condition: QueryInput, request: EdgeRequest): boolean {
  switch (condition.Field) {
    case 'host-header':
      return anyMatches(
        condition,
        'HostHeaderConfig',
        request.host.toLowerCase(),
        'i',
      );
    case 'path-pattern':
      return anyMatches(condition, 'PathPatternConfig', request.path, '');
    case 'http-header': {
      const name =
        queryText(
          queryStructure(condition, 'HttpHeaderConfig') ?? {},
          'HttpHeaderName',
        ) ?? '';
      const value = request.headers[name.toLowerCase()];
      return (
        value !== undefined &&
        anyMatches(condition, 'HttpHeaderConfig', value, 'i')
      );
    }
    case 'http-request-method':
      return valuesOf(condition, 'HttpRequestMethodConfig').includes(
        request.method,
      );
    case 'query-string':
      return queryHolds(condition, request.query);
    case 'source-ip':
      return sourceHolds(
        valuesOf(condition, 'SourceIpConfig'),
        request.sourceAddress,
      );
    default:
      return false;
  }
}

function valuesOf(condition: QueryInput, configName: string): string[] {
  return (
    queryTexts(queryStructure(condition, configName) ?? {}, 'Values') ??
    queryTexts(condition, 'Values') ??
    []
  );
}

function anyMatches(
  condition: QueryInput,
  configName: string,
  text: string,
  flags: string,
): boolean {
  if (
    valuesOf(condition, configName).some(pattern =>
      globMatches(pattern, text, flags),
    )
  )
    return true;
  const expressions =
    queryTexts(queryStructure(condition, configName) ?? {}, 'RegexValues') ??
    queryTexts(condition, 'RegexValues') ??
    [];
  return expressions.some(expression =>
    new RegExp(expression, flags).test(text),
  );
}

/** `*` stands for any text, `?` for one character. */
function globMatches(pattern: string, text: string, flags: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, `${flags}s`).test(text);
}

function queryHolds(condition: QueryInput, query: string): boolean {
  const given = [...new URLSearchParams(query)];
  const pairs =
    queryStructures(
      queryStructure(condition, 'QueryStringConfig') ?? {},
      'Values',
    ) ?? [];
  return pairs.some(pair => {
    const key = queryText(pair, 'Key');
    const value = queryText(pair, 'Value') ?? '';
    return given.some(
      ([name, text]) =>
        (key === undefined || globMatches(key, name, 'i')) &&
        globMatches(value, text, 'i'),
    );
  });
}

function sourceHolds(ranges: string[], address: string): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return ranges.some(range => {
    const [network, prefix] = range.split('/');
    if ((isIP(network) === 6 ? 'ipv6' : 'ipv4') !== family) return false;
    const list = new BlockList();
    list.addSubnet(
      network,
      Number(prefix ?? (family === 'ipv6' ? 128 : 32)),
      family,
    );
    return list.check(address, family);
  });
}
