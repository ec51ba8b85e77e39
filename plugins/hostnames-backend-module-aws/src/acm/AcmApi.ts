import {
  ACMClient,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  KeyAlgorithm,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import {
  CertificateDetail,
  CertificateOrder,
  CertificateOwner,
  ProviderError,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Budget } from '../budget/Budget';
import { CallPriority } from '../budget/FairQueue';
import { AwsCaller } from '../calls/AwsCaller';
import { awsErrorMessage, awsErrorName } from '../calls/translateAwsError';
import { ReadProgress } from '../views/SharedRead';
import { idempotencyToken, subjectOf } from './orders';
import { QuotaMemory } from './QuotaMemory';
import { readOwnerTags, writeOwnerTags } from './ownerTags';
import { ListedCertificate, readDetail, readSummary } from './readCertificate';

const CERTIFICATES_PER_PAGE = 1000;

/** Left out, ListCertificates shows RSA certificates only. */
const ALL_KEY_TYPES = Object.values(KeyAlgorithm);

const LIMITS = {
  names:
    'ACM: the request has more names than this account may put on one certificate; leave some out or have the quota raised',
  yearly:
    'ACM: this account has requested as many certificates as it may within 365 days; have the quota L-DA1D8B98 raised',
  total:
    'ACM: this account holds as many certificates as it may; delete unused ones or have the quota L-F141DD1D raised',
};

/** ACM counts every operation by itself. */
export interface AcmBudgets {
  request: Budget;
  describe: Budget;
  list: Budget;
  listTags: Budget;
  delete: Budget;
}

/** The five calls made to ACM, in our words. Every one waits for its budget. */
export class AcmApi {
  constructor(
    private readonly client: ACMClient,
    private readonly caller: AwsCaller,
    private readonly budgets: AcmBudgets,
    readonly region: string,
    readonly quotas: QuotaMemory,
  ) {}

  /**
   * All certificates, newest first, of every key type and status. With `createdAfter` (wall-clock ms) it ends with the page
   * that reaches back further, if ACM sorts as asked.
   */
  async list(
    progress: ReadProgress,
    createdAfter: number = Number.NEGATIVE_INFINITY,
  ): Promise<{
    certificates: ListedCertificate[];
    isWhole: boolean;
    pages: number;
  }> {
    const certificates: ListedCertificate[] = [];
    let token: string | undefined;
    for (let pages = 1; ; pages++) {
      const command = new ListCertificatesCommand({
        Includes: { keyTypes: ALL_KEY_TYPES },
        MaxItems: CERTIFICATES_PER_PAGE,
        SortBy: 'CREATED_AT',
        SortOrder: 'DESCENDING',
        NextToken: token,
      });
      const page = await this.caller.call(
        {
          operation: 'ListCertificates',
          budget: this.budgets.list,
          kind: 'read',
          namespace: 'inventory',
          priority: progress.priority(),
          members: ['CertificateSummaryList'],
        },
        abortSignal => this.client.send(command, { abortSignal }),
      );
      for (const summary of page.CertificateSummaryList ?? []) {
        const certificate = readSummary(summary);
        if (certificate) certificates.push(certificate);
      }
      token = page.NextToken || undefined;
      if (token === undefined) return { certificates, isWhole: true, pages };
      if (reachesBackTo(certificates, createdAfter)) {
        return { certificates, isWhole: false, pages };
      }
    }
  }

  /** `undefined`: no such certificate, or not readable yet. */
  async describe(
    ref: string,
    how: { namespace: string; priority: CallPriority; signal?: AbortSignal },
  ): Promise<CertificateDetail | undefined> {
    const command = new DescribeCertificateCommand({ CertificateArn: ref });
    const answer = await ifFound(
      this.caller.call(
        {
          operation: 'DescribeCertificate',
          budget: this.budgets.describe,
          kind: 'read',
          ...how,
          members: ['Certificate'],
        },
        abortSignal => this.client.send(command, { abortSignal }),
      ),
    );
    return answer?.Certificate && readDetail(answer.Certificate);
  }

  /** Whose the certificate is by its tags; `undefined`: there is no such certificate. */
  async owner(
    ref: string,
    how: { namespace: string; priority: CallPriority; signal?: AbortSignal },
  ): Promise<{ owner?: CertificateOwner } | undefined> {
    const command = new ListTagsForCertificateCommand({ CertificateArn: ref });
    const answer = await ifFound(
      this.caller.call(
        {
          operation: 'ListTagsForCertificate',
          budget: this.budgets.listTags,
          kind: 'read',
          ...how,
          members: ['Tags'],
        },
        abortSignal => this.client.send(command, { abortSignal }),
      ),
    );
    return answer && { owner: readOwnerTags(answer.Tags ?? []) };
  }

  /** @throws ProviderError; `quota` says in `details.limit` which */
  async request(
    order: CertificateOrder,
    { deletedRef, signal }: { deletedRef?: string; signal?: AbortSignal },
  ): Promise<string> {
    const subject = subjectOf(order.names);
    const others = [...new Set(order.names)].filter(name => name !== subject);
    const command = new RequestCertificateCommand({
      DomainName: subject,
      ...(others.length > 0 && { SubjectAlternativeNames: others.sort() }),
      ValidationMethod: 'DNS',
      KeyAlgorithm: order.keyAlgorithm,
      IdempotencyToken: idempotencyToken(order, this.region, deletedRef),
      Tags: writeOwnerTags(order.owner),
    });
    const { namespace, cluster } = order.owner.identity;
    try {
      const answer = await this.caller.call(
        {
          operation: 'RequestCertificate',
          budget: this.budgets.request,
          kind: 'write',
          namespace: `${cluster}/${namespace}`,
          priority: 'high',
          retry: order.owner.attempt > 1,
          signal,
        },
        abortSignal => {
          // Others that waited for their turn with this one may have got the answer meanwhile.
          this.quotas.check(order);
          return this.client.send(command, { abortSignal });
        },
      );
      if (answer.CertificateArn) return answer.CertificateArn;
    } catch (error) {
      if (!isAnsweredQuota(error)) throw error;
      const limited = withLimit(error);
      this.quotas.reached(order, limited);
      throw limited;
    }
    throw new ProviderError(
      'unavailable',
      'ACM answered RequestCertificate without a certificate',
      {
        service: 'ACM',
        operation: 'RequestCertificate',
      },
    );
  }

  async delete(
    ref: string,
    how: { namespace: string; signal?: AbortSignal },
  ): Promise<'deleted' | 'inUse' | 'gone'> {
    const command = new DeleteCertificateCommand({ CertificateArn: ref });
    try {
      await this.caller.call(
        {
          operation: 'DeleteCertificate',
          budget: this.budgets.delete,
          kind: 'write',
          priority: 'high',
          ...how,
        },
        abortSignal => this.client.send(command, { abortSignal }),
      );
      this.quotas.deleted();
      return 'deleted';
    } catch (error) {
      const name = awsErrorName(error);
      if (name === 'ResourceInUseException') return 'inUse';
      if (name === 'ResourceNotFoundException') return 'gone';
      throw error;
    }
  }

  status() {
    return Object.values(this.budgets).map((budget: Budget) => budget.status());
  }
}

/** Whether the newest-first list so far ends with something older; never where it is not sorted. */
function reachesBackTo(
  certificates: ListedCertificate[],
  createdAfter: number,
): boolean {
  const times = certificates.map(({ createdAt }) => createdAt);
  const isSorted = times.every(
    (time, index) =>
      time !== undefined && (index === 0 || time <= (times[index - 1] ?? 0)),
  );
  const oldest = times[times.length - 1];
  return isSorted && oldest !== undefined && oldest < createdAfter;
}

async function ifFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** A limit that ACM itself has just answered; one remembered has no cause. */
function isAnsweredQuota(error: unknown): error is ProviderError {
  return (
    error instanceof ProviderError &&
    error.code === 'quota' &&
    error.details.cause !== undefined
  );
}

/** ACM has one error for all its limits; only the text tells them apart. */
function withLimit(error: ProviderError): ProviderError {
  const words = awsErrorMessage(error);
  const limit = limitNamedIn(words);
  return new ProviderError('quota', `${LIMITS[limit]} (${words})`, {
    ...error.details,
    limit,
  });
}

function limitNamedIn(words: string): keyof typeof LIMITS {
  if (/too many domains/i.test(words)) return 'names';
  return /year|365/i.test(words) ? 'yearly' : 'total';
}
