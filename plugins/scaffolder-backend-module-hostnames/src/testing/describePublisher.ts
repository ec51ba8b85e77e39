import { InputError } from '@backstage/errors';
import { Repository } from '../config';
import {
  PublishedPullRequest,
  PullRequestOrder,
  PullRequestPublisher,
} from '../publish/PullRequestPublisher';
import { Fault, Forge, OWNER, READER_TOKEN, REPOSITORY, TOKEN } from './Forge';

/** What a test's order has differently from the usual one. */
export interface OrderChanges {
  content?: string;
  repository?: Partial<Repository>;
}

/** What every publisher promises, told against a server that behaves like the provider's. */
export function describePublisher<F extends Forge>(
  title: string,
  start: () => Promise<F>,
): { forge(): F; order(changes?: OrderChanges): PullRequestOrder } {
  let forge: F;
  let publisher: PullRequestPublisher;
  let count = 0;

  beforeAll(async () => {
    forge = await start();
    publisher = forge.publisher(TOKEN);
  });

  afterAll(async () => {
    await forge?.close();
  });

  beforeEach(() => {
    count += 1;
    forge.arm();
  });

  describe(`${title}: a pull request`, () => {
    it('is opened with the files on a branch of its own', async () => {
      const published = await publisher.publish(order());

      expect(published).toMatchObject({
        changed: 'created',
        branch: branch(),
        warnings: [],
      });
      expect(published.url).toContain(forge.host);
      expect(await contentOn(branch())).toBe('hostname: a\n');
      expect(await contentOn('main')).toBeUndefined();
    });

    it('is left as it is when the same is asked again', async () => {
      const first = await publisher.publish(order());
      const head = await forge.headOf(branch());
      const second = await publisher.publish(order());

      expect(second).toMatchObject({
        url: first.url,
        number: first.number,
        changed: 'nothing',
      });
      expect(await forge.headOf(branch())).toBe(head);
      expect(await open()).toEqual([branch()]);
    });

    it('is one when the same is asked several times at once', async () => {
      const all = await Promise.all(
        [1, 2, 3, 4].map(() => publisher.publish(order())),
      );

      expect(new Set(all.map(({ number }) => number)).size).toBe(1);
      expect(await open()).toEqual([branch()]);
      expect(await contentOn(branch())).toBe('hostname: a\n');
    });

    it('is left as it is when something else was merged into the base meanwhile', async () => {
      const first = await publisher.publish(order());
      await forge.commitOn(
        'main',
        `clusters/prod/other-${count}.yaml`,
        'kind: Other\n',
      );

      expect(await publisher.publish(order())).toMatchObject({
        number: first.number,
        changed: 'nothing',
      });
    });

    it('is updated by a commit on top when other values are asked for', async () => {
      const first = await publisher.publish(order());
      const head = await forge.headOf(branch());
      const second = await publisher.publish(
        order({ content: 'hostname: b\n' }),
      );

      expect(second).toMatchObject({
        number: first.number,
        changed: 'updated',
      });
      expect(await contentOn(branch())).toBe('hostname: b\n');
      expect(await forge.hasCommit(branch(), head!)).toBe(true);
      expect(await open()).toEqual([branch()]);
    });

    it('gives way to the base without forcing when the base got another version of the file', async () => {
      await forge.commitOn('main', pathOf(), 'hostname: old\n');
      const first = await publisher.publish(order());
      const head = await forge.headOf(branch());
      await forge.commitOn('main', pathOf(), 'hostname: by hand\n');
      const second = await publisher.publish(order());

      expect(await forge.hasCommit(branch(), head!)).toBe(true);
      expect(await open()).toEqual([second.branch]);
      expect(second.branch).toBe(forge.mergesBase ? branch() : `${branch()}-2`);
      expect(second.number === first.number).toBe(forge.mergesBase);
      await forge.merge(second.number!);
      expect(await contentOn('main')).toBe('hostname: a\n');
    });

    it('is not made when the base has the files already', async () => {
      await forge.commitOn('main', pathOf(), 'hostname: a\n');
      const published = await publisher.publish(order());

      expect(published).toMatchObject({ changed: 'nothing' });
      expect(published.number).toBeUndefined();
      expect(published.url).toMatch(
        /^http:\/\/127\.0\.0\.1:\d+\/acme\/gitops\/.*main$/,
      );
      expect(await open()).toEqual([]);
    });

    it('goes to a new branch after the earlier one was merged', async () => {
      const first = await publisher.publish(order());
      await forge.merge(first.number!);
      const second = await publisher.publish(
        order({ content: 'hostname: z\n' }),
      );

      expect(second).toMatchObject({
        changed: 'created',
        branch: `${branch()}-2`,
      });
      expect(second.number).not.toBe(first.number);
    });

    it('removes a file', async () => {
      await forge.commitOn('main', pathOf(), 'hostname: a\n');
      const published = await publisher.publish({
        ...order(),
        files: [{ path: pathOf() }],
      });
      await forge.merge(published.number!);

      expect(published.changed).toBe('created');
      expect(await contentOn('main')).toBeUndefined();
    });

    it('shows each file as the base has it to the one who orders, who may refuse', async () => {
      const path = pathOf();
      await forge.commitOn('main', path, 'hostname: theirs\n');
      const accept = (file: string, present: string | undefined) => {
        throw new InputError(`${file} holds ${present}`);
      };

      await expect(publisher.publish({ ...order(), accept })).rejects.toThrow(
        `${path} holds hostname: theirs\n`,
      );
      expect(await open()).toEqual([]);
    });

    it('tells as a warning that a reviewer cannot be asked', async () => {
      const published = await publisher.publish(
        order({ repository: { reviewers: ['nobody-of-that-name'] } }),
      );

      expect(published.changed).toBe('created');
      expect(published.warnings.join()).toMatch(
        /^(Reviewers could not be asked: .*)?$/,
      );
    });
  });

  describe(`${title}: what cannot be done is said in words`, () => {
    it.each<[string, Partial<Repository>, RegExp]>([
      [
        'no such repository',
        { repo: 'missing' },
        /^repository: acme\/missing on .* does not exist/,
      ],
      [
        'no such branch',
        { branch: 'release' },
        /^repository: .* has no branch "release"/,
      ],
      [
        'no integration',
        { host: 'git.example.test' },
        /^repository: no Git\w+ integration is configured for git.example.test/,
      ],
    ])('%s', async (_case, changes, message) => {
      await expect(
        publisher.publish(order({ repository: changes })),
      ).rejects.toThrow(message);
    });

    it('no right to push', async () => {
      await expect(
        forge.publisher(READER_TOKEN).publish(order()),
      ).rejects.toThrow(
        /^repository: these credentials may not push to acme\/gitops/,
      );
      expect(await open()).toEqual([]);
    });

    it('somebody else has put commits onto the branch', async () => {
      await publisher.publish(order());
      await forge.commitOn(branch(), 'notes.md', 'by hand\n');

      await expect(
        publisher.publish(order({ content: 'hostname: b\n' })),
      ).rejects.toThrow(/holds commits that this action did not make/);
      expect(await contentOn(branch())).toBe('hostname: a\n');
    });
  });

  describe(`${title}: a crash`, () => {
    // What would go unnoticed without it: a branch or a pull request made twice, or a lost update, when a task is run again.
    it('at any call of a new pull request leaves one after a second try', async () => {
      await publisher.publish(order());
      await atEveryCall(forge.calls().length, async fault => {
        const published = await crashAndRetry(fault, order());
        expect(published.branch).toBe(branch());
        expect(await contentOn(branch())).toBe('hostname: a\n');
      });
    });

    it('at any call of an update leaves one with the new values', async () => {
      await publisher.publish(order());
      forge.arm();
      await publisher.publish(order({ content: 'hostname: b\n' }));
      await atEveryCall(forge.calls().length, async fault => {
        await publisher.publish(order());
        const head = await forge.headOf(branch());
        await crashAndRetry(fault, order({ content: 'hostname: b\n' }));
        expect(await contentOn(branch())).toBe('hostname: b\n');
        expect(await forge.hasCommit(branch(), head!)).toBe(true);
      });
    });

    it('at any call while the base is in the way leaves one with the wanted values', async () => {
      const prepare = async () => {
        await forge.commitOn('main', pathOf(), 'hostname: old\n');
        await publisher.publish(order());
        await forge.commitOn('main', pathOf(), 'hostname: by hand\n');
      };
      await prepare();
      forge.arm();
      await publisher.publish(order());
      await atEveryCall(forge.calls().length, async fault => {
        await prepare();
        const published = await crashAndRetry(fault, order());
        expect(await contentOn(published.branch!)).toBe('hostname: a\n');
      });
    });

    async function atEveryCall(
      calls: number,
      check: (fault: Fault) => Promise<void>,
    ) {
      expect(calls).toBeGreaterThan(5);
      for (let call = 1; call <= calls; call += 1) {
        for (const kind of ['before', 'after'] as const) {
          count += 1;
          forge.arm();
          try {
            await check({ call, kind });
          } catch (error) {
            throw new Error(
              `with the fault ${kind} call ${call}: ${
                (error as Error).message
              }`,
            );
          }
        }
      }
    }

    async function crashAndRetry(
      fault: Fault,
      wanted: PullRequestOrder,
    ): Promise<PublishedPullRequest> {
      forge.arm(fault);
      await publisher.publish(wanted).catch(() => undefined);
      forge.arm();
      const published = await publisher.publish(wanted);
      expect(await open()).toEqual([published.branch]);
      return published;
    }
  });

  it(`${title}: never shows its token`, async () => {
    const orders = [
      order({ repository: { repo: 'missing' } }),
      order({ repository: { branch: 'release' } }),
    ];
    const failures = await Promise.all([
      ...orders.map(each =>
        publisher
          .publish(each)
          .catch((error: Error) => `${error.message}${error.stack}`),
      ),
      forge
        .publisher(READER_TOKEN)
        .publish(order())
        .catch((error: Error) => `${error.message}${error.stack}`),
    ]);

    const text = JSON.stringify(failures);
    for (const token of [TOKEN, READER_TOKEN]) {
      for (const form of [
        token,
        token.toUpperCase(),
        Buffer.from(token).toString('base64'),
        encodeURIComponent(token),
        token.slice(7, 19),
      ])
        expect(text).not.toContain(form);
    }
  });

  return { forge: () => forge, order };

  function branch(): string {
    return `hostmaster/shop-${count}`;
  }

  function pathOf(): string {
    return `clusters/prod/shop/request-${count}.yaml`;
  }

  function contentOn(name: string): Promise<string | undefined> {
    return forge.contentOn(name, pathOf());
  }

  /** Open pull requests of this test's branch and those that follow it. */
  async function open(): Promise<string[]> {
    return (await forge.openPullRequests()).filter(
      name => name === branch() || name.startsWith(`${branch()}-`),
    );
  }

  function order(changes: OrderChanges = {}): PullRequestOrder {
    const repository: Repository = {
      name: 'prod',
      provider: forge.provider,
      host: forge.host,
      owner: OWNER,
      repo: REPOSITORY,
      branch: 'main',
      path: '',
      engine: 'flux',
      environments: [],
      reviewers: [],
      labels: [],
      ...changes.repository,
    };
    return {
      repository,
      branch: branch(),
      files: [{ path: pathOf(), content: changes.content ?? 'hostname: a\n' }],
      title: 'Request hostname',
      description: 'What happens',
    };
  }
}
