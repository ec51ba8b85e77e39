import { queryFrom, withFilter, withoutFilters } from './fleetQuery';

const query = (text: string) => queryFrom(new URLSearchParams(text));

describe('queryFrom', () => {
  it('asks for the first page, worst first, when the URL says nothing', () => {
    expect(query('')).toEqual({
      orderBy: 'verdict',
      order: 'asc',
      offset: 0,
      limit: 25,
    });
  });

  it('reads filters, order and page', () => {
    expect(
      query(
        'level=action&level=waiting&owner=group:default/a&gateway=edge/gw-01&text=shop&sort=-expires&page=3&size=50',
      ),
    ).toEqual({
      level: ['action', 'waiting'],
      owner: ['group:default/a'],
      gateway: ['edge/gw-01'],
      text: 'shop',
      orderBy: 'expires',
      order: 'desc',
      offset: 100,
      limit: 50,
    });
  });

  it.each([
    'level=dreadful',
    'sort=colour',
    'page=-1',
    'page=1.5',
    'page=x',
    'size=100000',
    'text=%20',
    'expires=soon',
    'owner=',
  ])('leaves out what cannot be understood: %s', text => {
    expect(query(text)).toEqual(query(''));
  });
});

describe('withFilter', () => {
  it('sets the values of one filter and goes back to the first page', () => {
    const before = new URLSearchParams('level=action&page=4&sort=-expires');

    expect(withFilter(before, 'cluster', ['a', 'b']).toString()).toBe(
      'level=action&sort=-expires&cluster=a&cluster=b',
    );
    expect(withFilter(before, 'level', []).toString()).toBe('sort=-expires');
  });
});

describe('withoutFilters', () => {
  it('keeps order and page size', () => {
    expect(
      withoutFilters(
        new URLSearchParams('level=ok&text=a&size=50&sort=owner&page=2'),
      ).toString(),
    ).toBe('sort=owner&size=50');
  });
});
