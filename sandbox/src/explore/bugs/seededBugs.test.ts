import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parts } from '../parts';
import { wholeParts } from '../wholeParts';
import { seededBugs } from './seededBugs';
import { seededBugsReference } from './seededBugsReference';

const root = resolve(__dirname, '../../../..');
/** `UPDATE_REFERENCE=1` writes it anew instead of comparing it. */
const PAGE = join(root, 'docs/reference/seeded-bugs.md');

describe('seededBugs', () => {
  it('has 40 or more, each with an id of its own', () => {
    expect(new Set(seededBugs.map(({ id }) => id)).size).toBe(
      seededBugs.length,
    );
    expect(seededBugs.length).toBeGreaterThanOrEqual(40);
  });

  it.each(seededBugs)('$id changes what is in the sources once', bug => {
    const texts = new Map<string, string>();
    for (const { file, replace, by } of bug.changes) {
      const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
      expect({ file, times: text.split(replace).length - 1 }).toEqual({
        file,
        times: 1,
      });
      expect(by).not.toBe(replace);
      texts.set(
        file,
        text.replace(replace, () => by),
      );
    }
    expect(bug.changes).not.toHaveLength(0);
  });

  it.each(seededBugs)('$id is looked for by a part', ({ foundBy }) => {
    const known = [...parts, ...wholeParts].map(({ id }) => id);
    expect(known).toContain(foundBy.part);
    expect(foundBy.matching.split(/[:/]/)[0]).toBe(foundBy.part);
  });

  it('is what the reference lists', () => {
    const wanted = seededBugsReference(seededBugs);
    if (process.env.UPDATE_REFERENCE) writeFileSync(PAGE, wanted);
    expect(readFileSync(PAGE, 'utf8')).toBe(wanted);
  });
});
