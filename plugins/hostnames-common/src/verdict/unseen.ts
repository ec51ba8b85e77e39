import type { Axis, AxisId } from '../schema/openapi/generated/models';
import { Judgement } from './Judgement';
import { checkAgain, link } from './nextSteps';
import { Subject } from './Subject';
import { momentOf } from './times';

const WORDS: Record<Axis['level'], string> = {
  ok: 'OK',
  improve: 'works, could be better',
  waiting: 'waiting',
  action: 'action needed',
  unknown: 'unknown',
};

/** Which providers' silence hides an axis. */
const PROVIDERS: Partial<Record<AxisId, Subject['providers'][number]['kind']>> =
  { certificate: 'certificates', dns: 'dns', gateway: 'loadBalancers' };

/**
 * An axis of which nothing is known at present, because the cluster or the provider does not answer: what was known is said as
 * last seen, never as true now. What was seen from outside stays.
 *
 * @internal
 */
export function orUnseen(judgement: Judgement, subject: Subject): Judgement {
  if (judgement.seenOutside || judgement.id === 'live') return judgement;
  const silence = silenceOf(judgement.id, subject);
  if (!silence) return judgement;
  const since = momentOf(silence.since);
  return {
    id: judgement.id,
    level: 'unknown',
    state: silence.state,
    label: 'Cannot be seen',
    sentence: `${silence.who} has not answered${
      since ? ` since ${since}` : ''
    }; last seen ${WORDS[judgement.level]}`,
    since: silence.since,
    who: 'platform',
    evidence: [
      {
        label: 'Last seen',
        value: judgement.sentence,
        ...(silence.since ? { at: silence.since } : {}),
      },
      ...(silence.message ? [{ label: 'Error', value: silence.message }] : []),
    ],
    comparisons: judgement.comparisons,
    next: [
      link('See clusters and providers', '/hostnames/clusters'),
      checkAgain(),
    ],
  };
}

function silenceOf(
  id: AxisId,
  subject: Subject,
):
  | { state: string; who: string; since?: string; message?: string }
  | undefined {
  const { cluster } = subject;
  if (!cluster.reachable) {
    return {
      state: 'cluster-unseen',
      who: `Cluster ${cluster.name}`,
      since: cluster.since,
    };
  }
  const provider = failingProvider(id, subject);
  return provider?.failing
    ? {
        state: 'provider-unseen',
        who: provider.id,
        since: provider.failing.since,
        message: provider.failing.message,
      }
    : undefined;
}

/** Which of several providers a hostname uses is not always known: then only the silence of all of them counts. */
function failingProvider(
  id: AxisId,
  { providers, certificate }: Subject,
): Subject['providers'][number] | undefined {
  const ofKind = providers.filter(({ kind }) => kind === PROVIDERS[id]);
  const own =
    id === 'certificate' && certificate
      ? ofKind.filter(
          provider =>
            (provider.id === 'acm') === certificate.ref.startsWith('arn:'),
        )
      : [];
  const asked = own.length ? own : ofKind;
  return asked.every(({ failing }) => failing) ? asked[0] : undefined;
}
