/** Something of the emulated account changed. @public */
export type AwsChange =
  | {
      kind: 'zone';
      zoneId: string;
      zoneName: string;
      what: 'created' | 'deleted' | 'updated';
    }
  | {
      kind: 'records';
      zoneId: string;
      zoneName: string;
      what: 'written' | 'inSync';
      names: string[];
    }
  | { kind: 'certificate'; region: string; arn: string; what: string }
  | { kind: 'loadBalancer'; region: string; arn: string; what: string }
  | { kind: 'iam'; name: string; what: string }
  | { kind: 'faults' }
  | { kind: 'event'; event: AcmEvent };

/** An event as ACM sends it to EventBridge, best effort. @public */
export interface AcmEvent {
  source: 'aws.acm';
  detailType:
    | 'ACM Certificate Available'
    | 'ACM Certificate Approaching Expiration'
    | 'ACM Certificate Expired'
    | 'ACM Certificate Renewal Action Required'
    | 'ACM Certificate Revoked';
  account: string;
  region: string;
  /** ISO 8601. */
  time: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** @public */
export class ChangeFeed {
  private readonly listeners = new Set<(change: AwsChange) => void>();

  emit(change: AwsChange): void {
    for (const listener of this.listeners) listener(change);
  }

  /** The returned function ends the subscription. */
  subscribe(listener: (change: AwsChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
