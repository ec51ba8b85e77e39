import { z } from 'zod';

/** What a call was refused with; the message is the server's. */
export class GiteaError extends Error {
  readonly name = 'GiteaError';

  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** The REST API below one repository's address. Answers pass a schema; a refusal is a `GiteaError`. */
export class GiteaApi {
  constructor(
    private readonly repositoryUrl: string,
    private readonly headers: Record<string, string>,
  ) {}

  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(await this.call('GET', path));
  }

  async post<T>(path: string, body: object, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(await this.call('POST', path, body));
  }

  async patch(path: string, body: object): Promise<void> {
    await this.call('PATCH', path, body);
  }

  private async call(
    method: string,
    path: string,
    body?: object,
  ): Promise<unknown> {
    const response = await fetch(`${this.repositoryUrl}${path}`, {
      method,
      headers: {
        ...this.headers,
        Accept: 'application/json',
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok)
      throw new GiteaError(
        response.status,
        messageOf(text) ?? response.statusText,
      );
    return text === '' ? undefined : JSON.parse(text);
  }
}

function messageOf(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
