import { ServiceCall } from '../core/ServiceCall';
import {
  parseDocument,
  renderDocument,
  XmlContent,
  XmlNode,
} from '../core/xml';
import { route53Errors } from './errors';
import { ROUTE53_NAMESPACE } from './render';

/** A call of one operation: its path's parameters decoded. @public */
export class Route53Request {
  private parsed: XmlNode | undefined;

  constructor(
    readonly call: ServiceCall,
    readonly path: Record<string, string>,
  ) {}

  query(name: string): string | undefined {
    return this.call.url.searchParams.get(name) ?? undefined;
  }

  /** The content of the body's root element, whatever namespace it is in. @throws AwsError InvalidInput */
  body(root: string): XmlNode {
    if (this.parsed !== undefined) return this.parsed;
    const document =
      this.call.body === '' ? undefined : parseDocument(this.call.body);
    if (!document) {
      throw route53Errors.invalidInput(
        'Invalid XML ; javax.xml.stream.XMLStreamException: The request is not well-formed XML.',
      );
    }
    if (document.root.replace(/^.*:/, '') !== root) {
      throw route53Errors.invalidInput(
        `Invalid XML ; cvc-elt.1: Cannot find the declaration of element '${document.root}'. Expected '${root}'.`,
      );
    }
    this.parsed = document.content;
    return this.parsed;
  }

  /** A page size: the query parameter, at most `most`. @throws AwsError InvalidInput */
  pageSize(parameter: string, usual: number, most: number): number {
    const text = this.query(parameter);
    if (text === undefined) return usual;
    if (!/^\d+$/.test(text) || Number(text) < 1) {
      throw route53Errors.invalidInput(
        `1 validation error detected: Value '${text}' at 'maxItems' failed to satisfy constraint: Member must be a whole number of at least 1`,
      );
    }
    return Math.min(Number(text), most);
  }
}

/** An answer in Route 53's form. @public */
export function route53Answer(
  root: string,
  content: XmlContent,
  options: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return new Response(renderDocument(root, content, ROUTE53_NAMESPACE), {
    status: options.status ?? 200,
    headers: { 'content-type': 'text/xml', ...options.headers },
  });
}
