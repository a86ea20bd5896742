/** The bar, lists and tables of the dashboard. */
export const DASHBOARD = `
.bar { background: var(--card); border-bottom: 1px solid var(--line); }
.bar-row { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.25rem; max-width: 76rem; margin: 0 auto; padding: .6rem 1rem; }
.bar nav { display: flex; flex-wrap: wrap; gap: .25rem; }
.bar nav a { padding: .4rem .7rem; border-radius: .5rem; color: var(--ink); text-decoration: none; }
.bar nav a:hover { background: var(--quiet-bg); }
.bar nav a[aria-current] { font-weight: 600; background: var(--busy-bg); color: var(--busy); }
search { flex: 1 1 12rem; max-width: 20rem; }
.find { display: flex; gap: .4rem; }
.find button { white-space: nowrap; }
.find input:not([type=checkbox]) { min-height: 2.25rem; padding: .25rem .6rem; }
.who { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .9rem; margin-left: auto; font-size: .875rem; }
.who-name { display: grid; line-height: 1.3; }
.accounts form { display: grid; gap: .4rem; margin: .4rem 0 0; }
.accounts button { overflow-wrap: anywhere; text-align: start; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; padding: .5rem 1rem; background: var(--card); border-radius: .5rem; z-index: 1; }
.page-head { padding-top: .5rem; }
.page-head h1, .page-head p { margin: 0; }
.inbox { display: grid; gap: .75rem; margin: 0; padding: 0; list-style: none; }
.inbox li { display: flex; gap: .5rem; padding: 1rem; }
.row-what { flex: 1; min-width: 0; }
.row-title { margin: 0; }
.row-title a { color: inherit; text-decoration-color: var(--edge); }
.row-what p { margin: 0 0 .25rem; }
.tick { flex: none; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; margin: -.6rem 0 0 -.6rem; cursor: pointer; }
.inbox summary { width: fit-content; margin-top: .4rem; padding: .3rem .9rem .3rem .7rem; border: 1px solid var(--line); border-radius: .5rem; font-weight: 600; }
.inbox summary:hover { background: var(--quiet-bg); }
.inbox details form { max-width: 36rem; padding-top: .75rem; }
.bulk { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; box-shadow: var(--shadow); }
body:has(.tick :checked) .bulk { position: sticky; bottom: .5rem; border-color: var(--accent); }
.bulk p, .bulk .buttons { margin: 0; }
.bulk .buttons { flex: 1 1 16rem; }
.bulk button { max-width: 14rem; }
.empty { text-align: center; padding-block: 3rem; }
.empty p { max-width: 34rem; margin-inline: auto; }
.filters { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr)); gap: .75rem 1rem; align-items: end; padding: 1rem; }
.filters .field { margin: 0; }
table.actions { width: 100%; border-collapse: separate; border-spacing: 0; padding: .25rem 0; }
.actions th { padding: .6rem .8rem; text-align: left; font-size: .8125rem; font-weight: 600; color: var(--soft); white-space: nowrap; }
.actions .row-title { width: 60%; }
.actions .review { min-width: 17rem; }
.actions td { padding: .7rem .8rem; border-top: 1px solid var(--line); vertical-align: top; }
.actions td:first-child { padding-top: .65rem; }
.actions .short { white-space: nowrap; font-variant-numeric: tabular-nums; }
.actions tbody tr:hover { background: var(--sunk); }
.paging { display: flex; gap: 1.5rem; margin: 0; }
.results { margin: 0; padding-block: .5rem; list-style: none; }
.results li { display: flex; gap: .75rem; padding: .75rem 0; border-top: 1px solid var(--line); }
.results li:first-child { border-top: 0; }
.results p { margin: 0; }
.results .icon { margin-top: .3rem; }
.results .good .icon { color: var(--good); }
.results .bad .icon { color: var(--bad); }
@media (max-width: 48rem) {
  .actions thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.actions, .actions tbody, .actions tr, .actions td { display: block; }
  table.actions { padding: 0; background: none; border: 0; box-shadow: none; }
  .actions tr { margin: 0 0 .75rem; padding: .9rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
  .actions td { padding: .15rem 0; border: 0; }
  .actions td[data-label] { display: flex; justify-content: space-between; gap: 1rem; font-size: .875rem; }
  .actions td[data-label]::before { content: attr(data-label); flex: none; color: var(--soft); }
  .actions .review { min-width: 0; text-align: end; }
  .actions .row-title { width: auto; padding: .4rem 0; }
  .who { margin-left: 0; flex: 1 1 100%; justify-content: space-between; }
  search { max-width: none; }
  .bulk button { max-width: none; }
}
`;
