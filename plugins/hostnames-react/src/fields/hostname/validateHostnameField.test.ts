import type { ApiHolder } from '@backstage/core-plugin-api';
import type { Availability } from '@hostmaster/backstage-plugin-hostnames-common';
import type { AvailabilityQuestion } from '../../api/HostnamesApi';
import {
  validateHostnameField,
  type HostnameValidationContext,
} from './validateHostnameField';

const free: Availability = {
  hostname: 'shop.example.com',
  verdict: 'free',
  problems: [],
  alternatives: [],
  checkedAt: '2026-11-01T00:00:00Z',
};

async function errorsFor(
  value: string | undefined,
  answer: Partial<Availability> | Error = {},
  context: Partial<HostnameValidationContext> = {},
) {
  const errors: string[] = [];
  const asked: AvailabilityQuestion[] = [];
  const apiHolder = {
    get: () => ({
      checkAvailability: async (question: AvailabilityQuestion) => {
        asked.push(question);
        if (answer instanceof Error) throw answer;
        return { ...free, ...answer };
      },
    }),
  } as unknown as ApiHolder;
  await validateHostnameField(
    value,
    { addError: message => errors.push(message) },
    { apiHolder, ...context },
  );
  return { errors, asked };
}

describe('validateHostnameField', () => {
  it.each([
    ['free', {}],
    ['yours', { verdict: 'yours' as const }],
    ['cannot be told', { verdict: 'unknown' as const }],
    [
      'cooling down, which the controller waits for',
      { verdict: 'cooling-down' as const },
    ],
  ])('takes a name that is %s', async (_, answer) => {
    expect((await errorsFor('shop.example.com', answer)).errors).toEqual([]);
  });

  it('refuses what is no hostname without asking the backend', async () => {
    const { errors, asked } = await errorsFor('not a hostname!');

    expect(errors).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it('leaves an empty value to the schema', async () => {
    expect((await errorsFor(undefined)).errors).toEqual([]);
  });

  it('tells each problem once, in the words of the backend', async () => {
    const { errors } = await errorsFor('shop.example.com', {
      verdict: 'not-allowed',
      problems: [
        {
          field: 'hostname',
          code: 'DomainNotAllowed',
          message: 'example.com is for prod only',
        },
        {
          field: 'environment',
          code: 'DomainNotAllowed',
          message: 'example.com is for prod only',
        },
        {
          field: 'profile',
          code: 'ProfileUnknown',
          message: 'There is no profile "x"',
        },
      ],
    });

    expect(errors).toEqual([
      'example.com is for prod only',
      'There is no profile "x"',
    ]);
  });

  it('refuses a held name even without a list of problems', async () => {
    const { errors } = await errorsFor('shop.example.com', {
      verdict: 'held',
      sentence: 'Held by marketing.',
    });

    expect(errors).toEqual(['Held by marketing.']);
  });

  it('does not pass what could not be checked', async () => {
    const { errors } = await errorsFor(
      'shop.example.com',
      new Error('The network is down'),
    );

    expect(errors).toEqual([
      'The name could not be checked: The network is down. Try again.',
    ]);
  });

  it('asks with the canonical name and the rest of the form, by the names that the template uses', async () => {
    const { asked } = await errorsFor(
      'Shop.Example.COM.',
      {},
      {
        formData: {
          env: 'prod',
          profile: 'alb-public',
          visibility: 'internal',
          entity: 'component:default/shop',
          zoneId: '',
        },
        uiSchema: { 'ui:options': { fields: { environment: 'env' } } },
      },
    );

    expect(asked).toEqual([
      {
        hostname: 'shop.example.com',
        environment: 'prod',
        profile: 'alb-public',
        visibility: 'internal',
        entity: 'component:default/shop',
        zoneId: undefined,
      },
    ]);
  });
});
