import { shortHash } from './shortHash';

describe('shortHash', () => {
  // Routes in Git carry names with this hash: another hash would cut them off from their listeners.
  it.each([
    ['', '3abdo0ejfr'],
    ['shop', 'a1v4wrcsc4'],
    ['a-b.example.com', 'h2qy6pyrzx'],
    ['ÿ', 'o8mmmh5xm1'],
    ['Ā', 'iud1uzhzca'],
    ['shop食', '65kvyiuzyg'],
    ['n1293', '0hqv291osz'],
  ])('of %j is %s for ever', (text, hash) => {
    expect(shortHash(text)).toBe(hash);
  });
});
