import { InputError } from '@backstage/errors';

/** What the placeholders of a path pattern stand for. @public */
export interface ManifestPathValues {
  cluster?: string;
  namespace?: string;
  name?: string;
  hostname?: string;
  environment?: string;
  component?: string;
}

const PLACEHOLDERS = [
  'cluster',
  'namespace',
  'name',
  'hostname',
  'environment',
  'component',
] as const;

/**
 * The path of a manifest in a repository: `clusters/{cluster}/{namespace}/{name}.yaml`. A value fills a part of one path
 * segment and nothing else; a leading `*.` of a hostname is written `any.`.
 *
 * @throws InputError naming the field when a value is missing or would leave its segment, or when the pattern itself leaves the
 * repository or goes into `.git` or `.github`.
 * @public
 */
export function manifestPath(
  pattern: string,
  values: ManifestPathValues,
): string {
  const path = pattern.replace(/\{([^{}]*)\}/g, (_, placeholder: string) =>
    segmentPart(placeholder, values),
  );
  for (const [index, segment] of path.split('/').entries()) {
    const problem = segmentProblem(segment);
    if (problem) {
      throw new InputError(
        `path: part ${index + 1} of "${shown(pattern)}" ${problem}`,
      );
    }
  }
  return path;
}

function segmentPart(placeholder: string, values: ManifestPathValues): string {
  const field = PLACEHOLDERS.find(each => each === placeholder);
  if (!field) {
    throw new InputError(
      `path: there is no placeholder {${shown(
        placeholder,
      )}}; there are {${PLACEHOLDERS.join('}, {')}}`,
    );
  }
  const value = Object.hasOwn(values, field) ? values[field] : undefined;
  if (value === undefined || value === '') {
    throw new InputError(`${field}: is needed for the path of the manifest`);
  }
  const text = field === 'hostname' ? value.replace(/^\*\./, 'any.') : value;
  const problem =
    segmentProblem(text) ??
    (/[{}]/.test(text) ? 'has a curly bracket' : undefined);
  if (problem) {
    throw new InputError(
      `${field}: "${shown(value)}" cannot be part of a path: it ${problem}`,
    );
  }
  return text;
}

/** Letters of any script are allowed: components may be named so. */
function segmentProblem(segment: string): string | undefined {
  if (segment === '') return 'is empty, so the path is absolute or has "//"';
  if (/[/\\]/.test(segment)) return 'has a slash';
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/u.test(segment)) {
    return 'has a control character';
  }
  if (segment.includes('%'))
    return 'has a "%", which could hide a slash or dot';
  if (/[:*?"<>|~]/.test(segment)) return 'has one of : * ? " < > | ~';
  // Compatibility forms (full-width dots, ligatures) are compared as what file systems and people take them for.
  const folded = segment.normalize('NFKC').toLowerCase();
  if (folded !== segment.toLowerCase() && /[./\\%]/.test(folded)) {
    return 'has a look-alike of a dot or slash';
  }
  if (/^\.+$/.test(folded)) return 'is "." or ".."';
  if (folded.includes('..')) return 'has ".."';
  if (/^\.git/.test(folded)) return 'is a directory of Git or GitHub';
  if (/^git~\d/.test(folded)) return 'is a directory of Git';
  if (/^\s|[\s.]$/.test(segment))
    return 'starts or ends with a space, or ends with a dot';
  return undefined;
}

function shown(text: string): string {
  // eslint-disable-next-line no-control-regex
  const visible = text.replace(/[\x00-\x1f\x7f]/g, '\ufffd');
  return visible.length > 80 ? `${visible.slice(0, 77)}…` : visible;
}
