import { createTranslationRef } from '@backstage/core-plugin-api/alpha';

/** Words of the shared components, by meaning. @public */
export const hostnamesReactTranslationRef = createTranslationRef({
  id: 'hostnames-react',
  messages: {
    level: {
      ok: 'OK',
      improve: 'works, could be better',
      waiting: 'waiting',
      action: 'action needed',
      unknown: 'cannot be seen',
      notYet: 'not yet',
    },
    axis: {
      claim: 'claim',
      certificate: 'certificate',
      dns: 'DNS',
      gateway: 'gateway',
      route: 'route',
      live: 'live',
    },
    axes: { label: 'Parts' },
    copy: {
      label: 'Copy {{what}}',
      done: 'Copied',
      failed: 'The browser did not allow to copy',
    },
    failure: {
      denied: 'You have no permission to see this.',
      absent: 'The hostnames backend is not installed.',
      gone: 'This hostname does not exist, or you may not see it.',
      unreachable: 'The hostnames backend does not answer.',
      failed: 'The hostnames backend answered with an error.',
    },
    field: {
      hostname: {
        title: 'Hostname',
        help: 'The name that people will type, for instance shop.example.com. May start with "*." for a wildcard.',
        checking: 'Checking {{hostname}} …',
        canonical: 'Will be {{hostname}}',
        zone: 'In zone {{zone}}',
        alternatives: 'Free alternatives',
        useAlternative: 'Use {{hostname}}',
        heldBy: 'Held by',
        heldByNobodyKnown: 'Held by another team',
        heldSince: 'since',
        ask: 'Ask them to transfer it, or choose another name.',
        wildcardYours: 'Your wildcard {{wildcard}} covers this name already.',
        wildcardOther:
          '{{wildcard}}, held by another team, covers this name already.',
        notChecked: 'The name could not be checked: {{reason}}',
        notCheckedSubmit:
          'The name could not be checked ({{reason}}). Try again.',
        verdict: {
          free: 'Free',
          yours: 'Yours already',
          held: 'Held by another team',
          'cooling-down': 'Released a short time ago, not free yet',
          reserved: 'Reserved by the platform team',
          'no-zone': 'In no zone that Hostmaster manages',
          'not-allowed': 'Not allowed for this environment or team',
          invalid: 'Not a usable hostname',
          'record-exists': 'Has a record that Hostmaster did not write',
          unknown: 'Cannot be told at the moment',
        },
      },
      profile: {
        title: 'Profile',
        help: 'The class of gateways that serves the name',
      },
      environment: { title: 'Environment' },
      zone: {
        title: 'Zone',
        help: 'Left open, the deepest zone that contains the hostname is taken',
        automatic: 'By the hostname',
      },
      existing: {
        title: 'Hostname',
        help: 'A hostname that you hold already; a wildcard serves every name one label below it',
        none: 'There are no hostnames to choose from yet. Request one first.',
      },
      options: {
        loading: 'Loading the choices …',
        failed: 'The choices could not be loaded: {{reason}}',
        retry: 'Try again',
        gone: '{{value}} is not offered any more. Choose another one.',
      },
      preview: {
        title: 'What the pull request will contain',
        summary_one: '{{count}} file for repository {{repository}}',
        summary_other: '{{count}} files for repository {{repository}}',
        file: 'content of {{path}}',
        incomplete:
          'The files are shown when the form is complete. Still missing or not right: {{problem}}',
      },
    },
  },
});
