import { AwsDelays, noDelays } from '../../aws';

const SECOND = 1_000;

/** Times as short as keeps everything in its real order: nothing is visible at once, nothing takes long. */
export const exploreDelays: AwsDelays = {
  ...noDelays,
  latency: 20,
  route53: { zoneBusy: 100, inSync: 5 * SECOND },
  acm: {
    ...noDelays.acm,
    visible: 3 * SECOND,
    resourceRecord: SECOND,
    resourceRecordOfManyNames: SECOND,
    check: 5 * SECOND,
    slowestCheck: 60 * SECOND,
    issue: 10 * SECOND,
    refuse: 5 * SECOND,
    inUse: 5 * SECOND,
    listAfterDelete: 2 * SECOND,
    renew: 60 * SECOND,
  },
  elb: {
    provision: 20 * SECOND,
    unsupportedAfterIssue: 5 * SECOND,
    targetHealthy: SECOND,
    draining: SECOND,
  },
};
