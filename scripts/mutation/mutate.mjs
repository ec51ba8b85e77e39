// Mutation testing, folder by folder: `./dev yarn mutate` (all) or `./dev yarn mutate gate claim`; with `--read` the last
// reports are read again, and nothing is run.
// A mutant that survives is a defect of the tests, unless docs/quality/mutation.md says why nobody can observe it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FOLDERS } from './folders.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readsOnly = process.argv.includes('--read');
const asked = process.argv.slice(2).filter(each => each !== '--read');
const unknown = asked.find(name => !FOLDERS[name]);
if (unknown) {
  console.error(
    `There is no folder "${unknown}". Use ${Object.keys(FOLDERS).join(', ')}.`,
  );
  process.exit(2);
}
const explained = readExplained();
const verdicts = (asked.length ? asked : Object.keys(FOLDERS)).map(run);
console.log('');
for (const { line } of verdicts) console.log(line);
process.exit(verdicts.every(({ passed }) => passed) ? 0 : 1);

function run(name) {
  const folder = FOLDERS[name];
  const reportFile = resolve(root, '.cache/mutation', `${name}.json`);
  if (!readsOnly) mutate(name, folder, reportFile);
  if (!existsSync(reportFile)) {
    return { passed: false, line: `FAILED ${name}: there is no report` };
  }
  const mutants = readMutants(reportFile);
  const those = (...how) => mutants.filter(each => how.includes(each.status));
  const killed = those('Killed', 'Timeout').length;
  const alive = those('Survived', 'NoCoverage');
  const left = alive.filter(
    each => !explained.has(`${each.file} ${each.change}`),
  );
  for (const { file, line, change, status: how } of left) {
    console.error(`  ${how} ${folder.package}/${file}:${line} ${change}`);
  }
  const total = killed + alive.length;
  const score = total ? Math.floor((killed / total) * 10_000) / 100 : 0;
  const passed = total > 0 && score >= 90 && left.length === 0;
  return {
    passed,
    line: `${
      passed ? 'passed' : 'FAILED'
    } ${name}: ${killed} of ${total} killed (${score} %), ${
      alive.length - left.length
    } explained, ${left.length} unexplained`,
  };
}

/** Runs Stryker in the package's folder; it writes the report unless the tests fail without any mutant. */
function mutate(name, folder, reportFile) {
  mkdirSync(dirname(reportFile), { recursive: true });
  rmSync(reportFile, { force: true });
  console.error(`${name}: mutating ${folder.package}`);
  spawnSync(
    process.execPath,
    [
      resolve(root, 'node_modules/@stryker-mutator/core/bin/stryker.js'),
      'run',
      resolve(root, 'stryker.config.mjs'),
    ],
    {
      cwd: resolve(root, folder.package),
      env: { ...process.env, HOSTMASTER_MUTATION_FOLDER: name },
      stdio: ['ignore', 2, 2],
    },
  );
}

/** Mutants of a report of Stryker, each with its change as the documentation writes it: `original` → `replacement`. */
function readMutants(reportFile) {
  const { files } = JSON.parse(readFileSync(reportFile, 'utf8'));
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map(({ status, location, replacement }) => ({
      file,
      status,
      line: location.start.line,
      change: `\`${plain(textAt(lines, location))}\` → \`${plain(
        replacement,
      )}\``,
    }));
  });
}

function textAt(lines, { start, end }) {
  if (start.line === end.line) {
    return lines[start.line - 1].slice(start.column - 1, end.column - 1);
  }
  return [
    lines[start.line - 1].slice(start.column - 1),
    ...lines.slice(start.line, end.line - 1),
    lines[end.line - 1].slice(0, end.column - 1),
  ].join('\n');
}

/** On one line, without what a table cell of Markdown cannot hold. */
function plain(text) {
  const line = text
    .replace(/\s+/g, ' ')
    .replaceAll('`', "'")
    .replaceAll('|', '¦');
  return line.length > 90 ? `${line.slice(0, 87)}…` : line;
}

/** Rows `| file | change | why |` of docs/quality/mutation.md. */
function readExplained() {
  const text = readFileSync(resolve(root, 'docs/quality/mutation.md'), 'utf8');
  return new Set(
    [
      ...text.matchAll(/^\| `(src\/[^`]+)`\s+\| (`.+` → `.*`)\s+\| .+ \|$/gm),
    ].map(([, file, change]) => `${file} ${change.trim()}`),
  );
}
