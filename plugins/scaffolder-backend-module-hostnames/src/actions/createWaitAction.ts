import {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  HostnameDetail,
  HostnameRef,
  hostnamesApiClient,
  HostnamesClient,
  parseHostname,
  TimelineStep,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Clock } from '@hostmaster/kubernetes-runtime';

const SECOND = 1_000;
const LOOK_EVERY = 5 * SECOND;
const DEFAULT_TIMEOUT = 120 * SECOND;
const LONGEST_TIMEOUT = 600 * SECOND;

/** What the action works with. */
export interface WaitActionOptions {
  auth: AuthService;
  discovery: DiscoveryService;
  clock: Clock;
}

/** How far a hostname is. `blocked`: somebody has to act, so waiting longer would not help. */
type State = 'pending' | 'synced' | 'ready' | 'blocked' | 'unknown';

/**
 * `hostnames:wait`: looks at a hostname through the hostnames API, as the user, until it is where the template wants it. A worker has few
 * slots, so it ends after the timeout whatever the state, and at once when the task is cancelled; not having got there is an output and
 * no error.
 */
export function createWaitAction(options: WaitActionOptions) {
  return createTemplateAction({
    id: 'hostnames:wait',
    description:
      'Waits some minutes until a hostname is merged, applied to its cluster, or ready',
    supportsDryRun: true,
    schema: {
      input: {
        hostname: z =>
          z
            .string({ description: 'The hostname; in place of request' })
            .max(1024)
            .optional(),
        request: z =>
          z
            .object(
              {
                cluster: z.string().max(253),
                namespace: z.string().max(253),
                name: z.string().max(253),
              },
              {
                description: 'The GatewayHostnameRequest; in place of hostname',
              },
            )
            .optional(),
        until: z =>
          z
            .enum(['merged', 'synced', 'ready'], {
              description:
                'merged and synced: its request is in the cluster, which is how a merge is seen; ready: it is live. Default ready',
            })
            .optional(),
        timeout: z =>
          z
            .string({
              description: 'For instance 90s or 5m; default 2m, at most 10m',
            })
            .max(16)
            .optional(),
      },
      output: {
        state: z =>
          z.enum(['pending', 'synced', 'ready', 'blocked', 'unknown'], {
            description: 'How far it is; blocked: somebody has to act',
          }),
        reached: z =>
          z.boolean({ description: 'Whether it got where it was waited for' }),
        sentence: z =>
          z.string({ description: 'The verdict in words' }).optional(),
        timeline: z =>
          z.array(
            z.object({
              id: z.string(),
              label: z.string(),
              state: z.string(),
              at: z.string().optional(),
              message: z.string().optional(),
            }),
          ),
      },
    },
    async handler(ctx) {
      const target = targetOf(ctx.input);
      const timeout = timeoutOf(ctx.input.timeout);
      const until = ctx.input.until ?? 'ready';
      const name =
        'hostname' in target
          ? target.hostname
          : `${target.cluster}/${target.namespace}/${target.name}`;
      if (ctx.isDryRun) {
        ctx.logger.info(`would wait until ${name} is ${until}`);
        ctx.output('state', 'pending');
        ctx.output('reached', false);
        ctx.output('timeline', []);
        return;
      }
      const credentials = await ctx.getInitiatorCredentials();
      const seen = await look(options, {
        target,
        until,
        timeout,
        credentials,
        signal: ctx.signal,
        log: text => ctx.logger.info(text),
      });
      const reached = isReached(seen.state, until);
      if (!reached)
        ctx.logger.warn(
          `${name} is not ${until}: ${seen.sentence ?? seen.state}`,
        );
      ctx.output('state', seen.state);
      ctx.output('reached', reached);
      if (seen.sentence) ctx.output('sentence', seen.sentence);
      ctx.output('timeline', seen.timeline.map(brief));
    },
  });
}

interface Seen {
  state: State;
  sentence?: string;
  timeline: TimelineStep[];
}

interface Wait {
  target: HostnameRef | { hostname: string };
  until: 'merged' | 'synced' | 'ready';
  timeout: number;
  credentials: BackstageCredentials;
  signal?: AbortSignal;
  log(text: string): void;
}

