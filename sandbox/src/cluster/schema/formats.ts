import { isIPv4, isIPv6 } from 'node:net';

const UUID =
  /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})([.,]\d+)?(Z|z|[+-]\d{2}:\d{2})$/;
const HOST_LABEL = /^[A-Za-z0-9_]([-A-Za-z0-9_]*[A-Za-z0-9_])?$/;
const SHORT_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** What the `format` of a string schema asks of a value. Formats that are not in here are not checked. */
const FORMATS: Record<string, (value: string) => boolean> = {
  'date-time': isDateTime,
  datetime: isDateTime,
  date: value => isDateTime(`${value}T00:00:00Z`),
  duration: value =>
    /^[-+]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h|d|w| ns| ms| s| m| h| d| w)\s*)+$/.test(
      value,
    ) || value === '0',
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: isCidr,
  hostname: value =>
    value.length <= 253 &&
    value
      .replace(/\.$/, '')
      .split('.')
      .every(label => HOST_LABEL.test(label)),
  email: value => /^[^\s@<>]+@[^\s@<>]+$/.test(value),
  uri: isUri,
  uuid: value => UUID.test(value),
  uuid3: value => UUID.test(value) && value.replaceAll('-', '')[12] === '3',
  uuid4: value => UUID.test(value) && value.replaceAll('-', '')[12] === '4',
  uuid5: value => UUID.test(value) && value.replaceAll('-', '')[12] === '5',
  mac: value => /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value),
  hexcolor: value => /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.test(value),
  byte: value =>
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(
      value,
    ),
  'k8s-short-name': value => value.length <= 63 && SHORT_NAME.test(value),
  'k8s-long-name': value =>
    value.length <= 253 &&
    value.split('.').every(label => SHORT_NAME.test(label)),
};

/** Whether a string satisfies a format; true for formats that the API server does not check. @internal */
export function satisfiesFormat(format: string, value: string): boolean {
  return FORMATS[format]?.(value) ?? true;
}

/** RFC 3339 with a day that the calendar has. @internal */
export function isDateTime(value: string): boolean {
  const match = RFC_3339.exec(value);
  if (!match) return false;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map(Number);
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59)
    return false;
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isCidr(value: string): boolean {
  const [address, bits, ...rest] = value.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits ?? '')) return false;
  if (isIPv4(address)) return Number(bits) <= 32;
  return isIPv6(address) && Number(bits) <= 128;
}

function isUri(value: string): boolean {
  if (value.startsWith('/')) return !/\s/.test(value);
  return URL.canParse(value);
}
