/**
 * Plants one of the known bugs into the sources as they are loaded: for workers of `./dev explore --part bugs`, with
 * HOSTMASTER_PLANT naming it. Nothing of it is in what is shipped.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { addHook } = require('pirates');

const { bugs } = require('./bugs.json');

// Workers are started in the root of the repository.
const root = process.cwd();
const bug = bugs.find(({ id }) => id === process.env.HOSTMASTER_PLANT);
if (!bug) throw new Error(`there is no bug ${process.env.HOSTMASTER_PLANT}`);

const planted = new Map();
for (const { file, replace, by } of bug.changes) {
  const path = join(root, file);
  const text = planted.get(path) ?? readFileSync(path, 'utf8');
  const times = text.split(replace).length - 1;
  if (times !== 1)
    throw new Error(
      `${bug.id}: its place is there ${times} times in ${file}; correct sandbox/src/explore/bugs/bugs.json`,
    );
  planted.set(
    path,
    text.replace(replace, () => by),
  );
}

// Registered before the transpiler, so that it sees sources as they are written.
addHook((code, filename) => planted.get(filename) ?? code, {
  extensions: ['.ts'],
  ignoreNodeModules: true,
});
