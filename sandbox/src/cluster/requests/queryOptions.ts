import {
  FieldError,
  invalidObject,
  unsupportedValue,
} from '../errors/FieldError';
import { badRequest, StatusError } from '../errors/StatusError';
import { WriteOptions } from '../operations/ClusterContext';
import type { ResourceCall } from './RequestHandler';

const VALIDATIONS = ['Ignore', 'Strict', 'Warn'];
const LONGEST_MANAGER = 128;

/**
 * The parameters that all writes share.
 *
 * @throws StatusError 422 for values that are not among the known ones.
 * @internal
 */
export function readWriteOptions(
  call: ResourceCall,
  kind: string,
): WriteOptions {
  const query = call.url.searchParams;
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  if (!VALIDATIONS.includes(fieldValidation)) {
    throw invalidOptions(
      kind,
      unsupportedValue('fieldValidation', fieldValidation, [
        '',
        ...VALIDATIONS,
      ]),
    );
  }
  const manager = query.get('fieldManager');
  if (manager && manager.length > LONGEST_MANAGER) {
    throw invalidOptions(kind, {
      reason: 'FieldValueTooLong',
      field: 'fieldManager',
      message: `Too long: may not be more than ${LONGEST_MANAGER} bytes`,
    });
  }
  return {
    user: call.user,
    dryRun: readDryRun(query.getAll('dryRun'), kind),
    fieldManager: manager || managerOf(call.request.headers.get('user-agent')),
    fieldValidation: fieldValidation as WriteOptions['fieldValidation'],
    subresource: call.info.subresource,
  };
}

/** @throws StatusError 422 for anything but `All`. @internal */
export function readDryRun(value: unknown, kind: string): boolean {
  const values = Array.isArray(value)
    ? value.filter(entry => entry !== '')
    : [];
  if (values.length === 0) return false;
  if (values.every(entry => entry === 'All')) return true;
  throw invalidOptions(kind, unsupportedValue('dryRun', values, ['All']));
}

/** @throws StatusError 400 for what is not a truth value. @internal */
export function readFlag(
  query: URLSearchParams,
  name: string,
): boolean | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value)) return false;
  throw badRequest(
    `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`,
  );
}

function invalidOptions(kind: string, error: FieldError): StatusError {
  return invalidObject({ group: 'meta.k8s.io', kind }, '', [error]);
}

/** The program's name at the beginning of a user agent. */
function managerOf(userAgent: string | null): string {
  return (userAgent ?? '').split('/')[0].slice(0, LONGEST_MANAGER) || 'unknown';
}
