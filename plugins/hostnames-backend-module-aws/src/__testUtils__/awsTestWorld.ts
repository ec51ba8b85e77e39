import { ProviderRuntime } from '@hostmaster/backstage-plugin-hostnames-node';
import { openGate } from '@hostmaster/backstage-plugin-hostnames-node/testUtils';
import {
  VirtualClock,
  seededRandom,
} from '@hostmaster/kubernetes-runtime/testUtils';
import {
  Aws,
  AwsOptions,
  awsDelays,
  createAws,
  inProcessRequestHandler,
  raisedLimits,
} from '@hostmaster/sandbox/aws';
import {
  AwsProviders,
  AwsProvidersOptions,
  createAwsProviders,
} from '../createAwsProviders';

export const REGION = 'eu-central-1';
export const INSTALLATION = 'test';

const quietLogger: ProviderRuntime['logger'] = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => quietLogger,
};

export interface AwsTestWorld {
  clock: VirtualClock;
  aws: Aws;
  /** A process of its own: shares nothing with others but the account. */
  startProcess(
    options?: Partial<AwsProvidersOptions> & Partial<ProviderRuntime>,
  ): AwsProviders & { stop(): void };
  /** Moves virtual time on until the work is done. */
  done<T>(work: Promise<T>, limitMs?: number): Promise<T>;
  close(): void;
}

/** An emulated AWS account in virtual time, and processes that work with it through the real clients. */
export function awsTestWorld(options: Partial<AwsOptions> = {}): AwsTestWorld {
  const clock = new VirtualClock();
  const random = seededRandom('aws');
  const aws = createAws({
    clock,
    random,
    accountId: '123456789012',
    region: REGION,
    limits: raisedLimits,
    delays: awsDelays,
    ...options,
  });
  const stops: Array<() => void> = [];
  return {
    clock,
    aws,
    startProcess({ gate, logger, installation, ...settings } = {}) {
      const controller = new AbortController();
      const stop = () => controller.abort(new Error('the process has ended'));
      stops.push(stop);
      const providers = createAwsProviders(
        {
          region: REGION,
          credentials: {
            accessKeyId: 'AKIDEXAMPLE',
            secretAccessKey: 'secret',
          },
          requestHandler: inProcessRequestHandler(aws.handle),
          ...settings,
        },
        {
          clock,
          random,
          gate: gate ?? openGate,
          logger: logger ?? quietLogger,
          signal: controller.signal,
          installation: installation ?? INSTALLATION,
        },
      );
      return { ...providers, stop };
    },
    done: (work, limitMs = 600_000) => clock.waitFor(work, { limitMs }),
    close() {
      for (const stop of stops) stop();
      aws.close();
    },
  };
}
