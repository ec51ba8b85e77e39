import type { Verdict } from '../schema/openapi/generated/models';
import { judgeCertificate } from './axes/certificate';
import { judgeClaim } from './axes/claim';
import { judgeDns } from './axes/dns';
import { judgeGateway } from './axes/gateway';
import { judgeLive } from './axes/live';
import { judgeRoute } from './axes/route';
import { judgeDeletion } from './deletion';
import { Judgement } from './Judgement';
import { axisOf, headline, overallImpact, withoutUndefined } from './overall';
import { Subject, subjectOf } from './Subject';
import { toText } from './times';
import { orUnseen } from './unseen';
import type { VerdictInput } from './VerdictInput';

/**
 * The one verdict for a hostname, for every surface: what is the matter, since when, who acts, what they do. Pure: equal input
 * gives an equal verdict. The overall level is that of the worst axis that does not wait for another.
 *
 * @public
 */
export function judgeHostname(input: VerdictInput): Verdict {
  const subject = subjectOf(input);
  const judgements = input.deleting
    ? judgeDeletion(subject).map(each => orUnseen(each, subject))
    : judgeAxes(subject);
  const speaking = headline(judgements);
  return withoutUndefined<Verdict>({
    level: speaking.level,
    ...(input.deleting
      ? { impact: 'none' as const }
      : overallImpact(judgements)),
    label: labelOf(speaking, judgements),
    sentence: speaking.sentence,
    who: speaking.who ?? 'nobody',
    since: speaking.since,
    next: speaking.next ?? [],
    axes: judgements.map(axisOf),
    checkedAt: checkedAt(input),
    nextCheckAt: input.nextCheckAt,
  });
}

function judgeAxes(subject: Subject): Judgement[] {
  const claim = judgeClaim(subject);
  const certificate = judgeCertificate(subject);
  const dns = judgeDns(subject);
  const gateway = judgeGateway(subject);
  const route = judgeRoute(subject);
  const others = [claim, certificate, dns, gateway, route];
  const live = judgeLive(subject, others);
  return [...others.map(each => orUnseen(each, subject)), live];
}

function labelOf(speaking: Judgement, judgements: Judgement[]): string {
  if (speaking.level !== 'improve') return speaking.label;
  const isLive = judgements.some(({ state }) => state === 'serving');
  return isLive ? 'Live, could be better' : speaking.label;
}

/** The latest look from outside; without one, the moment of the judgement. */
function checkedAt({ now, probes }: VerdictInput): string {
  const looks = [probes.dns, probes.tls, probes.http].flatMap(probe =>
    probe && Number.isFinite(probe.at) ? [probe.at] : [],
  );
  return toText(looks.length ? Math.max(...looks) : now);
}
