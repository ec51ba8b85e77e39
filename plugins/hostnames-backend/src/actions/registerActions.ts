import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { nameCheckPermission } from '@hostmaster/backstage-plugin-hostnames-common';
import { InputError } from '@backstage/errors';
import { Availability } from '@hostmaster/backstage-plugin-hostnames-common';
import { HostnamesService } from '../service/HostnamesService';

/** `hostnames:check` and `hostnames:verdict` for templates, agents and dry runs. Both only read. */
export function registerActions(
  registry: ActionsRegistryService,
  service: HostnamesService<BackstageCredentials>,
): void {
  registry.register({
    name: 'check',
    title: 'Check a hostname',
    description:
      'Tells whether a hostname can be requested, who holds it if not, and which alternatives are free.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    visibilityPermission: nameCheckPermission,
    schema: {
      input: z =>
        z.object({
          hostname: z
            .string()
            .max(1024)
            .describe('The hostname, for instance shop.example.com'),
          profile: z
            .string()
            .max(63)
            .optional()
            .describe('Name of a gateway profile'),
          environment: z
            .string()
            .max(63)
            .optional()
            .describe('For instance prod'),
          visibility: z.enum(['internet-facing', 'internal']).optional(),
          entity: z
            .string()
            .max(1024)
            .optional()
            .describe('Entity ref of the component the hostname is for'),
          zoneId: z
            .string()
            .max(32)
            .optional()
            .describe('Id of the hosted zone, where several would do'),
          failUnlessFree: z
            .boolean()
            .optional()
            .describe(
              'Fail, in the words of the form, when the hostname cannot be had',
            ),
        }),
      output: z =>
        z.object({
          hostname: z.string().describe('Canonical form'),
          verdict: z
            .string()
            .describe(
              'free, yours, held, cooling-down, reserved, no-zone, not-allowed, invalid, record-exists or unknown',
            ),
          sentence: z.string(),
          problems: z.array(
            z.object({
              field: z.string(),
              code: z.string(),
              message: z.string(),
            }),
          ),
          zone: z.object({ id: z.string(), name: z.string() }).optional(),
          holder: z
            .object({
              owner: z.string().optional(),
              since: z.string().optional(),
            })
            .optional(),
          alternatives: z.array(z.string()),
        }),
    },
    action: async ({ input, credentials }) => {
      const { failUnlessFree, ...question } = input;
      const answer = await service.checkAvailability(question, credentials);
      if (
        failUnlessFree &&
        answer.verdict !== 'free' &&
        answer.verdict !== 'yours'
      )
        throw refusal(answer);
      const {
        hostname,
        verdict,
        sentence = '',
        problems,
        zone,
        alternatives,
      } = answer;
      const holder = answer.holder && {
        owner: answer.holder.owner,
        since: answer.holder.since,
      };
      return {
        output: withoutUndefined({
          hostname,
          verdict,
          sentence,
          problems,
          zone,
          holder,
          alternatives,
        }),
      };
    },
  });

  registry.register({
    name: 'verdict',
    title: 'Get the verdict for a hostname',
    description:
      'Tells whether a hostname works, and if not, what is wrong and who has to act.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          hostname: z
            .string()
            .max(1024)
            .describe('The hostname, for instance shop.example.com'),
        }),
      output: z =>
        z.object({
          hostname: z.string(),
          level: z.string().describe('ok, improve, waiting, action or unknown'),
          impact: z.string().describe('none, at-risk or down'),
          sentence: z.string(),
          who: z
            .string()
            .describe(
              'Who has to act: you, owner, platform, dns, ca or nobody',
            ),
          next: z.array(z.string()).describe('What to do, best first'),
        }),
    },
    action: async ({ input, credentials }) => {
      const { hostname, verdict } = await service.getVerdict(
        input.hostname,
        credentials,
      );
      const { level, impact, sentence, who, next } = verdict;
      return {
        output: {
          hostname,
          level,
          impact,
          sentence,
          who,
          next: next.map(({ text }) => text),
        },
      };
    },
  });
}

function withoutUndefined<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

/** Names the field, in the words that the form shows. */
function refusal({ hostname, sentence, problems }: Availability): InputError {
  const [problem] = problems;
  return new InputError(
    problem
      ? `${problem.field}: ${problem.message}`
      : `hostname: ${sentence ?? `${hostname} is not free`}`,
  );
}
