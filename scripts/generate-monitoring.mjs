// Makes deploy/monitoring/prometheusrule.yaml of hostmaster.rules.yaml, and hostmaster.dashboard.json of scripts/monitoring/dashboard.mjs.
// Every alert gets the link to its page. With --check nothing is written: what differs is named, and the exit status is 1.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { parse, stringify } from 'yaml';
import { dashboard } from './monitoring/dashboard.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'deploy/monitoring');
const RUNBOOKS =
  'https://github.com/hostmaster/hostmaster/blob/main/docs/runbooks';

const source = join(folder, 'hostmaster.rules.yaml');
const { text, groups } = withRunbooks(readFileSync(source, 'utf8'));
const files = [
  [source, text],
  ...[
    [join(folder, 'prometheusrule.yaml'), prometheusRule(groups)],
    [join(folder, 'hostmaster.dashboard.json'), JSON.stringify(dashboard())],
  ].map(([path, content]) => [path, formatted(path, content)]),
];
const different = files.filter(([path, wanted]) => read(path) !== wanted);
if (process.argv.includes('--check')) {
  for (const [path] of different)
    console.error(
      `${path} is not up to date: node scripts/generate-monitoring.mjs`,
    );
  process.exitCode = different.length > 0 ? 1 : 0;
} else {
  for (const [path, wanted] of different) writeFileSync(path, wanted);
}

/** The rules with `runbook_url` after each summary; comments and layout stay. */
function withRunbooks(rules) {
  const lines = rules
    .split('\n')
    .filter(line => !/^\s+runbook_url:/.test(line));
  let alert = '';
  const linked = lines.flatMap(line => {
    alert = /^\s+- alert: (\w+)$/.exec(line)?.[1] ?? alert;
    const indent = /^(\s+)summary:/.exec(line)?.[1];
    return indent
      ? [line, `${indent}runbook_url: ${RUNBOOKS}/${alert}.md`]
      : [line];
  });
  const linkedText = linked.join('\n');
  return { text: linkedText, groups: parse(linkedText).groups };
}

function prometheusRule(groups) {
  const object = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: 'hostmaster',
      labels: { 'app.kubernetes.io/name': 'hostmaster' },
    },
    spec: { groups },
  };
  return `# GENERATED from hostmaster.rules.yaml by scripts/generate-monitoring.mjs. Do not edit.\n${stringify(
    object,
    { lineWidth: 0 },
  )}`;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function formatted(path, content) {
  const config = prettier.resolveConfig.sync(path);
  return prettier.format(content, { ...config, filepath: path });
}
