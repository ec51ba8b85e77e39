import { sameJson } from '../json';
import { Optional } from '@marcbachmann/cel-js';
import { FieldError } from '../errors/FieldError';
import { oldItems } from '../schema/correlateItems';
import { fieldSchema, JsonSchema, ValidationRule } from '../schema/JsonSchema';
import { isJsonObject } from '../types';
import { celValue } from './celValue';
import { compileExpression, evaluationProblem } from './compileExpression';

/**
 * Evaluates the rules of a schema (`x-kubernetes-validations`) for an object. Rules that name `oldSelf` are evaluated for
 * updates only, and rules without it only where something changed, as the API server does.
 *
 * @internal
 */
export function validateRules(
  object: unknown,
  schema: JsonSchema,
  old?: unknown,
): FieldError[] {
  const errors: FieldError[] = [];
  visit({ value: object, schema, old, path: '' }, errors);
  return errors;
}

interface Place {
  value: unknown;
  schema: JsonSchema;
  old: unknown;
  path: string;
}

function visit(place: Place, errors: FieldError[]): void {
  const { value, schema, old, path } = place;
  if (!hasRules(schema) || value === undefined || value === null) return;
  const rules = schema['x-kubernetes-validations'];
  if (rules) errors.push(...failures(rules, place));
  if (Array.isArray(value) && schema.items) {
    const oldItem = oldItems(old, schema);
    for (const [index, item] of value.entries()) {
      visit(
        {
          value: item,
          schema: schema.items,
          old: oldItem(item),
          path: `${path}[${index}]`,
        },
        errors,
      );
    }
  } else if (isJsonObject(value)) {
    for (const [field, entry] of Object.entries(value)) {
      const inner = fieldSchema(schema, field);
      if (!inner) continue;
      const oldEntry = isJsonObject(old) ? old[field] : undefined;
      visit(
        {
          value: entry,
          schema: inner,
          old: oldEntry,
          path: path ? `${path}.${field}` : field,
        },
        errors,
      );
    }
  }
}

function failures(rules: ValidationRule[], place: Place): FieldError[] {
  const unchanged = place.old !== undefined && sameJson(place.old, place.value);
  const self = celValue(place.value, place.schema);
  const oldSelf =
    place.old === undefined ? undefined : celValue(place.old, place.schema);
  return rules.flatMap(rule => {
    const isTransition = /\boldSelf\b/.test(rule.rule);
    if (isTransition && oldSelf === undefined && !rule.optionalOldSelf)
      return [];
    if (!isTransition && unchanged) return [];
    const variables = {
      self,
      oldSelf: rule.optionalOldSelf ? optional(oldSelf) : oldSelf,
    };
    return evaluate(rule, variables, place);
  });
}

function evaluate(
  rule: ValidationRule,
  variables: Record<string, unknown>,
  place: Place,
): FieldError[] {
  try {
    if (compileExpression(rule.rule)(variables) === true) return [];
  } catch (error) {
    return [
      {
        reason: 'FieldValueInvalid',
        field: place.path || '<nil>',
        message: `Invalid value: ${JSON.stringify(
          place.schema.type ?? 'object',
        )}: ${evaluationProblem(error)} evaluating rule: ${(
          rule.message ?? rule.rule
        ).trim()}`,
      },
    ];
  }
  return [failure(rule, ruleMessage(rule, variables), place)];
}

function failure(
  rule: ValidationRule,
  message: string,
  place: Place,
): FieldError {
  const field = place.path + fieldPathOf(rule) || '<nil>';
  const isWhole = typeof place.value === 'object';
  const shown = isWhole ? '' : `${JSON.stringify(place.value)}: `;
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return { reason: rule.reason, field, message: `Forbidden: ${message}` };
    case 'FieldValueRequired':
      return {
        reason: rule.reason,
        field,
        message: `Required value: ${message}`,
      };
    case 'FieldValueDuplicate':
      return {
        reason: rule.reason,
        field,
        message: `Duplicate value: ${
          isWhole ? '' : JSON.stringify(place.value)
        }`,
      };
    default:
      return {
        reason: 'FieldValueInvalid',
        field,
        message: `Invalid value: ${shown}${message}`,
      };
  }
}

/** The rule's `fieldPath` in the dots and brackets of messages. */
function fieldPathOf(rule: ValidationRule): string {
  return (rule.fieldPath ?? '').replace(/\['([^']*)'\]/g, (_all, key: string) =>
    /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${key}]`,
  );
}

function ruleMessage(
  rule: ValidationRule,
  variables: Record<string, unknown>,
): string {
  if (rule.messageExpression) {
    try {
      const message = compileExpression(rule.messageExpression)(variables);
      if (
        typeof message === 'string' &&
        message.trim() &&
        !message.includes('\n')
      )
        return message.trim();
    } catch {
      // the fixed message below is used instead
    }
  }
  return rule.message?.trim() ?? `failed rule: ${rule.rule.trim()}`;
}

function optional(value: unknown): Optional {
  return value === undefined ? Optional.none() : Optional.of(value);
}

const known = new WeakMap<JsonSchema, boolean>();

function hasRules(schema: JsonSchema): boolean {
  let found = known.get(schema);
  if (found === undefined) {
    const values =
      typeof schema.additionalProperties === 'object'
        ? [schema.additionalProperties]
        : [];
    const parts = [
      ...Object.values(schema.properties ?? {}),
      ...values,
      ...(schema.items ? [schema.items] : []),
    ];
    found =
      schema['x-kubernetes-validations'] !== undefined || parts.some(hasRules);
    known.set(schema, found);
  }
  return found;
}
