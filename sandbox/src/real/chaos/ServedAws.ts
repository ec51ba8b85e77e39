import { Aws, HttpListener, listenHttp } from '../../aws';

/** Where a write of a process is when something happens to the process. */
export type WriteMoment = 'arrived' | 'executed';

/** The emulated account on a loopback port, for processes of their own; it can tell the moment of a write. */
export class ServedAws {
  private awaited?: {
    process: string;
    moment: WriteMoment;
    act: () => void;
  };

  private constructor(
    private readonly aws: Aws,
    private listener: HttpListener | undefined,
  ) {}

  static async serve(aws: Aws): Promise<ServedAws> {
    const served = new ServedAws(aws, undefined);
    served.listener = await listenHttp(request => served.handle(request), {
      port: 0,
    });
    return served;
  }

  get url(): string {
    return this.listener!.url;
  }

  close(): Promise<void> {
    return this.listener!.close();
  }

  /** Calls `act` once, the next time a write of the process has arrived, or has been executed and not been answered yet. */
  atNextWrite(process: string, moment: WriteMoment, act: () => void): void {
    this.awaited = { process, moment, act };
  }

  private async handle(request: Request): Promise<Response> {
    const process = writerOf(request);
    this.reached(process, 'arrived');
    const response = await this.aws.handle(request);
    this.reached(process, 'executed');
    return response;
  }

  private reached(process: string | undefined, moment: WriteMoment): void {
    const { awaited } = this;
    if (awaited?.process !== process || awaited?.moment !== moment) return;
    this.awaited = undefined;
    awaited?.act();
  }
}

/** The access key of whoever writes; undefined for a read. */
function writerOf(request: Request): string | undefined {
  const target = request.headers.get('x-amz-target') ?? '';
  const isWrite =
    /\.(Request|Delete|AddTags|RemoveTags|UpdateCert)/.test(target) ||
    (request.method === 'POST' &&
      /\/rrset\/?$/.test(new URL(request.url).pathname));
  const [, process] =
    /Credential=([^/]+)\//.exec(request.headers.get('authorization') ?? '') ??
    [];
  return isWrite ? process : undefined;
}
