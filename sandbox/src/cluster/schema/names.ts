const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';

/** The rules for names of objects. @internal */
export type NameRule = 'subdomain' | 'label' | 'serviceName' | 'pathSegment';

/** What is wrong with a name of an object. @internal */
export function nameProblems(name: string, rule: NameRule): string[] {
  switch (rule) {
    case 'subdomain':
      return subdomainProblems(name);
    case 'label':
      return dnsLabelProblems(name);
    case 'serviceName':
      return matches(
        name,
        '[a-z]([-a-z0-9]*[a-z0-9])?',
        63,
        (regex, examples) =>
          `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. ${examples(
            "'my-name',  or 'abc-123'",
          )}, regex used for validation is '${regex}')`,
      );
    case 'pathSegment':
      return pathSegmentProblems(name);
    default:
      return rule satisfies never;
  }
}

/** RFC 1123 subdomain, at most 253 characters. @internal */
export function subdomainProblems(name: string): string[] {
  return matches(
    name,
    SUBDOMAIN,
    253,
    regex =>
      `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${regex}')`,
  );
}

/** RFC 1123 label, at most 63 characters. @internal */
export function dnsLabelProblems(name: string): string[] {
  return matches(
    name,
    LABEL,
    63,
    (regex, examples) =>
      `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. ${examples(
        "'my-name',  or '123-abc'",
      )}, regex used for validation is '${regex}')`,
  );
}

/** Keys of labels, annotations and finalizers: `prefix/name`. @internal */
export function qualifiedNameProblems(key: string): string[] {
  const parts = key.split('/');
  const name = parts.at(-1)!;
  if (parts.length > 2) {
    return [
      `a qualified name ${partRule()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  if (parts.length === 2) {
    if (parts[0] === '') problems.push('prefix part must be non-empty');
    else
      problems.push(
        ...subdomainProblems(parts[0]).map(problem => `prefix part ${problem}`),
      );
  }
  if (name === '') problems.push('name part must be non-empty');
  else if (name.length > 63)
    problems.push('name part must be no more than 63 bytes');
  if (!new RegExp(`^${QUALIFIED}$`).test(name))
    problems.push(`name part ${partRule()}`);
  return problems;
}

/** Values of labels. @internal */
export function labelValueProblems(value: string): string[] {
  return matches(
    value,
    LABEL_VALUE,
    63,
    regex =>
      `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${regex}')`,
  );
}

function partRule(): string {
  return `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}')`;
}

function pathSegmentProblems(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%']
    .filter(character => name.includes(character))
    .map(character => `may not contain '${character}'`);
}

function matches(
  value: string,
  regex: string,
  maximum: number,
  text: (regex: string, examples: (list: string) => string) => string,
): string[] {
  return [
    ...(value.length > maximum
      ? [`must be no more than ${maximum} bytes`]
      : []),
    ...(new RegExp(`^${regex}$`).test(value)
      ? []
      : [text(regex, list => list)]),
  ];
}
