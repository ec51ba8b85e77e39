import { parseEntityRef } from '@backstage/catalog-model';
import { FileChange } from '../publish/PullRequestPublisher';
import { EntityFacts } from './EntityFacts';

/** What a pull request is for. */
export interface Purpose {
  kind: 'hostname-request' | 'route' | 'certificate' | 'removal' | 'files';
  hostname?: string;
  facts?: EntityFacts;
  appBaseUrl: string;
}

/** Title of the pull request and of its commit. */
export function titleOf({ kind, hostname, facts }: Purpose): string {
  const service = facts ? ` for ${oneLine(facts.title)}` : '';
  switch (kind) {
    case 'hostname-request':
      return `Request hostname ${hostname}${service}`;
    case 'route':
      return `Route ${hostname}${service}`;
    case 'certificate':
      return `Request a certificate for ${hostname}${service}`;
    case 'removal':
      return `Remove hostname ${hostname}${service}`;
    default:
      return 'Change manifests';
  }
}

/** Says to a reviewer what happens after the merge and who acts. */
export function descriptionOf(purpose: Purpose, files: FileChange[]): string {
  const { facts, appBaseUrl } = purpose;
  const lines = [
    whatHappens(purpose),
    '',
    ...files.map(
      ({ path, content }) =>
        `- \`${path}\`${content === undefined ? ' (removed)' : ''}`,
    ),
  ];
  if (facts) {
    const { kind, namespace, name } = parseEntityRef(facts.entity);
    const page = `${appBaseUrl}/catalog/${[namespace, kind, name]
      .map(encodeURIComponent)
      .join('/')}/hostnames`;
    lines.push(
      '',
      `Service: [${plainText(facts.title)}](${page}) · owner: \`${
        facts.owner ?? 'unknown'
      }\``,
    );
  }
  return lines.join('\n');
}

function whatHappens({ kind, hostname }: Purpose): string {
  switch (kind) {
    case 'hostname-request':
      return `After the merge \`${hostname}\` is claimed, gets a certificate, a place on a gateway and its DNS records. Usually it is live within 5 to 30 minutes; nobody has to act besides merging.`;
    case 'route':
      return `After the merge the route serves \`${hostname}\`, which this team holds already. Nobody has to act besides merging.`;
    case 'certificate':
      return `After the merge cert-manager proves control of \`${hostname}\` by a TXT record and keeps the certificate in a Secret, renewed by itself.`;
    case 'removal':
      return `After the merge \`${hostname}\` stops answering: its DNS records, listener, certificate and claim are removed in that order. The name stays reserved for its former owner until the cool-down has passed.`;
    default:
      return 'Changes these manifests:';
  }
}

/** A title from the catalog may be any text: on one line it cannot add to a commit message. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 100);
}

/** Nor does it become a link, an image or a mention in the pull request. */
function plainText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()<>#|!]/g, '\\$&')
    .replace(/@/g, '@\u200b');
}
