import {
  FieldError,
  invalidField,
  tooLong,
  wrongType,
} from '../errors/FieldError';
import { satisfiesFormat } from './formats';
import { patternOf } from './goPattern';
import { JsonSchema } from './JsonSchema';

/** Where a value is. @internal */
export interface Place {
  path: string;
  textPath: string;
  /** The value before an update: what has not changed is not checked again. */
  old?: unknown;
}

/** Lengths, pattern and format of a string: the first that does not hold. @internal */
export function checkString(
  value: string,
  schema: JsonSchema,
  place: Place,
  errors: FieldError[],
): void {
  const length =
    schema.maxLength === undefined && schema.minLength === undefined
      ? 0
      : [...value].length;
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    errors.push(tooLong(place.path, schema.maxLength));
  } else if (schema.minLength !== undefined && length < schema.minLength) {
    errors.push(
      invalidField(
        place.path,
        value,
        `${place.textPath} in body should be at least ${schema.minLength} chars long`,
      ),
    );
  } else if (
    schema.pattern !== undefined &&
    !patternOf(schema.pattern).test(value)
  ) {
    errors.push(
      invalidField(
        place.path,
        value,
        `${place.textPath} in body should match '${schema.pattern}'`,
      ),
    );
  }
  if (schema.format && !satisfiesFormat(schema.format, value)) {
    errors.push(
      wrongType(
        place.path,
        value,
        `${place.textPath} in body must be of type ${
          schema.format
        }: ${JSON.stringify(value)}`,
      ),
    );
  }
}

/** Bounds and steps of a number. @internal */
export function checkNumber(
  value: number,
  schema: JsonSchema,
  place: Place,
  errors: FieldError[],
): void {
  const fail = (text: string) =>
    errors.push(
      invalidField(place.path, value, `${place.textPath} in body ${text}`),
    );
  const { minimum, maximum, multipleOf } = schema;
  if (minimum !== undefined && schema.exclusiveMinimum && value <= minimum) {
    fail(`should be greater than ${minimum}`);
  } else if (minimum !== undefined && value < minimum) {
    fail(`should be greater than or equal to ${minimum}`);
  }
  if (maximum !== undefined && schema.exclusiveMaximum && value >= maximum) {
    fail(`should be less than ${maximum}`);
  } else if (maximum !== undefined && value > maximum) {
    fail(`should be less than or equal to ${maximum}`);
  }
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) {
    fail(`should be a multiple of ${multipleOf}`);
  }
  if (schema.format === 'int32' && Math.abs(value) > 2 ** 31) {
    fail(`must be of type int32: "number"`);
  }
}
