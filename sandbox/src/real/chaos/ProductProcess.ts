import { ChildProcess } from 'node:child_process';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { startProcess } from '../../dev/processes';
import { repositoryPath } from '../repositoryPath';
import { ProductOrders } from './productProgram';

const PATIENCE = 60_000;

/** One backend process of the product. */
export class ProductProcess {
  readonly lines: string[] = [];
  private readonly child: ChildProcess;

  /** Starts it; see `untilBegun`. */
  constructor(private readonly orders: ProductOrders) {
    this.child = startProcess(
      process.execPath,
      [
        '--require',
        repositoryPath(
          'node_modules/@backstage/cli-node/config/nodeTransform.cjs',
        ),
        repositoryPath('sandbox/src/real/chaos/productProgram.ts'),
        JSON.stringify(orders),
      ],
      {
        // Its input ends with this process, and with it the product.
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, NODE_OPTIONS: '' },
        onLine: line => void this.lines.push(line),
      },
    );
  }

  get identity(): string {
    return this.orders.identity;
  }

  hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Resolves when the reconciler runs. @throws Error with what it said when it does not come to that */
  async untilBegun(): Promise<void> {
    const deadline = systemClock.monotonic() + PATIENCE;
    while (!this.lines.includes('ready')) {
      if (this.hasEnded() || systemClock.monotonic() > deadline)
        throw new Error(
          `${this.identity} did not start:\n${this.lines.join('\n')}`,
        );
      await systemClock.sleep(50);
    }
  }

  /** `kill -9`. */
  kill(): void {
    this.send('SIGKILL');
  }

  /** Not one instruction is executed until `thaw`. */
  freeze(): void {
    this.send('SIGSTOP');
  }

  thaw(): void {
    this.send('SIGCONT');
  }

  private send(signal: NodeJS.Signals): void {
    if (!this.hasEnded()) this.child.kill(signal);
  }
}
