import { shown } from './shown';

describe('shown', () => {
  it('leaves 80 characters as they are', () => {
    expect(shown('a'.repeat(80))).toBe('a'.repeat(80));
  });

  it('cuts what is longer, with an ellipsis', () => {
    expect(shown('a'.repeat(81))).toBe(`${'a'.repeat(77)}…`);
  });
});
