import { shown } from './shown';

/**
 * What is wrong with one label of ASCII letters, digits and hyphens (RFC 1123, 2.1); labels with other characters are
 * UTS 46's matter.
 *
 * @internal
 */
export function labelProblem(label: string, name: string): string | undefined {
  if (label === '') {
    return `"${shown(
      name,
    )}" has an empty label: two dots in a row or a dot at an end. Write each part between dots, such as shop.example.com.`;
  }
  if (label.includes('_')) {
    return `The label "${shown(
      label,
    )}" has an underscore, which hostnames may not have. Write "${shown(
      label.replace(/_+/g, '-'),
    )}" instead.`;
  }
  if (label.startsWith('-') || label.endsWith('-')) {
    const bare = label.replace(/^-+|-+$/g, '');
    return `The label "${shown(label)}" ${
      label.startsWith('-') ? 'starts' : 'ends'
    } with a hyphen. Write ${
      bare ? `"${shown(bare)}"` : 'letters or digits'
    } instead.`;
  }
  if (label.length > 63) {
    return `The label "${label.slice(0, 20)}…" is ${
      label.length
    } characters long; at most 63 are possible. Write a shorter one.`;
  }
  return undefined;
}
