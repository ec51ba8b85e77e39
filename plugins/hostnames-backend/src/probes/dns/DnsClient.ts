import { randomInt } from 'node:crypto';
import * as packet from 'dns-packet';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { Dialer, Endpoint } from '../Dialer';
import { isQueryableName } from './isQueryableName';
import { exchangeDatagrams } from './exchangeDatagrams';
import { exchangeOverTcp } from './exchangeOverTcp';

/** Types the probes ask for and read. */
export type DnsQueryType =
  | 'A'
  | 'AAAA'
  | 'CNAME'
  | 'NS'
  | 'TXT'
  | 'CAA'
  | 'SOA';

/** One record of an answer; `data` as text, a name without trailing dot. */
export interface DnsAnswer {
  name: string;
  type: string;
  /** Seconds. */
  ttl: number;
  data: string;
}

/** What a server said. Failures are replies too: nothing is thrown. */
export type DnsReply =
  | { kind: 'answer'; answers: DnsAnswer[] }
  | {
      kind:
        | 'nxdomain'
        | 'nodata'
        | 'refused'
        | 'servfail'
        | 'timeout'
        | 'unreachable';
      message: string;
    };

export interface DnsQuestion {
  name: string;
  type: DnsQueryType;
  /** Set for resolvers, not for authoritative servers. */
  recursive: boolean;
}

/** How long a server may take to answer one question, both transports and the one repetition included. */
const QUERY_MS = 4_000;
/** More records than any honest answer has; the rest is not looked at. */
const MOST_RECORDS = 500;

/**
 * Asks one server one question (RFC 1035): over UDP, again over TCP when the answer is cut. Replies that are not to this
 * question (other id, other name, other peer, not a reply, undecodable) are dropped, as a resolver does.
 */
export class DnsClient {
  constructor(private readonly dialer: Dialer, private readonly clock: Clock) {}

  async query(
    server: Endpoint,
    question: DnsQuestion,
    signal: AbortSignal,
  ): Promise<DnsReply> {
    if (!isQueryableName(question.name)) {
      return {
        kind: 'servfail',
        message: 'The name cannot be asked for in DNS.',
      };
    }
    const limit = new AbortController();
    const stop = () => limit.abort();
    const cancel = this.clock.schedule(QUERY_MS, stop);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      return await this.ask(server, question, limit.signal);
    } catch (error) {
      if (limit.signal.aborted) {
        return {
          kind: 'timeout',
          message: `No answer within ${QUERY_MS / 1000} seconds.`,
        };
      }
      return { kind: 'unreachable', message: plain(error) };
    } finally {
      cancel();
      signal.removeEventListener('abort', stop);
    }
  }

  private async ask(
    server: Endpoint,
    question: DnsQuestion,
    signal: AbortSignal,
  ): Promise<DnsReply> {
    const id = randomInt(0x10000);
    const bytes = packet.encode({
      type: 'query',
      id,
      flags: question.recursive ? packet.RECURSION_DESIRED : 0,
      questions: [{ type: question.type, name: question.name, class: 'IN' }],
    });
    const read = (reply: Buffer) => readReply(reply, id, question);

    const overUdp = await exchangeDatagrams({
      ...this.dialer.datagram(server),
      bytes,
      read,
      clock: this.clock,
      signal,
    });
    if (!overUdp.truncated) return toReply(overUdp);

    const overTcp = await exchangeOverTcp({
      socket: this.dialer.connect(server),
      bytes,
      read,
      signal,
    });
    return toReply(overTcp);
  }
}

/** A reply that belongs to the question. */
export interface ReadReply {
  truncated: boolean;
  rcode: string;
  answers: DnsAnswer[];
}

/** `undefined`: not a reply to this question, to be ignored. Never throws, whatever the bytes. */
export function readReply(
  bytes: Buffer,
  id: number,
  question: DnsQuestion,
): ReadReply | undefined {
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== id) return undefined;
  if (bytes.readUInt16BE(4) !== 1 || bytes.readUInt16BE(6) > MOST_RECORDS)
    return undefined;
  let decoded: packet.DecodedPacket & { rcode?: string };
  try {
    decoded = packet.decode(onlyAnswers(bytes)) as typeof decoded;
  } catch {
    return undefined;
  }
  const [asked] = decoded.questions ?? [];
  if (decoded.type !== 'response' || !asked) return undefined;
  if (asked.type !== question.type || !sameName(asked.name, question.name))
    return undefined;
  return {
    truncated: Boolean(decoded.flag_tc),
    rcode: decoded.rcode ?? 'NOERROR',
    answers: (decoded.answers ?? []).flatMap(toAnswer),
  };
}

/** Authority and additional sections are not used, so they are not decoded either. */
function onlyAnswers(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt16BE(0, 8);
  copy.writeUInt16BE(0, 10);
  return copy;
}

function toAnswer(answer: packet.Answer): DnsAnswer[] {
  if (answer.type === 'OPT' || !('name' in answer)) return [];
  const data = answerText(answer);
  const ttl = 'ttl' in answer ? answer.ttl ?? 0 : 0;
  return data === undefined
    ? []
    : [{ name: answer.name.toLowerCase(), type: answer.type, ttl, data }];
}

function answerText(answer: packet.Answer): string | undefined {
  switch (answer.type) {
    case 'A':
    case 'AAAA':
      return answer.data;
    case 'CNAME':
    case 'NS':
      return answer.data.toLowerCase();
    case 'TXT':
      return [answer.data]
        .flat()
        .map(part => part.toString())
        .join('');
    case 'CAA':
      return `${answer.data.flags ?? 0} ${answer.data.tag} "${
        answer.data.value
      }"`;
    default:
      return undefined;
  }
}

function toReply(reply: ReadReply): DnsReply {
  if (reply.rcode === 'NXDOMAIN')
    return { kind: 'nxdomain', message: 'The name does not exist.' };
  if (reply.rcode === 'REFUSED')
    return {
      kind: 'refused',
      message: 'The server refuses to answer for this name.',
    };
  if (reply.rcode !== 'NOERROR')
    return { kind: 'servfail', message: `The server answered ${reply.rcode}.` };
  if (reply.answers.length === 0)
    return { kind: 'nodata', message: 'The name has no record of this type.' };
  return { kind: 'answer', answers: reply.answers };
}

function sameName(left: string, right: string): boolean {
  return (
    left.toLowerCase().replace(/\.$/, '') ===
    right.toLowerCase().replace(/\.$/, '')
  );
}

function plain(error: unknown): string {
  const code = (error as NodeJS.ErrnoException)?.code;
  if (code === 'ECONNREFUSED') return 'The connection was refused.';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return 'There is no way to this address.';
  return error instanceof Error ? error.message : String(error);
}
