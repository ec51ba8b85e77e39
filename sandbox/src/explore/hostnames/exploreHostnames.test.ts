import { exploreHostnames, surveyHostnames } from './exploreHostnames';
import { SOURCES } from './nameSources';

jest.setTimeout(120_000);

describe('exploreHostnames', () => {
  it('finds nothing wrong, and meets every rule by which the reading differs', async () => {
    // The whole takes its time: `./dev explore --part R19`.
    const { result, counts } = await surveyHostnames({
      seed: 5,
      count: 1_500,
      sources: SOURCES.map(({ name }) => name).filter(
        name => !['vectors', 'code-points', 'public-suffixes'].includes(name),
      ),
    });

    expect(result.failures).toEqual([]);
    expect(result.points).toBeGreaterThanOrEqual(1_500);
    expect(counts.accepted).toBeGreaterThan(500);
    expect(counts['in a zone']).toBeGreaterThan(200);
    expect(Object.keys(counts)).toEqual(
      expect.arrayContaining([
        'Invisible',
        'MixedScript',
        'Localhost',
        'SingleLabel',
        'BidiDomainName',
      ]),
    );
  });

  it('examines one name again by its id', async () => {
    const result = await exploreHostnames({
      seed: 1,
      only: 'R19:5:public-suffixes:7',
    });

    expect(result).toEqual({ part: 'R19', trace: 1, points: 1, failures: [] });
  });

  it('refuses an id that is none', async () => {
    await expect(
      exploreHostnames({ seed: 1, only: 'R19:5:nowhere:7' }),
    ).rejects.toThrow('"R19:5:nowhere:7" is no point of R19. Write R19:<seed>');
  });
});
