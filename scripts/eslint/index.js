/**
 * ESLint configuration of every package: Backstage's own, plus what architecture and style ask for.
 *
 * - the direction of packages: arrows point up only (docs/decisions/0002)
 * - `*.decide.ts` is pure: it imports types, the common package and other pure files, and neither waits nor looks at a clock
 * - every wait, date and random number goes through injected ports
 * - no UI kit but @material-ui/core and @backstage/core-components
 */
const { join } = require('node:path');
const createConfig = require('@backstage/cli/config/eslint-factory');

const plugin = '@hostmaster/backstage-plugin-';
const packages = {
  runtime: '@hostmaster/kubernetes-runtime',
  common: `${plugin}hostnames-common`,
  node: `${plugin}hostnames-node`,
  react: `${plugin}hostnames-react`,
  frontend: `${plugin}hostnames`,
  backend: `${plugin}hostnames-backend`,
  aws: `${plugin}hostnames-backend-module-aws`,
  scaffolder: `${plugin}scaffolder-backend-module-hostnames`,
  catalog: `${plugin}catalog-backend-module-hostnames`,
  sandbox: '@hostmaster/sandbox',
};

/** What a package of ours may import of ours in its source; tests may import the sandbox as well. */
const mayImport = {
  [packages.runtime]: [],
  [packages.common]: [],
  [packages.node]: [packages.common, packages.runtime],
  [packages.react]: [packages.common],
  [packages.frontend]: [packages.common, packages.react],
  [packages.backend]: [packages.common, packages.node, packages.runtime],
  [packages.aws]: [packages.common, packages.node, packages.runtime],
  [packages.scaffolder]: [packages.common, packages.node, packages.runtime],
  [packages.catalog]: [packages.common, packages.node],
  [packages.sandbox]: Object.values(packages),
  app: [packages.common, packages.react, packages.frontend],
  backend: Object.values(packages).filter(name => name !== packages.sandbox),
};

const otherKits = [
  '@mui/*',
  '@mui/**',
  '@backstage/ui',
  'antd',
  '@chakra-ui/*',
  '@mantine/*',
  '@radix-ui/*',
  'react-bootstrap',
];

const ports = [
  [
    'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    'Take the time from the injected Clock.',
  ],
  [
    'NewExpression[callee.name="Date"][arguments.length=0]',
    'Take the time from the injected Clock.',
  ],
  [
    'CallExpression[callee.name=/^(setTimeout|setInterval)$/]',
    'Wait with the injected Clock.',
  ],
  [
    'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
    'Take random numbers from the injected Random.',
  ],
].map(([selector, message]) => ({ selector, message }));

const pure = [
  {
    selector: `ImportDeclaration[importKind!="type"][source.value!=/(hostnames-common$|\\.decide$|\\.pure$|\\/placement\\/)/]`,
    message:
      'A decision is pure: import types, the common package or other pure files only.',
  },
  { selector: 'AwaitExpression', message: 'A decision never waits.' },
  {
    selector:
      'FunctionDeclaration[async=true], ArrowFunctionExpression[async=true]',
    message: 'A decision never waits.',
  },
  ...ports,
];

/** The sandbox puts the parts together: it imports plugins of every kind. */
const mixesPlugins = new Set([packages.sandbox]);

const withInjectedPorts = new Set([
  packages.runtime,
  packages.node,
  packages.backend,
  packages.aws,
  packages.scaffolder,
  packages.sandbox,
]);

exports.forPackage = function forPackage(directory) {
  const { name, backstage } = require(join(directory, 'package.json'));
  const allowed = new Set([name, ...(mayImport[name] ?? [])]);
  const forbidden = Object.values(packages).filter(
    other => !allowed.has(other),
  );
  const frontend = ['frontend', 'frontend-plugin', 'web-library'].includes(
    backstage.role,
  );

  return createConfig(directory, {
    restrictedImportPatterns: [
      ...forbidden.flatMap(other =>
        [other, `${other}/*`, `!${other}/package.json`].filter(
          pattern => !pattern.startsWith('!'),
        ),
      ),
      ...(frontend && name !== 'app' ? otherKits : []),
    ],
    restrictedImports: frontend
      ? [
          {
            name: '@material-ui/core',
            message: "Please import '@material-ui/core/<Component>' instead.",
          },
        ]
      : [],
    restrictedSrcSyntax: withInjectedPorts.has(name) ? ports : [],
    rules: {
      // The public function comes first, its helpers after it (style.md).
      '@typescript-eslint/no-use-before-define': [
        'error',
        { functions: false, classes: false, variables: false, enums: false },
      ],
      // The compiler checks returns, and knows the types.
      'consistent-return': 'off',
      ...(mixesPlugins.has(name)
        ? { '@backstage/no-mixed-plugin-imports': 'off' }
        : {}),
    },
    testRules: {
      // Suites take their setting as a parameter, and what needs a counterpart that is not there is skipped and counted (./dev test).
      'jest/expect-expect': 'off',
      'jest/no-conditional-expect': 'off',
      'jest/no-disabled-tests': 'off',
      'jest/no-standalone-expect': 'off',
    },
    overrides: [
      {
        // Suites that several test files run.
        files: [
          'src/testing/**',
          'src/testUtils/**',
          'src/**/__testUtils__/**',
          'src/**/testWorld/**',
        ],
        rules: {
          'jest/no-export': 'off',
          'jest/expect-expect': 'off',
          'jest/no-disabled-tests': 'off',
          'jest/no-standalone-expect': 'off',
          'jest/no-conditional-expect': 'off',
        },
      },
      {
        files: ['src/**/*.decide.ts'],
        rules: { 'no-restricted-syntax': ['error', ...pure] },
      },
    ],
  });
};
