import fc from 'fast-check';
import { readRecordName, writeRecordName } from './recordNames';

describe('recordNames', () => {
  it.each([
    ['\\052.example.com.', '*.example.com'],
    ['Example.COM.', 'example.com'],
    ['_dmarc.example.com.', '_dmarc.example.com'],
    ['a\\057b.example.com.', 'a/b.example.com'],
    ['a\\056b.example.com.', 'a\\056b.example.com'],
  ])('reads %s as %s', (listed, name) => {
    expect(readRecordName(listed)).toBe(name);
  });

  it('reads back what it writes', () => {
    const label = fc.stringMatching(/^[a-z0-9_/@*-]{1,20}$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), labels => {
        expect(readRecordName(writeRecordName(labels.join('.')))).toBe(
          labels.join('.'),
        );
      }),
    );
  });
});
