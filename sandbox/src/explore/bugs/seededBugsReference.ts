import { SeededBug } from './seededBugs';

const HEAD = `# Planted bugs

Bugs that controllers of the field have had, planted into our sources one at a time by \`./dev explore --part bugs\`: each has to be found by
the points named here, the first of them in the order of the seed; with one that is not found the command fails. Without a fault
the product still does what it should, so that only the fault shows the bug. What each of them changes stands in
\`sandbox/src/explore/bugs/bugs.json\`; [explore.md](explore.md) says what the parts are.
`;

/** The text of docs/reference/seeded-bugs.md. */
export function seededBugsReference(bugs: SeededBug[]): string {
  const rows = [
    ['bug', 'what the product would do', 'where the field had it', 'found by'],
    ...bugs.map(({ id, title, source, foundBy }) => [
      `\`${id}\``,
      title,
      source,
      `${foundBy.most} of \`${foundBy.matching}…\``,
    ]),
  ];
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(cells => cells[column].length)),
  );
  const [head, ...body] = rows.map(cells =>
    line(cells.map((cell, column) => cell.padEnd(widths[column]))),
  );
  const rule = line(widths.map(width => '-'.repeat(width)));
  return `${[HEAD, head, rule, ...body].join('\n')}\n`;
}

function line(cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}
