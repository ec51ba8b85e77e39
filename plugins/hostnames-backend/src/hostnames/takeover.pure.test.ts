import { goesTogether, mayTakeOver } from './takeover.pure';
import { ownership, subject } from './testWorld/builders';

const from = (cluster: string) => {
  const us = subject();
  us.request.metadata.annotations = {
    'hostmaster.dev/takeover-from': cluster,
  };
  return us;
};

describe('mayTakeOver', () => {
  it('takes nothing of another request of its own cluster by annotation', () => {
    const neighbours = ownership({
      owner: { namespace: 'other', name: 'mine' },
      state: 'held',
    });

    expect(
      mayTakeOver(from('prod'), neighbours, { namespaces: ['shop'] }),
    ).toBe(false);
  });
});

describe('goesTogether', () => {
  it('fears whatever is of another installation, also of a namespace called alike or on its way here', () => {
    const rival = (given: object) =>
      ownership({ installation: 'rival', ...given }).ownership;

    expect(goesTogether(subject(), rival({}))).toBe(false);
    expect(
      goesTogether(
        subject(),
        rival({
          owner: { namespace: 'other', name: 'mine' },
          unknown: { to: 'prod/shop/shop' },
        }),
      ),
    ).toBe(false);
  });
});
