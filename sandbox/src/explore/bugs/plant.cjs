/**
 * Plants one of the known bugs into the sources as they are loaded: for workers of `./dev explore --part bugs`, with
 * HOSTMASTER_PLANT naming it. Nothing of it is in what is shipped.
 */
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { addHook } = require('pirates');

const root = resolve(__dirname, '../../../..');
const { bugs } = require('./bugs.json');
const bug = bugs.find(({ id }) => id === process.env.HOSTMASTER_PLANT);
if (!bug) throw new Error(`there is no bug ${process.env.HOSTMASTER_PLANT}`);

const planted = new Map(
  bug.changes.map(({ file, replace, by }) => {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    const times = text.split(replace).length - 1;
    if (times !== 1)
      throw new Error(
        `${bug.id}: its place is there ${times} times in ${file}; correct sandbox/src/explore/bugs/bugs.json`,
      );
    return [path, text.replace(replace, () => by)];
  }),
);

// Registered before the transpiler, so that it sees sources as they are written.
addHook((code, filename) => planted.get(filename) ?? code, {
  extensions: ['.ts'],
  ignoreNodeModules: true,
});
