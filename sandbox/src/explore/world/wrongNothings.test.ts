import { wrongNothing, wrongNothings } from './wrongNothings';

const list = () =>
  Response.json({
    kind: 'WidgetList',
    apiVersion: 'v1',
    metadata: { resourceVersion: '7' },
    items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
  });
const records = () =>
  new Response(
    '<?xml version="1.0"?><R><ResourceRecordSets><ResourceRecordSet><Name>a.</Name></ResourceRecordSet><ResourceRecordSet><Name>b.</Name></ResourceRecordSet></ResourceRecordSets></R>',
    { headers: { 'content-type': 'text/xml' } },
  );

describe('wrongNothing', () => {
  it.each(wrongNothings)(
    '%s: never the whole list, always code 200',
    async label => {
      for (const real of [list, records]) {
        const whole = await real().text();
        const wrong = await wrongNothing(label, real());
        expect(wrong.status).toBe(200);
        expect(await wrong.text()).not.toBe(whole);
      }
    },
  );

  it('keeps the first half of a list', async () => {
    const half = await (await wrongNothing('half of the list', list())).json();
    expect(half.items).toEqual([{ metadata: { name: 'a' } }]);
    const text = await (
      await wrongNothing('half of the list', records())
    ).text();
    expect(text).toContain('<Name>a.</Name>');
    expect(text).not.toContain('<Name>b.</Name>');
  });
});
