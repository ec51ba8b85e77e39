import {
  ClusterClient,
  ObjectStore,
  objectKey,
} from '@hostmaster/kubernetes-runtime';
import { AcmeAuthority } from './AcmeAuthority';
import { baseOf, challengeName, challengeOf, ensure } from './chainObjects';
import { DnsSolver } from './DnsSolver';
import { Challenge, Issuer, kinds, Order } from './objects';

/** Brings an Order's Challenges to their end: the TXT record is written, seen from outside, and taken away when all are valid. */
export class ChallengeWalk {
  constructor(
    private readonly options: {
      client: ClusterClient;
      challenges: ObjectStore<Challenge>;
      solver: DnsSolver;
      /** What the authority sees, through public DNS. */
      lookupTxt: (name: string) => Promise<string[]>;
    },
  ) {}

  /** One step on the way; whether the Order is valid now. */
  async walk(
    order: Order,
    issuer: Issuer,
    authority: AcmeAuthority,
  ): Promise<boolean> {
    if (!order.status?.state)
      await this.writeOrder(order, { state: 'pending' });
    const names = order.spec.dnsNames;
    const valueOf = (name: string) =>
      authority.challengeValue(objectKey(order.metadata), name);
    let valid = 0;
    for (const name of names) {
      const challenge = this.options.challenges.get({
        namespace: order.metadata.namespace,
        name: challengeName(order, name),
      });
      if (!challenge)
        await ensure(
          this.options.client,
          kinds.challenge,
          challengeOf(order, issuer, name, valueOf(name)),
        );
      else if (challenge.status?.state === 'valid') valid += 1;
      else await this.step(challenge, valueOf(name));
    }
    if (valid < names.length) return false;
    for (const name of names)
      await this.options.solver.cleanUp(baseOf(name), valueOf(name));
    await this.writeOrder(order, { state: 'valid' });
    return true;
  }

  private async step(challenge: Challenge, value: string): Promise<void> {
    const { solver, lookupTxt } = this.options;
    const { dnsName } = challenge.spec;
    const waiting = (presented: boolean, reason: string) =>
      this.write(challenge, {
        state: 'pending',
        processing: true,
        presented,
        reason,
      });
    const visible = await solver
      .present(dnsName, value)
      .catch((error: Error) => error);
    if (visible instanceof Error) return waiting(false, visible.message);
    if (!visible)
      return waiting(
        true,
        'Waiting for DNS-01 challenge propagation: DNS record not yet propagated',
      );
    const seen = await lookupTxt(`_acme-challenge.${dnsName}`).catch(
      (): string[] => [],
    );
    if (!seen.includes(value))
      return waiting(
        true,
        `Waiting for DNS-01 challenge propagation: DNS record for "${dnsName}" not yet propagated`,
      );
    return this.write(challenge, {
      state: 'valid',
      processing: false,
      presented: false,
      reason: 'Successfully authorized domain',
    });
  }

  private async write(
    challenge: Challenge,
    status: NonNullable<Challenge['status']>,
  ): Promise<void> {
    if (
      JSON.stringify({ ...challenge.status, ...status }) ===
      JSON.stringify(challenge.status)
    )
      return;
    await this.options.client.patch(
      kinds.challenge,
      challenge.metadata,
      { type: 'merge', body: { status } },
      { subresource: 'status' },
    );
  }

  private async writeOrder(
    order: Order,
    status: NonNullable<Order['status']>,
  ): Promise<void> {
    await this.options.client.patch(
      kinds.order,
      order.metadata,
      { type: 'merge', body: { status } },
      { subresource: 'status' },
    );
  }
}
