import { open } from 'node:fs/promises';
import { z } from 'zod';

const eventSchema = z.object({
  verb: z.string(),
  user: z.object({ uid: z.string().default('') }),
  objectRef: z.object({
    resource: z.string(),
    subresource: z.string().optional(),
    namespace: z.string().default(''),
    name: z.string().default(''),
  }),
  responseStatus: z.object({ code: z.number().default(0) }).optional(),
  requestObject: z
    .object({
      spec: z.object({ holderIdentity: z.string().optional() }).optional(),
    })
    .optional(),
  requestReceivedTimestamp: z.string(),
  stageTimestamp: z.string(),
});

/** A write of the product, as the API server saw it. Times in ms since 1970. */
export interface AuditedWrite {
  /** The process: `product-<n>`. */
  process: string;
  verb: string;
  /** `plural` or `plural/subresource`. */
  resource: string;
  namespace: string;
  name: string;
  /** HTTP status. */
  status: number;
  received: number;
  /** When it was answered. */
  done: number;
  /** Of a Lease: whom it names. */
  holder?: string;
}

/** The API server's audit log, read as it grows. */
export class AuditLog {
  private readonly writes: AuditedWrite[] = [];
  private offset = 0;
  private rest = '';

  constructor(private readonly path: string) {}

  /** Every write so far, in the order in which they were answered. */
  async read(): Promise<AuditedWrite[]> {
    const file = await open(this.path).catch(() => undefined);
    if (!file) return this.writes;
    try {
      for (;;) {
        const { bytesRead, buffer } = await file.read({
          buffer: Buffer.alloc(1 << 20),
          position: this.offset,
        });
        if (bytesRead === 0) return this.writes;
        this.offset += bytesRead;
        this.take(buffer.toString('utf8', 0, bytesRead));
      }
    } finally {
      await file.close();
    }
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      // A kill of the server may leave half a line.
      const start = line.lastIndexOf('{"kind":"Event"');
      if (start < 0) continue;
      const event = eventSchema.parse(JSON.parse(line.slice(start)));
      const { resource, subresource, namespace, name } = event.objectRef;
      this.writes.push({
        process: event.user.uid,
        verb: event.verb,
        resource: subresource ? `${resource}/${subresource}` : resource,
        namespace,
        name,
        status: event.responseStatus?.code ?? 0,
        received: Date.parse(event.requestReceivedTimestamp),
        done: Date.parse(event.stageTimestamp),
        holder: event.requestObject?.spec?.holderIdentity,
      });
    }
  }
}
