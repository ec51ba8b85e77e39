import { isWebLink } from '../next';

/** What the form's page shows when the task is done. */
export interface TaskOutput {
  hostname?: string;
  /** Ref of the entity that the hostname serves. */
  entity?: string;
  pullRequestUrl?: string;
  /** What the task did to the pull request. */
  changed?: 'created' | 'updated' | 'nothing';
  /** All links of the task but the pull request's. */
  links: Array<{ title: string; url: string }>;
  texts: Array<{ title?: string; content: string }>;
}

const changes = ['created', 'updated', 'nothing'] as const;

/**
 * Reads a task's output, of which only `links` and `text` have a given form. A template may put `hostname`, `entity`,
 * `pullRequestUrl` and `changed` beside them; hostname and entity are else those of the form. What is missing or of
 * another form is left out.
 */
export function readTaskOutput(
  output: Record<string, unknown>,
  parameters: Record<string, unknown> = {},
): TaskOutput {
  const links = listOf(output.links).flatMap(({ title, url }) =>
    typeof url === 'string' && isWebLink(url)
      ? [{ title: typeof title === 'string' ? title : url, url }]
      : [],
  );
  const pullRequestUrl =
    webLink(output.pullRequestUrl) ??
    links.find(({ title }) => /pull request/i.test(title))?.url;
  const entity =
    textOf(output.entity) ??
    textOf(parameters.entity) ??
    textOf(listOf(output.links).find(({ entityRef }) => entityRef)?.entityRef);

  return {
    hostname: textOf(output.hostname) ?? textOf(parameters.hostname),
    entity,
    pullRequestUrl,
    changed: changes.find(change => change === output.changed),
    links: links.filter(({ url }) => url !== pullRequestUrl),
    texts: listOf(output.text).flatMap(({ title, content }) =>
      typeof content === 'string' ? [{ title: textOf(title), content }] : [],
    ),
  };
}

function listOf(value: unknown): Array<Record<string, unknown>> {
  return Array.isArray(value)
    ? value.filter(each => typeof each === 'object' && each !== null)
    : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function webLink(value: unknown): string | undefined {
  const text = textOf(value);
  return isWebLink(text) ? text : undefined;
}
