/** Calls per second to each API of one account. @public */
export interface AwsRates {
  /** All calls to Route 53 together. */
  route53: number;
  acm: {
    request: number;
    describe: number;
    list: number;
    listTags: number;
    delete: number;
  };
  elb: { describe: number };
}

/** Milliseconds between two listings of the same thing. @public */
export interface AwsIntervals {
  zonesMs: number;
  /** `quick`: for two minutes after a write of ours. */
  records: { quickMs: number; slowMs: number };
  /** `quick`: while something of ours is pending. */
  certificates: { quickMs: number; slowMs: number };
  loadBalancersMs: number;
}

/**
 * The published rates: Route 53 guide "Quotas"; ACM guide "Quotas" (API rates); ELB guide "Request throttling for the ELB API".
 *
 * @public
 */
export const defaultAwsRates: AwsRates = {
  route53: 5,
  acm: { request: 5, describe: 10, list: 1, listTags: 10, delete: 10 },
  elb: { describe: 10 },
};

/** @public */
export const defaultAwsIntervals: AwsIntervals = {
  zonesMs: 60_000,
  records: { quickMs: 60_000, slowMs: 300_000 },
  certificates: { quickMs: 15_000, slowMs: 300_000 },
  loadBalancersMs: 60_000,
};

/** How long changes of records are collected at low load, in ms. @public */
export const DEFAULT_FLUSH_MS = 1000;
