import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { Availability } from '@hostmaster/backstage-plugin-hostnames-common';
import { HostnamesService } from '../service/HostnamesService';
import { registerActions } from './registerActions';

const message =
  'shop.example.com is held by group:default/media. Ask them to transfer it, or choose another name.';
const held: Partial<Availability> = {
  verdict: 'held',
  sentence: message,
  problems: [{ field: 'hostname', code: 'HeldByOther', message }],
  alternatives: ['shop2.example.com'],
};

describe('hostnames:check', () => {
  it('answers with the verdict and the alternatives', async () => {
    const { asked, check } = registered(held);

    expect(await check({ environment: 'prod' })).toMatchObject({
      output: {
        verdict: 'held',
        problems: held.problems,
        alternatives: held.alternatives,
      },
    });
    expect(asked).toEqual([
      { hostname: 'shop.example.com', environment: 'prod' },
    ]);
  });

  it.each(['free', 'yours'] as const)(
    'lets a name pass that is %s',
    async verdict => {
      const { asked, check } = registered({ verdict, problems: [] });

      expect(await check({ failUnlessFree: true })).toMatchObject({
        output: { verdict },
      });
      expect(asked).toEqual([{ hostname: 'shop.example.com' }]);
    },
  );

  it('fails in the words of the form where it is told to', async () => {
    const { check } = registered(held);

    await expect(check({ failUnlessFree: true })).rejects.toThrow(
      `hostname: ${message}`,
    );
  });

  it('fails also when nobody can tell', async () => {
    const sentence = 'Its zone cannot be looked into at the moment.';
    const { check } = registered({
      verdict: 'unknown',
      sentence,
      problems: [],
    });

    await expect(check({ failUnlessFree: true })).rejects.toThrow(sentence);
  });
});

function registered(answer: Partial<Availability>) {
  const asked: object[] = [];
  const service = {
    async checkAvailability(question: object) {
      asked.push(question);
      return {
        hostname: 'shop.example.com',
        alternatives: [],
        checkedAt: '',
        ...answer,
      };
    },
  };
  const registry = actionsRegistryServiceMock({
    logger: mockServices.logger.mock(),
  });
  registerActions(
    registry,
    service as unknown as HostnamesService<BackstageCredentials>,
  );
  const check = (input: object) =>
    registry.invoke({
      id: 'test:check',
      input: { hostname: 'shop.example.com', ...input },
    });
  return { asked, check };
}
