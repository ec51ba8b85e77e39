import {
  FieldError,
  invalidField,
  requiredField,
  tooMany,
  unsupportedValue,
  wrongType,
} from '../errors/FieldError';
import { sameJson } from '../json';
import { isJsonObject, JsonObject } from '../types';
import { oldItems } from './correlateItems';
import { checkNumber, checkString, Place } from './checkScalar';
import { JsonSchema, valueSchema } from './JsonSchema';

/**
 * Checks a value against a schema and answers what is wrong, in the API server's words.
 *
 * `path` is the value's path in the object; `textPath` is the path as the text names it, which differs for the status
 * subresource (the server validates the status by itself there). With `old`, parts that are as they were are not checked:
 * an object that became invalid because its schema did can still be updated elsewhere.
 *
 * @internal
 */
export function validateSchema(
  value: unknown,
  schema: JsonSchema,
  options: { path?: string; textPath?: string; old?: unknown } = {},
): FieldError[] {
  const { path = '', textPath = path, old } = options;
  const outcome: Outcome = { errors: [], matches: 0 };
  check(value, schema, { path, textPath, old }, outcome);
  return outcome.errors;
}

/** What checking a value came to. */
interface Outcome {
  errors: FieldError[];
  /** How many values had nothing wrong in themselves. */
  matches: number;
}

function check(
  value: unknown,
  schema: JsonSchema,
  place: Place,
  outcome: Outcome,
): void {
  if (value === null && schema.nullable) return;
  if (place.old !== undefined && sameJson(place.old, value)) return;
  const before = outcome.errors.length;
  if (!hasType(value, schema)) {
    outcome.errors.push(typeError(value, schema, place));
    return;
  }
  if (schema.enum && !schema.enum.some(allowed => sameJson(allowed, value))) {
    outcome.errors.push(unsupportedValue(place.path, value, schema.enum));
  }
  if (typeof value === 'string')
    checkString(value, schema, place, outcome.errors);
  else if (typeof value === 'number')
    checkNumber(value, schema, place, outcome.errors);
  else if (Array.isArray(value)) checkArray(value, schema, place, outcome);
  else if (isJsonObject(value)) checkObject(value, schema, place, outcome);
  checkCombinations(value, schema, place, outcome);
  if (outcome.errors.length === before) outcome.matches++;
}

function checkArray(
  value: unknown[],
  schema: JsonSchema,
  place: Place,
  outcome: Outcome,
): void {
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    outcome.errors.push(tooMany(place.path, value.length, schema.maxItems));
  }
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    outcome.errors.push(
      invalidField(
        place.path,
        value.length,
        `${place.textPath} in body should have at least ${schema.minItems} items`,
      ),
    );
  }
  if (
    schema.uniqueItems &&
    new Set(value.map(item => JSON.stringify(item))).size < value.length
  ) {
    outcome.errors.push(
      invalidField(
        place.path,
        '',
        `${place.textPath} in body shouldn't contain duplicates`,
      ),
    );
  }
  const { items } = schema;
  if (!items) return;
  const oldItem = oldItems(place.old, schema);
  value.forEach((item, index) =>
    check(
      item,
      items,
      {
        path: `${place.path}[${index}]`,
        textPath: `${place.textPath}[${index}]`,
        old: oldItem(item),
      },
      outcome,
    ),
  );
}

function checkObject(
  value: JsonObject,
  schema: JsonSchema,
  place: Place,
  outcome: Outcome,
): void {
  const count = Object.keys(value).length;
  if (schema.maxProperties !== undefined && count > schema.maxProperties) {
    outcome.errors.push(tooMany(place.path, count, schema.maxProperties));
  }
  if (schema.minProperties !== undefined && count < schema.minProperties) {
    outcome.errors.push(
      invalidField(
        place.path,
        count,
        `${place.textPath} in body should have at least ${schema.minProperties} properties`,
      ),
    );
  }
  for (const field of schema.required ?? []) {
    if (value[field] === undefined)
      outcome.errors.push(requiredField(child(place.path, field)));
  }
  const values = valueSchema(schema);
  for (const [field, entry] of Object.entries(value)) {
    const property = schema.properties?.[field];
    const fieldSchema = property ?? values;
    if (!fieldSchema) continue;
    check(
      entry,
      fieldSchema,
      {
        path: child(place.path, field),
        textPath: child(place.textPath, field),
        old: isJsonObject(place.old) ? place.old[field] : undefined,
      },
      outcome,
    );
  }
}

function checkCombinations(
  value: unknown,
  schema: JsonSchema,
  place: Place,
  outcome: Outcome,
): void {
  const name = JSON.stringify(place.textPath);
  const fail = (text: string) =>
    outcome.errors.push(invalidField('<nil>', '', `${name} ${text}`));
  const attempt = (part: JsonSchema) => {
    const attempted: Outcome = { errors: [], matches: 0 };
    check(value, part, place, attempted);
    return attempted;
  };
  if (schema.anyOf && !schema['x-kubernetes-int-or-string']) {
    const attempts = schema.anyOf.map(attempt);
    if (!attempts.some(({ errors }) => errors.length === 0)) {
      fail('must validate at least one schema (anyOf)');
      outcome.errors.push(...likeliest(attempts));
    }
  }
  if (schema.oneOf) {
    const attempts = schema.oneOf.map(attempt);
    const valid = attempts.filter(({ errors }) => errors.length === 0).length;
    if (valid === 0) {
      fail('must validate one and only one schema (oneOf). Found none valid');
      outcome.errors.push(...likeliest(attempts));
    } else if (valid > 1) {
      fail(
        `must validate one and only one schema (oneOf). Found ${valid} valid alternatives`,
      );
    }
  }
  if (schema.allOf) {
    const attempts = schema.allOf.map(attempt);
    const failed = attempts.filter(({ errors }) => errors.length > 0);
    outcome.errors.push(...failed.flatMap(({ errors }) => errors));
    if (failed.length > 0) {
      fail(
        `must validate all the schemas (allOf)${
          failed.length === attempts.length ? '. None validated' : ''
        }`,
      );
    }
  }
  if (schema.not && attempt(schema.not).errors.length === 0)
    fail('must not validate the schema (not)');
}

/** The failures of the alternative of which most held: the one that was meant. */
function likeliest(attempts: Outcome[]): FieldError[] {
  return attempts.reduce((best, attempt) =>
    attempt.matches > best.matches ? attempt : best,
  ).errors;
}

function hasType(value: unknown, schema: JsonSchema): boolean {
  if (schema['x-kubernetes-int-or-string'])
    return typeof value === 'string' || Number.isInteger(value);
  switch (schema.type) {
    case undefined:
      return true;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    default:
      return typeof value === schema.type;
  }
}

function typeError(
  value: unknown,
  schema: JsonSchema,
  place: Place,
): FieldError {
  const found = JSON.stringify(typeName(value));
  const wanted = schema['x-kubernetes-int-or-string']
    ? 'integer,string'
    : schema.type;
  const subject = place.textPath ? `${place.textPath} in body` : ' in body';
  return wrongType(
    place.path || '<nil>',
    typeName(value),
    `${subject} must be of type ${wanted}: ${found}`,
  );
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number')
    return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function child(path: string, field: string): string {
  return path ? `${path}.${field}` : field;
}
