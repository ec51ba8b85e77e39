import { BucketLimit } from './core/TokenBucket';

/** Quotas and request rates of the emulated account. @public */
export interface AwsLimits {
  /** Whether a refused request uses up a token (not published; default false). */
  throttledCallsTakeTokens: boolean;
  route53: {
    /** All operations of the account together, all regions, all tools. */
    requests: BucketLimit;
    /** Further buckets for single operations. */
    operations: Record<string, BucketLimit>;
    /** Record changes per second over the account; no limit when left out. */
    changes?: BucketLimit;
    hostedZones: number;
    /** Zones of one and the same name. */
    hostedZonesOfOneName: number;
    recordsPerZone: number;
    valuesPerRecordSet: number;
    recordSetsOfOneNameAndType: number;
    /** ResourceRecord elements of a batch, alias records included; UPSERT counts twice. */
    batchElements: number;
    /** Characters of all values of a batch; UPSERT counts twice. */
    batchCharacters: number;
    /** Whether the DNS name of an alias counts towards `batchCharacters`. */
    aliasNamesCountAsCharacters: boolean;
    vpcsPerZone: number;
    protectionsPerZone: number;
    reusableDelegationSets: number;
  };
  acm: {
    /** Per operation; the name `default` covers those that are not listed. */
    requests: Record<string, BucketLimit>;
    certificates: number;
    requestsPerYear: number;
    importedCertificates: number;
    importsPerYear: number;
    namesPerCertificate: number;
  };
  elb: {
    describe: BucketLimit;
    modify: BucketLimit;
    targets: BucketLimit;
    /** AddListenerCertificates and RemoveListenerCertificates. */
    listenerCertificates: BucketLimit;
    loadBalancers: number;
    certificatesPerLoadBalancer: number;
    /** Whether the default certificate counts when it is in the list as well. */
    repeatedDefaultCounts: boolean;
    listenersPerLoadBalancer: number;
    rulesPerLoadBalancer: number;
    targetGroupsPerLoadBalancer: number;
    targetGroups: number;
    targetGroupsPerAction: number;
    targetsPerTargetGroup: number;
    conditionValuesPerRule: number;
    wildcardsPerRule: number;
  };
  iam: {
    /** All operations together; the real figure is not published. */
    requests: BucketLimit;
  };
}

const perSecond = (rate: number): BucketLimit => ({
  capacity: rate,
  refillPerSecond: rate,
});
const unlimited: BucketLimit = {
  capacity: Number.MAX_SAFE_INTEGER,
  refillPerSecond: Number.MAX_SAFE_INTEGER,
};

/** The published limits of a fresh account. Sources: the Quotas pages of the three services' guides. @public */
export const awsLimits: AwsLimits = {
  throttledCallsTakeTokens: false,
  route53: {
    requests: perSecond(5),
    operations: {},
    hostedZones: 500,
    hostedZonesOfOneName: 100,
    recordsPerZone: 10_000,
    valuesPerRecordSet: 400,
    recordSetsOfOneNameAndType: 100,
    batchElements: 1000,
    batchCharacters: 32_000,
    aliasNamesCountAsCharacters: false,
    vpcsPerZone: 300,
    protectionsPerZone: 1000,
    reusableDelegationSets: 100,
  },
  acm: {
    requests: {
      RequestCertificate: perSecond(5),
      DescribeCertificate: perSecond(10),
      GetCertificate: perSecond(10),
      ListCertificates: perSecond(1),
      DeleteCertificate: perSecond(10),
      AddTagsToCertificate: perSecond(5),
      RemoveTagsFromCertificate: perSecond(5),
      ListTagsForCertificate: perSecond(10),
      UpdateCertificateOptions: perSecond(5),
      RenewCertificate: perSecond(5),
      ExportCertificate: perSecond(5),
      ImportCertificate: perSecond(1),
      ResendValidationEmail: perSecond(1),
      GetAccountConfiguration: perSecond(1),
      PutAccountConfiguration: perSecond(1),
      default: perSecond(5),
    },
    certificates: 2500,
    requestsPerYear: 5000,
    importedCertificates: 2500,
    importsPerYear: 5000,
    namesPerCertificate: 10,
  },
  elb: {
    describe: { capacity: 200, refillPerSecond: 50 },
    modify: { capacity: 20, refillPerSecond: 3 },
    targets: { capacity: 20, refillPerSecond: 4 },
    listenerCertificates: { capacity: 20, refillPerSecond: 3 },
    loadBalancers: 50,
    certificatesPerLoadBalancer: 25,
    repeatedDefaultCounts: true,
    listenersPerLoadBalancer: 50,
    rulesPerLoadBalancer: 100,
    targetGroupsPerLoadBalancer: 100,
    targetGroups: 3000,
    targetGroupsPerAction: 5,
    targetsPerTargetGroup: 1000,
    conditionValuesPerRule: 5,
    wildcardsPerRule: 5,
  },
  iam: { requests: { capacity: 40, refillPerSecond: 20 } },
};

/**
 * Published request rates, entity quotas raised far enough for 10,000 hostnames: what a large installation has asked AWS
 * Support for.
 *
 * @public
 */
export const raisedLimits: AwsLimits = {
  ...awsLimits,
  route53: {
    ...awsLimits.route53,
    hostedZones: 20_000,
    recordsPerZone: 100_000,
  },
  acm: {
    ...awsLimits.acm,
    certificates: 50_000,
    requestsPerYear: 100_000,
    importedCertificates: 50_000,
    importsPerYear: 100_000,
    namesPerCertificate: 100,
  },
  elb: {
    ...awsLimits.elb,
    listenerCertificates: { capacity: 40, refillPerSecond: 10 },
    loadBalancers: 1000,
    certificatesPerLoadBalancer: 100,
    rulesPerLoadBalancer: 1000,
    targetGroups: 30_000,
  },
};

/**
 * `raisedLimits` with Route 53's account bucket as its guide describes it in 2026: 50 requests at once, 10 a second, and 40
 * and 2 for CreateHostedZone.
 *
 * @public
 */
export const raisedLimits2026: AwsLimits = {
  ...raisedLimits,
  route53: {
    ...raisedLimits.route53,
    requests: { capacity: 50, refillPerSecond: 10 },
    operations: { CreateHostedZone: { capacity: 40, refillPerSecond: 2 } },
  },
};

/** No request rates at all, quotas as `raisedLimits`: for tests that are not about limits. @public */
export const noRateLimits: AwsLimits = {
  ...raisedLimits,
  route53: { ...raisedLimits.route53, requests: unlimited, operations: {} },
  acm: { ...raisedLimits.acm, requests: { default: unlimited } },
  elb: {
    ...raisedLimits.elb,
    describe: unlimited,
    modify: unlimited,
    targets: unlimited,
    listenerCertificates: unlimited,
  },
  iam: { requests: unlimited },
};
