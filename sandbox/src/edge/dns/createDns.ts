import * as dnsPacket from 'dns-packet';
import type { DecodedPacket, OptAnswer, Packet, Question } from 'dns-packet';
import { Random } from '@hostmaster/kubernetes-runtime';
import { DnsView } from './DnsView';
import { listenDns, DnsListener } from './listenDns';
import { Resolution } from './ResolutionWalk';
import { resolve } from './resolve';

/** @public */
export interface DnsOptions {
  view: DnsView;
  /** Chooses among weighted records; the first by weight when left out. */
  random?: Random;
}

/** A DNS server over the account's zones. @public */
export interface Dns {
  readonly view: DnsView;
  /** Pure: what the server answers now. */
  answer(query: Packet): Packet;
  /** A message as it came from the wire; undefined when it deserves no answer. */
  answerMessage(message: Buffer, transport: 'udp' | 'tcp'): Buffer | undefined;
  /** Serves UDP and TCP on one port (0: any free one); loopback unless another host is given. */
  listen(options: { port: number; host?: string }): Promise<DnsListener>;
}

const RCODES = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
} as const;
type Rcode = keyof typeof RCODES;

const AUTHORITATIVE = 1 << 10;
const TRUNCATED = 1 << 9;
const RECURSION_DESIRED = 1 << 8;
const RECURSION_AVAILABLE = 1 << 7;
const RESPONSE = 1 << 15;

const HEADER_LENGTH = 12;
const PLAIN_UDP_SIZE = 512;
const OUR_UDP_SIZE = 1232;
const REFUSED_TYPES = new Set(['AXFR', 'IXFR']);

/**
 * Makes a DNS server. It answers with INSYNC data only and never fails: a message it cannot read gets FORMERR or nothing.
 *
 * @public
 */
export function createDns(options: DnsOptions): Dns {
  const random = options.random ?? (() => 0);
  const dns: Dns = {
    view: options.view,
    answer: query => answerPacket(query, options.view, random),
    answerMessage: (message, transport) =>
      answerMessage(message, transport, dns.answer),
    listen: address => listenDns(dns, address),
  };
  return dns;
}

function answerPacket(query: Packet, view: DnsView, random: Random): Packet {
  const questions = query.questions ?? [];
  const [question] = questions;
  if (opcodeOf(query) !== 0) return reply(query, view, 'NOTIMP');
  if (questions.length !== 1) return reply(query, view, 'FORMERR');
  if (optOf(query)?.ednsVersion) return badVersion(query, view);
  if ((question.class ?? 'IN') !== 'IN' || REFUSED_TYPES.has(question.type))
    return reply(query, view, 'REFUSED');
  return withResolution(query, view, question, random);
}

function withResolution(
  query: Packet,
  view: DnsView,
  question: Question,
  random: Random,
): Packet {
  const resolution: Resolution = resolve(
    view,
    question.name || '.',
    question.type,
    random,
  );
  const response = reply(query, view, resolution.rcode);
  return {
    ...response,
    flags:
      (response.flags ?? 0) | (resolution.authoritative ? AUTHORITATIVE : 0),
    answers: resolution.answers,
    authorities: resolution.authorities,
    additionals: [...resolution.additionals, ...(response.additionals ?? [])],
  };
}

function reply(query: Packet, view: DnsView, rcode: Rcode): Packet {
  const recursion =
    ((query.flags ?? 0) & RECURSION_DESIRED) |
    (view.recursive ? RECURSION_AVAILABLE : 0);
  return {
    type: 'response',
    id: query.id ?? 0,
    flags: recursion | RCODES[rcode] | ((query.flags ?? 0) & (0xf << 11)),
    questions: query.questions ?? [],
    answers: [],
    authorities: [],
    additionals: optOf(query) ? [ourOpt(0)] : [],
  };
}

/** EDNS versions other than 0 do not exist (RFC 6891 section 6.1.3). */
function badVersion(query: Packet, view: DnsView): Packet {
  return { ...reply(query, view, 'NOERROR'), additionals: [ourOpt(1)] };
}

function ourOpt(extendedRcode: number): OptAnswer {
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: OUR_UDP_SIZE,
    extendedRcode,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  };
}

function optOf(query: Packet): OptAnswer | undefined {
  return query.additionals?.find(
    (extra): extra is OptAnswer => extra.type === 'OPT',
  );
}

function opcodeOf(query: Packet): number {
  const named = (query as Partial<DecodedPacket> & { opcode?: string }).opcode;
  if (named !== undefined) return named === 'QUERY' ? 0 : 1;
  return ((query.flags ?? 0) >> 11) & 0xf;
}

function answerMessage(
  message: Buffer,
  transport: 'udp' | 'tcp',
  answer: (query: Packet) => Packet,
): Buffer | undefined {
  if (message.length < HEADER_LENGTH || message.readUInt16BE(2) & RESPONSE)
    return undefined;
  let query: Packet;
  try {
    query = dnsPacket.decode(message);
  } catch {
    return formatError(message);
  }
  try {
    const response = answer(query);
    const encoded = dnsPacket.encode(response);
    const room = transport === 'tcp' ? 65_535 : udpRoom(query);
    return encoded.length <= room
      ? encoded
      : dnsPacket.encode(truncated(response));
  } catch {
    return dnsPacket.encode({
      type: 'response',
      id: message.readUInt16BE(0),
      flags: RCODES.SERVFAIL,
      questions: query.questions ?? [],
    });
  }
}

function udpRoom(query: Packet): number {
  const size = optOf(query)?.udpPayloadSize ?? PLAIN_UDP_SIZE;
  return Math.max(PLAIN_UDP_SIZE, Math.min(size, 4096));
}

/** Whoever sees the TC bit asks again over TCP. */
function truncated(response: Packet): Packet {
  return {
    ...response,
    flags: (response.flags ?? 0) | TRUNCATED,
    answers: [],
    authorities: [],
    additionals: (response.additionals ?? []).filter(
      extra => extra.type === 'OPT',
    ),
  };
}

function formatError(message: Buffer): Buffer {
  const response = Buffer.alloc(HEADER_LENGTH);
  response.writeUInt16BE(message.readUInt16BE(0), 0);
  const opcodeAndRecursion =
    message.readUInt16BE(2) & ((0xf << 11) | RECURSION_DESIRED);
  response.writeUInt16BE(RESPONSE | opcodeAndRecursion | RCODES.FORMERR, 2);
  return response;
}
