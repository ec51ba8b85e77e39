import { Random } from '@hostmaster/kubernetes-runtime';
import { DnsView } from './DnsView';
import { Resolution, ResolutionWalk } from './ResolutionWalk';

/**
 * Answers a question from a view, in the order of RFC 1034 section 4.3.2: CNAMEs are followed as long as the view knows the
 * next name; negative answers carry the SOA with the negative lifetime of RFC 2308.
 *
 * `name` as the asker wrote it: its case is kept in the answer.
 *
 * @public
 */
export function resolve(
  view: DnsView,
  name: string,
  type: string,
  random: Random,
): Resolution {
  return new ResolutionWalk(view, type, random).from(name);
}
