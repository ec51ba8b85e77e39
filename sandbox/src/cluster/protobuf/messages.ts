import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { kindsPath } from '../resources/kindsPath';

/** One field of a message. @internal */
export interface MessageField {
  name: string;
  type: string;
  isList: boolean;
  isMap: boolean;
  /** The zero value means something. */
  isOptional: boolean;
  isInline: boolean;
}

/** Fields by their numbers. @internal */
export type MessageType = Map<number, MessageField>;

let messages: Map<string, MessageType> | undefined;

/** The fields of a message such as `core.v1.Secret` or `ObjectMeta`. @internal */
export function messageType(name: string): MessageType | undefined {
  messages ??= read();
  return messages.get(name);
}

function read(): Map<string, MessageType> {
  const table = parse(
    readFileSync(kindsPath('protobuf-messages.yaml'), 'utf8'),
  ) as Record<string, string>;
  return new Map(
    Object.entries(table).map(([name, fields]) => [
      name,
      new Map(fields.split(', ').filter(Boolean).map(readField)),
    ]),
  );
}

function readField(text: string): [number, MessageField] {
  const [name, number, type = 'string'] = text.split(/:? /);
  return [
    Number(number),
    {
      name,
      type: type.replace(/^(map|inline):/, '').replace(/(\[\]|\?)$/, ''),
      isList: type.endsWith('[]'),
      isMap: type.startsWith('map:'),
      isOptional: type.endsWith('?'),
      isInline: type.startsWith('inline:'),
    },
  ];
}
