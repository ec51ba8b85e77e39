/**
 * The paths of fields that a JSON text gives more than once; `JSON.parse` silently takes the last. The text must be valid.
 *
 * @internal
 */
export function duplicateFields(text: string): string[] {
  const found = new Set<string>();
  const stack: Frame[] = [];
  let expectsKey = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    const frame = stack.at(-1);
    if (character === '"') {
      const end = endOfString(text, index);
      if (expectsKey && frame?.keys) {
        const key = JSON.parse(text.slice(index, end)) as string;
        frame.current = key;
        if (frame.keys.has(key)) found.add(pathOf(stack));
        frame.keys.add(key);
        expectsKey = false;
      }
      index = end - 1;
    } else if (character === '{') {
      stack.push({ keys: new Set() });
      expectsKey = true;
    } else if (character === '[') {
      stack.push({ position: 0 });
      expectsKey = false;
    } else if (character === '}' || character === ']') {
      stack.pop();
      expectsKey = false;
    } else if (character === ',') {
      expectsKey = frame?.keys !== undefined;
      if (frame?.position !== undefined) frame.position++;
    }
  }
  return [...found];
}

interface Frame {
  /** Keys of an object so far. */
  keys?: Set<string>;
  current?: string;
  /** Position in an array. */
  position?: number;
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"')
    index += text[index] === '\\' ? 2 : 1;
  return index + 1;
}

function pathOf(stack: Frame[]): string {
  return stack
    .map(frame =>
      frame.position === undefined
        ? `.${frame.current}`
        : `[${frame.position}]`,
    )
    .join('')
    .slice(1);
}