async function look(
  { auth, discovery, clock }: WaitActionOptions,
  wait: Wait,
): Promise<Seen> {
  const ended = new AbortController();
  const cancelTimeout = clock.schedule(wait.timeout, () => ended.abort());
  const signal = wait.signal
    ? AbortSignal.any([wait.signal, ended.signal])
    : ended.signal;
  const client = hostnamesApiClient({
    discoveryApi: discovery,
    fetchApi: { fetch: (input, init) => fetch(input, { ...init, signal }) },
  });
  let seen: Seen = { state: 'unknown', timeline: [] };
  let said: string | undefined;
  try {
    while (!signal.aborted) {
      const { token } = await auth.getPluginRequestToken({
        onBehalfOf: wait.credentials,
        targetPluginId: 'hostnames',
      });
      seen = (await lookOnce(client, wait.target, token, signal)) ?? seen;
      if (seen.sentence !== said) wait.log(seen.sentence ?? seen.state);
      said = seen.sentence;
      if (isReached(seen.state, wait.until) || seen.state === 'blocked')
        return seen;
      await clock.sleep(LOOK_EVERY, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    cancelTimeout();
  }
  if (wait.signal?.aborted)
    throw new Error('the task was cancelled while it waited');
  return seen;
}

/** `undefined`: could not look this time, which is no reason to give up. */
async function lookOnce(
  client: HostnamesClient,
  target: Wait['target'],
  token: string,
  signal: AbortSignal,
): Promise<Seen | undefined> {
  try {
    const ref =
      'hostname' in target
        ? await refOf(client, target.hostname, token)
        : target;
    if (!ref) return { state: 'pending', timeline: [] };
    const detail = await client.getHostname(ref, { token });
    return {
      state: stateOf(detail),
      sentence: detail.summary.verdict.sentence,
      timeline: detail.timeline,
    };
  } catch (error) {
    if (signal.aborted) throw error;
    const { statusCode } = error as { statusCode?: number };
    if (statusCode === 404) return { state: 'pending', timeline: [] };
    if (statusCode === 400 || statusCode === 401 || statusCode === 403) {
      throw new InputError(
        `hostname: the hostnames backend refused to tell (${statusCode}); you may not see hostnames, or the hostnames plugin is not installed`,
      );
    }
    return undefined;
  }
}

async function refOf(
  client: HostnamesClient,
  hostname: string,
  token: string,
): Promise<HostnameRef | undefined> {
  const { items } = await client.listHostnames(
    { text: hostname, limit: 100 },
    { token },
  );
  return items.find(item => item.hostname === hostname && !item.deleting)?.ref;
}

function stateOf({ timeline, summary }: HostnameDetail): State {
  if (timeline.some(({ id, state }) => id === 'Ready' && state === 'done'))
    return 'ready';
  return summary.verdict.level === 'action' &&
    timeline.some(({ state }) => state === 'failed')
    ? 'blocked'
    : 'synced';
}

function isReached(state: State, until: Wait['until']): boolean {
  if (until === 'ready') return state === 'ready';
  return state === 'synced' || state === 'ready' || state === 'blocked';
}

function targetOf({
  hostname,
  request,
}: {
  hostname?: string;
  request?: HostnameRef;
}): Wait['target'] {
  if (request && hostname)
    throw new InputError('request: give either request or hostname, not both');
  if (request) return request;
  if (!hostname) throw new InputError('hostname: is needed, or request');
  const parsed = parseHostname(hostname);
  if (parsed.kind === 'invalid')
    throw new InputError(`hostname: ${parsed.message}`);
  return { hostname: parsed.hostname };
}

/** Milliseconds. */
function timeoutOf(text: string | undefined): number {
  if (!text) return DEFAULT_TIMEOUT;
  const [, count, unit] = /^([0-9]{1,4})(s|m)$/.exec(text) ?? [];
  const milliseconds = Number(count) * (unit === 'm' ? 60 : 1) * SECOND;
  if (!(milliseconds > 0 && milliseconds <= LONGEST_TIMEOUT)) {
    throw new InputError(
      `timeout: "${text.slice(
        0,
        40,
      )}" is not between 1s and 10m, such as 90s or 5m; a task that waits keeps others from running`,
    );
  }
  return milliseconds;
}

function brief({ id, label, state, at, message }: TimelineStep) {
  return {
    id,
    label,
    state,
    ...(at ? { at } : {}),
    ...(message ? { message } : {}),
  };
}
