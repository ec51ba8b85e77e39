import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { InputError } from '@backstage/errors';
import {
  AwsIntervals,
  AwsRates,
  DEFAULT_FLUSH_MS,
  defaultAwsIntervals,
  defaultAwsRates,
} from './awsSettings';

/** `hostnames.aws`, with defaults filled in. */
export interface AwsConfig {
  region: string;
  accountId?: string;
  accessKey?: { accessKeyId: string; secretAccessKey: string };
  endpoints: { route53?: string; acm?: string; elb?: string };
  rates: AwsRates;
  intervals: AwsIntervals;
  flushMs: number;
}

/** `undefined`: AWS is not configured. @throws InputError that names the field */
export function readAwsConfig(root: Config): AwsConfig | undefined {
  const config = root.getOptionalConfig('hostnames.aws');
  if (!config) return undefined;
  return {
    region: config.getString('region'),
    accountId: readAccountId(config),
    accessKey: readAccessKey(config),
    endpoints: readEndpoints(config),
    rates: readRates(config),
    intervals: readIntervals(config),
    flushMs: readDuration(config, 'flushWindow', DEFAULT_FLUSH_MS),
  };
}

/** YAML turns an unquoted account id into a number. */
function readAccountId(config: Config): string | undefined {
  const value = config.getOptional('accountId');
  if (value === undefined) return undefined;
  const text = String(value);
  if (/^\d{12}$/.test(text)) return text;
  throw new InputError(
    `hostnames.aws.accountId is '${text}': an account id has twelve digits; put it in quotes`,
  );
}

function readAccessKey(config: Config): AwsConfig['accessKey'] {
  const accessKeyId = config.getOptionalString('accessKeyId');
  const secretAccessKey = config.getOptionalString('secretAccessKey');
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey };
  if (!accessKeyId && !secretAccessKey) return undefined;
  throw new InputError(
    'hostnames.aws: accessKeyId and secretAccessKey belong together; set both or neither',
  );
}

function readEndpoints(config: Config): AwsConfig['endpoints'] {
  const read = (name: string) => {
    const url = config.getOptionalString(`endpoints.${name}`);
    if (url === undefined || URL.canParse(url)) return url;
    throw new InputError(
      `hostnames.aws.endpoints.${name} is '${url}': it must be a URL such as http://127.0.0.1:5000`,
    );
  };
  return { route53: read('route53'), acm: read('acm'), elb: read('elb') };
}

function readRates(config: Config): AwsRates {
  const read = (name: string, ifUnset: number) => {
    const rate = config.getOptionalNumber(`rates.${name}`) ?? ifUnset;
    if (rate > 0) return rate;
    throw new InputError(
      `hostnames.aws.rates.${name} is ${rate}: it must be more than 0 calls per second`,
    );
  };
  const { route53, acm, elb } = defaultAwsRates;
  return {
    route53: read('route53', route53),
    acm: {
      request: read('acm.request', acm.request),
      describe: read('acm.describe', acm.describe),
      list: read('acm.list', acm.list),
      listTags: read('acm.listTags', acm.listTags),
      delete: read('acm.delete', acm.delete),
    },
    elb: { describe: read('elb.describe', elb.describe) },
  };
}

function readIntervals(config: Config): AwsIntervals {
  const read = (name: string, ifUnset: number) =>
    readDuration(config, `intervals.${name}`, ifUnset);
  const { zonesMs, records, certificates, loadBalancersMs } =
    defaultAwsIntervals;
  return {
    zonesMs: read('zones', zonesMs),
    records: {
      quickMs: read('records.quick', records.quickMs),
      slowMs: read('records.slow', records.slowMs),
    },
    certificates: {
      quickMs: read('certificates.quick', certificates.quickMs),
      slowMs: read('certificates.slow', certificates.slowMs),
    },
    loadBalancersMs: read('loadBalancers', loadBalancersMs),
  };
}

function readDuration(config: Config, key: string, ifUnset: number): number {
  if (!config.has(key)) return ifUnset;
  const milliseconds = durationToMilliseconds(
    readDurationFromConfig(config, { key }),
  );
  if (milliseconds > 0) return milliseconds;
  throw new InputError(
    `hostnames.aws.${key} must be longer than nothing, for example '30s'`,
  );
}
