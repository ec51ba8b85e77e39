import { LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject, JsonValue } from '@backstage/types';
import { oneLine } from './oneLine';

type Level = 'error' | 'warn' | 'info' | 'debug';

/**
 * A logger for text that comes from outside: messages and fields are single lines without credentials. Of an error only name,
 * message, code, stack and cause are kept: errors of clients carry requests and answers.
 *
 * `fields` are added to every entry; the entry's own win.
 */
export function safeLogger(
  logger: LoggerService,
  fields: JsonObject = {},
): LoggerService {
  // Most loggers of a request are never written to.
  let common: JsonObject | undefined;
  const write =
    (level: Level) => (message: string, meta?: Error | JsonObject) => {
      common ??= safeObject(fields);
      logger[level](oneLine(message), { ...common, ...fieldsOf(meta) });
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    child: more => safeLogger(logger.child(safeObject(more)), fields),
  };
}

function fieldsOf(meta: Error | JsonObject | undefined): JsonObject {
  if (meta === undefined) return {};
  return meta instanceof Error
    ? { error: errorFields(meta, 0) }
    : safeObject(meta);
}

/** A cause has a cause has a cause: two are enough to understand. */
const CAUSES = 2;

function errorFields(error: Error, depth: number): JsonObject {
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    name: oneLine(name),
    message: oneLine(message),
    ...(typeof code === 'string' || typeof code === 'number'
      ? { code: safeValue(code) }
      : {}),
    ...(stack && depth === 0 ? { stack: oneLine(stack) } : {}),
    ...(cause instanceof Error && depth < CAUSES
      ? { cause: errorFields(cause, depth + 1) }
      : {}),
  };
}

function safeObject(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, safeValue(value)]],
    ),
  );
}

function safeValue(value: JsonValue | Error): JsonValue {
  if (typeof value === 'string') return oneLine(value);
  if (value instanceof Error) return errorFields(value, 0);
  if (Array.isArray(value)) return value.map(safeValue);
  if (typeof value === 'object' && value !== null)
    return safeObject(value as JsonObject);
  return value;
}
