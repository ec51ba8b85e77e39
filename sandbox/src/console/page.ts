/** The console's one page; it reads `/api/state` every two seconds. */
export const consolePage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Hostmaster sandbox</title><style>
:root { color-scheme: light dark; --line: #d5dae1; --soft: #f4f6f9; --text: #1c2430; --back: #fff; --good: #14713d; --bad: #b42318; --mild: #8a5a00; --link: #0b5cad }
@media (prefers-color-scheme: dark) { :root { --line: #303846; --soft: #1a212c; --text: #e4e9f0; --back: #10151d; --good: #4cc38a; --bad: #ff8b80; --mild: #e8b04b; --link: #6cb2ff } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; color: var(--text); background: var(--back) } main { max-width: 1200px; margin: 0 auto; padding: 24px 16px }
h1 { font-size: 22px; margin: 0 0 4px } h2 { font-size: 17px; margin: 28px 0 8px } a { color: var(--link) } p { margin: 4px 0 12px }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px } table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid var(--line); vertical-align: top; font-size: 14px } tr:last-child td { border-bottom: 0 } th { background: var(--soft); font-weight: 600 } td.code { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
.good { color: var(--good) } .bad { color: var(--bad) } .mild { color: var(--mild) } .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 12px } .card { border: 1px solid var(--line); border-radius: 8px; padding: 12px } .card h3 { margin: 0 0 4px; font-size: 15px } .card p { font-size: 14px }
button, select { font: inherit; padding: 5px 12px; border-radius: 6px; border: 1px solid var(--line); background: var(--soft); color: inherit; max-width: 100% } button { cursor: pointer } select { width: 100%; margin-bottom: 8px } #said { position: sticky; top: 0; background: var(--soft); padding: 8px 16px; border-bottom: 1px solid var(--line) } #said:empty { display: none } .empty { padding: 10px }
</style></head><body><div id="said" role="status"></div><main><h1>Hostmaster sandbox</h1><p>What stands behind the pages: pull requests, clusters, zones, gateways, and switches that break things.</p><div id="state">Loading …</div><h2>Break something</h2><div id="switches" class="grid"></div></main><script>
const text = value => String(value ?? '').replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');
const table = (heads, rows, none) => rows.length ? '<div class="scroll"><table><thead><tr>' + heads.map(h => '<th>' + h + '</th>').join('') + '</tr></thead><tbody>' + rows.map(r => '<tr>' + r.join('') + '</tr>').join('') + '</tbody></table></div>' : '<div class="scroll"><div class="empty">' + none + '</div></div>';
const cell = (value, kind) => '<td' + (kind ? ' class="' + kind + '"' : '') + '>' + text(value) + '</td>';
const tone = value => value === 'True' || value === 'ISSUED' ? 'good' : value === 'False' || value === 'FAILED' || value === 'EXPIRED' ? 'bad' : 'mild';
let shown = '';
async function look() {
  let state;
  try { state = await (await fetch('/api/state')).json(); document.getElementById('said').textContent = ''; } catch { document.getElementById('said').textContent = 'The sandbox does not answer. Is ./dev start still running?'; return; }
  const parts = [
    '<h2>Pull requests</h2>' + table(['State', 'Title'], state.pullRequests.map(p => [cell(p.state, p.state === 'open' ? 'mild' : ''), '<td><a href="' + text(p.url) + '">' + text(p.title) + ' #' + p.number + '</a></td>']), 'None yet: request a hostname in Backstage.'),
    '<h2>Hostname requests</h2>' + table(['Cluster', 'Request', 'Hostname', 'Ready', 'Reason', 'Message'], state.requests.map(r => [cell(r.cluster), cell(r.namespace + '/' + r.name), cell(r.hostname, 'code'), cell(r.ready, tone(r.ready)), cell(r.reason), cell(r.message)]), 'None.'),
    '<h2>Gateways</h2>' + table(['Cluster', 'Gateway', 'Load balancer', 'Listens at', 'Accepted', 'Programmed'], state.gateways.map(g => [cell(g.cluster), cell(g.name), cell(g.address, 'code'), cell(g.listensAt, 'code'), cell(g.accepted, tone(g.accepted)), cell(g.programmed, tone(g.programmed))]), 'None.'),
    ...state.zones.map(z => '<h2>Zone ' + text(z.name) + ' <small>' + text(z.id) + '</small></h2>' + table(['Name', 'Type', 'Value'], z.records.map(r => [cell(r.name, 'code'), cell(r.type), cell(r.value, 'code')]), 'Empty.')),
    '<h2>Certificates</h2>' + table(['Name', 'Status', 'In use', 'Until'], state.certificates.map(c => [cell(c.name, 'code'), cell(c.status, tone(c.status)), cell(c.inUse ? 'yes' : 'no'), cell((c.notAfter || '').slice(0, 10))]), 'None.'),
    '<h2>Last calls to AWS</h2>' + table(['Time', 'Call', 'Outcome', ''], state.calls.slice(0, 30).map(c => [cell(c.at.slice(11, 23), 'code'), cell(c.service + ' ' + c.operation), cell(c.outcome, c.outcome === 'ok' ? 'good' : 'bad'), cell(c.parameters, 'code')]), 'None.'),
  ];
  if (state.faults.length) parts.unshift('<p class="bad">Broken now: ' + text(state.faults.join(', ')) + '</p>');
  document.getElementById('state').innerHTML = parts.join('');
  const key = JSON.stringify(state.switches);
  if (key !== shown && !document.getElementById('switches').contains(document.activeElement)) {
    shown = key;
    document.getElementById('switches').innerHTML = state.switches.map(s => '<form class="card" data-id="' + text(s.id) + '"><h3>' + text(s.title) + '</h3><p>' + text(s.description) + '</p>' + (s.target ? '<select name="target" aria-label="' + text(s.target.label) + '">' + s.target.options.map(o => '<option>' + text(o) + '</option>').join('') + '</select>' : '') + '<button>Do it</button></form>').join('');
  }
}
document.getElementById('switches').addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.target;
  const answer = await fetch('/api/switches/' + form.dataset.id, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ target: form.elements.target ? form.elements.target.value : '' }) });
  const { error } = await answer.json();
  const button = form.querySelector('button');
  button.textContent = error ? 'Failed: ' + error : 'Done';
  setTimeout(() => { button.textContent = 'Do it'; }, 2500);
  button.blur(); shown = ''; look();
});
look(); setInterval(look, 2000);
</script></body></html>`;
