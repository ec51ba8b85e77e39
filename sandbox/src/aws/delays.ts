import { DelayRange } from './core/ranges';

/** How long things take in the emulated account, all in milliseconds. @public */
export interface AwsDelays {
  /** From a call's arrival to its answer; half before it is executed, half after. */
  latency: DelayRange;
  route53: {
    /** How long a zone refuses further writes while it handles one (PriorRequestNotComplete). */
    zoneBusy: DelayRange;
    /** From PENDING to INSYNC. */
    inSync: DelayRange;
  };
  acm: {
    /** Until a requested certificate can be read. */
    visible: DelayRange;
    /** From then until its validation records are shown. */
    resourceRecord: DelayRange;
    /** On top of `resourceRecord` when the certificate has more than 20 names. */
    resourceRecordOfManyNames: DelayRange;
    /** ACM looks for the record this often while the request is young … */
    check: number;
    /** … that is, younger than this; afterwards each pause is twice the one before … */
    fastChecks: number;
    /** … up to this. */
    slowestCheck: number;
    /** From the look that finds every record to ISSUED. */
    issue: DelayRange;
    /** From the request until a name that is not allowed fails. */
    refuse: DelayRange;
    /** From the request to VALIDATION_TIMED_OUT. */
    validationTimeout: number;
    /** From attaching or detaching until InUse shows it. */
    inUse: DelayRange;
    /** How long lists still show a deleted certificate. */
    listAfterDelete: DelayRange;
    /** From the start of a renewal to its end, the record being there. */
    renew: DelayRange;
    /** How long RequestCertificate remembers an idempotency token. */
    tokenMemory: number;
  };
  elb: {
    /** From provisioning to active. */
    provision: DelayRange;
    /** How long after issuance a certificate is refused as UnsupportedCertificate. */
    unsupportedAfterIssue: DelayRange;
    /** From registering a target to healthy. */
    targetHealthy: DelayRange;
    /** How long a deregistered target drains. */
    draining: DelayRange;
  };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** As published or reported for the real service. @public */
export const awsDelays: AwsDelays = {
  latency: [30, 90],
  route53: { zoneBusy: [200, 500], inSync: [10 * SECOND, 60 * SECOND] },
  acm: {
    visible: [5 * SECOND, 8 * SECOND],
    resourceRecord: [0, 2 * SECOND],
    resourceRecordOfManyNames: [40 * SECOND, 80 * SECOND],
    check: 15 * SECOND,
    fastChecks: 5 * MINUTE,
    slowestCheck: 2 * HOUR,
    issue: [45 * SECOND, 150 * SECOND],
    refuse: [5 * SECOND, 30 * SECOND],
    validationTimeout: 72 * HOUR,
    inUse: [8 * SECOND, 12 * SECOND],
    listAfterDelete: [1 * SECOND, 5 * SECOND],
    renew: [10 * MINUTE, 60 * MINUTE],
    tokenMemory: HOUR,
  },
  elb: {
    provision: [2 * MINUTE, 3 * MINUTE],
    unsupportedAfterIssue: [20 * SECOND, 30 * SECOND],
    targetHealthy: [10 * SECOND, 30 * SECOND],
    draining: 5 * MINUTE,
  },
};

/** Everything visible within a few seconds: a person watches. @public */
export const demoDelays: AwsDelays = {
  latency: [5, 25],
  route53: { zoneBusy: 50, inSync: [2.5 * SECOND, 3.5 * SECOND] },
  acm: {
    visible: SECOND,
    resourceRecord: 0.5 * SECOND,
    resourceRecordOfManyNames: 2 * SECOND,
    check: SECOND,
    fastChecks: 72 * HOUR,
    slowestCheck: 5 * SECOND,
    issue: [5 * SECOND, 6 * SECOND],
    refuse: 2 * SECOND,
    validationTimeout: 72 * HOUR,
    inUse: 2 * SECOND,
    listAfterDelete: SECOND,
    renew: 5 * SECOND,
    tokenMemory: HOUR,
  },
  elb: {
    provision: 4 * SECOND,
    unsupportedAfterIssue: 2 * SECOND,
    targetHealthy: SECOND,
    draining: 2 * SECOND,
  },
};

/** Everything at once; the 72 hours of a validation and the hour of a token stay. @public */
export const noDelays: AwsDelays = {
  latency: 0,
  route53: { zoneBusy: 0, inSync: 0 },
  acm: {
    visible: 0,
    resourceRecord: 0,
    resourceRecordOfManyNames: 0,
    check: 0,
    fastChecks: 72 * HOUR,
    slowestCheck: 0,
    issue: 0,
    refuse: 0,
    validationTimeout: 72 * HOUR,
    inUse: 0,
    listAfterDelete: 0,
    renew: 0,
    tokenMemory: HOUR,
  },
  elb: {
    provision: 0,
    unsupportedAfterIssue: 0,
    targetHealthy: 0,
    draining: 0,
  },
};
