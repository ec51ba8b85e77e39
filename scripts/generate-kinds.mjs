// Writes the TypeScript types of our kinds from deploy/crds, the source of truth. `--check` fails when they differ.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { parse } from 'yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const crds = join(root, 'deploy/crds');
const target = join(root, 'plugins/hostnames-common/src/kinds/generated');
const check = process.argv.includes('--check');

const files = {
  'index.ts':
    '// GENERATED from deploy/crds by scripts/generate-kinds.mjs. Do not edit.\n',
};
for (const file of readdirSync(crds)
  .filter(name => name.endsWith('.yaml'))
  .sort()) {
  const crd = parse(readFileSync(join(crds, file), 'utf8'));
  const { kind } = crd.spec.names;
  const schema = crd.spec.versions.find(version => version.storage).schema
    .openAPIV3Schema;
  const spec = await compile(
    titled(`${kind}Spec`, schema.properties.spec),
    `${kind}Spec`,
    options(),
  );
  const status = await compile(
    titled(`${kind}Status`, schema.properties.status),
    `${kind}Status`,
    options(),
  );
  files[
    `${kind}.ts`
  ] = `// GENERATED from deploy/crds/${file} by scripts/generate-kinds.mjs. Do not edit.\n\n${spec}\n${status}`;
  files['index.ts'] += `export * from './${kind}';\n`;
}

let different = 0;
mkdirSync(target, { recursive: true });
for (const [name, text] of Object.entries(files)) {
  const path = join(target, name);
  let before = '';
  try {
    before = readFileSync(path, 'utf8');
  } catch {
    // not there yet
  }
  if (before === text) continue;
  different += 1;
  if (check)
    console.error(
      `${name} does not match deploy/crds: run node scripts/generate-kinds.mjs`,
    );
  else writeFileSync(path, text);
}
process.exitCode = check && different ? 1 : 0;

function options() {
  return {
    bannerComment: '',
    additionalProperties: false,
    style: { singleQuote: true },
    ignoreMinAndMaxItems: true,
  };
}

// Kubernetes extensions and defaults mean nothing to the generator; `@public` is what the API report wants.
function titled(title, schema) {
  return {
    ...schema,
    title,
    description: `${schema.description ?? ''}\n\n@public`.trim(),
  };
}
