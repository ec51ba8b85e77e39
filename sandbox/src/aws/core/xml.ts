import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** A list as XML writes it: one element of the given name per item. @public */
export interface XmlList {
  readonly itemName: string;
  readonly items: readonly XmlContent[];
}

/** What an element may hold; undefined is left out. @public */
export type XmlContent =
  | string
  | number
  | boolean
  | undefined
  | XmlList
  | { readonly [name: string]: XmlContent };

/** A parsed element: text, or elements by name. @public */
export type XmlNode = string | XmlNode[] | { [name: string]: XmlNode };

/** @public */
export function xmlList(
  itemName: string,
  items: readonly XmlContent[],
): XmlList {
  return { itemName, items };
}

/** A whole document with `name` as its root. @public */
export function renderDocument(
  name: string,
  content: XmlContent,
  namespace: string,
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${namespace}">${renderContent(
    content,
  )}</${name}>`;
}

function renderContent(content: XmlContent): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escapeText(content);
  if (typeof content !== 'object') return String(content);
  if (isList(content)) {
    const name = content.itemName;
    return content.items
      .map(item => `<${name}>${renderContent(item)}</${name}>`)
      .join('');
  }
  let text = '';
  for (const name of Object.keys(content)) {
    const child = content[name];
    if (child !== undefined)
      text += `<${name}>${renderContent(child)}</${name}>`;
  }
  return text;
}

function isList(content: object): content is XmlList {
  return 'itemName' in content && Array.isArray((content as XmlList).items);
}

function escapeText(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\r/g, '&#13;');
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  processEntities: {
    enabled: true,
    maxExpandedLength: Number.MAX_SAFE_INTEGER,
    maxTotalExpansions: Number.MAX_SAFE_INTEGER,
  },
  ignoreDeclaration: true,
});

/**
 * The root element's name and content. Whitespace between elements is dropped, text stays as it is.
 *
 * @returns undefined for text that is not well-formed XML
 * @public
 */
export function parseDocument(
  text: string,
): { root: string; content: XmlNode } | undefined {
  if (XMLValidator.validate(text) !== true) return undefined;
  const document = parser.parse(text) as { [name: string]: XmlNode };
  const root = Object.keys(document).find(name => name !== '#text');
  if (root === undefined) return undefined;
  return { root, content: document[root] };
}

/** The text of a child element; undefined when there is none. @public */
export function childText(
  node: XmlNode | undefined,
  name: string,
): string | undefined {
  const child = childNode(node, name);
  if (child === undefined) return undefined;
  if (typeof child === 'string') return child;
  return undefined;
}

/** A child element; of several of one name the first. @public */
export function childNode(
  node: XmlNode | undefined,
  name: string,
): XmlNode | undefined {
  if (node === undefined || typeof node === 'string' || Array.isArray(node))
    return undefined;
  const child = node[name];
  return Array.isArray(child) ? child[0] : child;
}

/** The items of a list element: `<listName><itemName/>…</listName>`. @public */
export function childItems(
  node: XmlNode | undefined,
  listName: string,
  itemName: string,
): XmlNode[] {
  const list = childNode(node, listName);
  if (list === undefined || typeof list === 'string' || Array.isArray(list))
    return [];
  const items = list[itemName];
  if (items === undefined) return [];
  return Array.isArray(items) ? items : [items];
}

/** Names of the child elements, in the order of the document. @public */
export function childNames(node: XmlNode | undefined): string[] {
  if (node === undefined || typeof node === 'string' || Array.isArray(node))
    return [];
  return Object.keys(node).filter(name => name !== '#text');
}
