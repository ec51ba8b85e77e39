import {
  DnsChange,
  DnsSubmission,
  RequestIdentity,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { PlannedSubmission } from './planBatch';

/** Changes of one subject on their way into a zone, and the promise of their outcome. */
export class Submission implements PlannedSubmission {
  readonly order: number;
  readonly namespace: string;
  readonly priority: 'high' | 'normal';
  readonly changes: DnsChange[];
  /** Monotonic ms. */
  readonly submittedAt: number;
  readonly outcome: Promise<DnsSubmission>;
  /** An answer was lost: a refusal may be about our own earlier success. */
  isUncertain = false;
  private resolve!: (outcome: DnsSubmission) => void;
  private reject!: (error: unknown) => void;

  constructor(options: {
    order: number;
    subject: RequestIdentity;
    changes: DnsChange[];
    priority: 'high' | 'normal';
    submittedAt: number;
  }) {
    this.order = options.order;
    this.namespace = `${options.subject.cluster}/${options.subject.namespace}`;
    this.priority = options.priority;
    this.changes = options.changes;
    this.submittedAt = options.submittedAt;
    this.outcome = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.outcome.catch(() => {});
  }

  settle(outcome: DnsSubmission): void {
    this.resolve(outcome);
  }

  fail(error: unknown): void {
    this.reject(error);
  }
}
