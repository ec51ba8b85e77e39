import { HumanDuration } from '@backstage/types';

export interface Config {
  hostnames?: {
    /** Route 53, ACM and Elastic Load Balancing. Left out: the module offers nothing. */
    aws?: {
      /**
       * Region of the certificates and load balancers. Route 53 is the same in all regions.
       * @example eu-central-1
       */
      region: string;
      /**
       * The account to work in: its credentials are those of `aws.accounts` (`@backstage/integration-aws-node`). Left out: the
       * main account's, and without any configuration the SDK's own chain (role of the pod, environment, profile).
       * @example 123456789012
       */
      accountId?: string;
      /** A fixed access key instead, for emulators. Use roles everywhere else. */
      accessKeyId?: string;
      /**
       * Belongs to `accessKeyId`.
       * @visibility secret
       */
      secretAccessKey?: string;
      /** Other addresses than AWS's own, for emulators and private endpoints. Left out: AWS. */
      endpoints?: {
        /** @example http://127.0.0.1:5000 */
        route53?: string;
        acm?: string;
        elb?: string;
      };
      /**
       * Calls per second this installation may send, per account (Route 53) or account and region (the others). Set them to this
       * installation's share where others use the same account: another installation, external-dns, Terraform.
       */
      rates?: {
        /** All calls to Route 53 together; default 5. */
        route53?: number;
        acm?: {
          /** RequestCertificate; default 5. */
          request?: number;
          /** DescribeCertificate; default 10. */
          describe?: number;
          /** ListCertificates; default 1. */
          list?: number;
          /** ListTagsForCertificate; default 10. */
          listTags?: number;
          /** DeleteCertificate; default 10. */
          delete?: number;
        };
        elb?: {
          /** DescribeLoadBalancers, DescribeListeners and DescribeListenerCertificates together; default 10. */
          describe?: number;
        };
      };
      /** How often things are listed in the background. */
      intervals?: {
        /** Hosted zones; default 1 minute. */
        zones?: string | HumanDuration;
        records?: {
          /** For two minutes after a change of ours; default 1 minute. */
          quick?: string | HumanDuration;
          /** Default 5 minutes. Longer where listing all zones would take more than a third of the calls. */
          slow?: string | HumanDuration;
        };
        certificates?: {
          /** While something of ours is pending; default 15 seconds. */
          quick?: string | HumanDuration;
          /** Default 5 minutes. */
          slow?: string | HumanDuration;
        };
        /** Default 1 minute. */
        loadBalancers?: string | HumanDuration;
      };
      /**
       * How long changes of records are collected before they are sent, while few zones change; default 1 second. It grows by
       * itself with the number of zones that change.
       */
      flushWindow?: string | HumanDuration;
    };
  };
}
