import { badRequest } from '../errors/StatusError';
import { findByJsonPath } from '../tables/jsonPath';
import { ServedResource } from '../resources/ServedResource';
import { ClusterObject } from '../types';

/** @internal */
export interface FieldSelector {
  matches(object: ClusterObject): boolean;
  /** The name that is asked for, when the selector asks for one: lists become a look-up. */
  name?: string;
}

/**
 * Parses `metadata.name=x,status.phase!=y` for a resource.
 *
 * @throws StatusError 400 for a selector that cannot be read or a field that cannot be selected by.
 * @internal
 */
export function parseFieldSelector(
  selector: string | undefined,
  resource: ServedResource,
): FieldSelector | undefined {
  if (!selector) return undefined;
  const terms = splitTerms(selector).map(term => parseTerm(term, selector));
  for (const { field } of terms) checkField(field, resource);
  return {
    matches: object =>
      terms.every(
        term =>
          (valueOf(object, term.field, resource) === term.value) === term.equal,
      ),
    name: terms.find(term => term.field === 'metadata.name' && term.equal)
      ?.value,
  };
}

interface Term {
  field: string;
  equal: boolean;
  value: string;
}

function splitTerms(selector: string): string[] {
  const terms = selector.match(/(?:\\.|[^,\\])+/g) ?? [];
  return terms.filter(term => term !== '');
}

function parseTerm(term: string, selector: string): Term {
  const match = /^((?:\\.|[^=!\\])*)(==|!=|=)((?:\\.|[^\\])*)$/.exec(term);
  if (!match)
    throw badRequest(
      `invalid selector: '${selector}'; can't understand '${term}'`,
    );
  return {
    field: match[1],
    equal: match[2] !== '!=',
    value: match[3].replace(/\\(.)/g, '$1'),
  };
}

function checkField(field: string, resource: ServedResource): void {
  if (
    field === 'metadata.name' ||
    (field === 'metadata.namespace' && resource.namespaced)
  )
    return;
  if (Object.hasOwn(resource.selectableFields, field)) return;
  if (resource.custom || Object.keys(resource.selectableFields).length > 0) {
    throw badRequest(`field label not supported: ${field}`);
  }
  throw badRequest(
    `${JSON.stringify(
      field,
    )} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}

function valueOf(
  object: ClusterObject,
  field: string,
  resource: ServedResource,
): string {
  if (field === 'metadata.name') return object.metadata.name;
  if (field === 'metadata.namespace') return object.metadata.namespace ?? '';
  const [value] = findByJsonPath(object, resource.selectableFields[field]);
  return value === undefined || value === null ? '' : String(value);
}
