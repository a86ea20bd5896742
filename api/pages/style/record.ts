/** Facts, documents, words of others, the receipt. */
export const RECORD = `
.facts { display: grid; gap: 0; margin: 0 0 1rem; }
.facts > div { display: grid; grid-template-columns: minmax(0, 11rem) minmax(0, 1fr); gap: .1rem 1rem; padding: .45rem 0; border-top: 1px solid var(--line); }
.facts > div:first-child { border-top: 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; white-space: pre-wrap; }
@media (max-width: 30rem) { .facts > div { grid-template-columns: minmax(0, 1fr); } .facts dt { font-size: .875rem; } }
.block { max-height: 24rem; margin: 0 0 1rem; padding: .75rem .9rem; overflow: auto; background: var(--sunk); border: 1px solid var(--line); border-radius: .5rem; }
.facts .block { max-height: 12rem; margin: 0; }
.block pre { margin: 0; white-space: pre-wrap; tab-size: 2; }
.soon { font-weight: 600; color: var(--wait); }
.soon .soft { color: inherit; }
iframe { display: block; width: 100%; background: #fff; border: 1px solid var(--line); border-radius: .5rem; }
.cut { color: var(--soft); font-style: italic; }
.reason { margin: 0 0 1rem; padding: .75rem 1rem; border: 1px dashed var(--edge); border-radius: .5rem; }
.reason figcaption { margin: 0 0 .35rem; font-size: .8125rem; color: var(--soft); }
blockquote { margin: 0; white-space: pre-wrap; }
.decision h2 { margin-top: 0; }
article > .decision { margin: 1.25rem 0; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.digest { margin: 0; font-size: .8125rem; color: var(--soft); }
.badge { display: inline-flex; align-items: center; gap: .4rem; padding: .15rem .65rem; border-radius: 1rem; font-size: .875rem; font-weight: 600; white-space: nowrap; }
.badge.good { color: var(--good); background: var(--good-bg); }
.badge.bad { color: var(--bad); background: var(--bad-bg); }
.badge.wait { color: var(--wait); background: var(--wait-bg); }
.badge.busy { color: var(--busy); background: var(--busy-bg); }
.badge.quiet { color: var(--quiet); background: var(--quiet-bg); }
.headline { border-top: .3rem solid var(--edge); }
.headline.good { border-top-color: var(--good); }
.headline.bad { border-top-color: var(--bad); }
.headline.wait { border-top-color: var(--wait); }
.headline.busy { border-top-color: var(--busy); }
.status { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0 0 .6rem; }
.rules { margin: 0; padding: 0 0 0 1.2rem; white-space: normal; }
.headline h1 { font-weight: 500; }
.method { font-family: var(--mono); font-size: .85em; font-weight: 700; }
.lede { color: var(--soft); }
.columns, .columns > div { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; align-items: start; }
@media (min-width: 62rem) { .columns { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); } }
.timeline { margin: 0; padding: 0; list-style: none; }
.timeline li { position: relative; padding: 0 0 1.1rem 2.1rem; }
.timeline li::before { content: ""; position: absolute; left: .7rem; top: 1.5rem; bottom: 0; width: 1px; background: var(--line); }
.timeline li:last-child { padding-bottom: 0; }
.timeline li:last-child::before { display: none; }
.timeline .icon { position: absolute; left: 0; top: 0; width: 1.5rem; height: 1.5rem; padding: .25rem; border-radius: 50%; color: var(--quiet); background: var(--quiet-bg); }
.timeline .good .icon { color: var(--good); background: var(--good-bg); }
.timeline .bad .icon { color: var(--bad); background: var(--bad-bg); }
.timeline .wait .icon { color: var(--wait); background: var(--wait-bg); }
.timeline .busy .icon { color: var(--busy); background: var(--busy-bg); }
.timeline p { margin: 0; font-size: .9375rem; }
.timeline .soft { font-size: .8125rem; }
.timeline blockquote { margin: .35rem 0 0; padding: .4rem .75rem; border-left: 3px solid var(--line); }
.timeline .to-come .icon { background: transparent; border: 1px dashed var(--edge); }
.foot { display: grid; gap: .5rem; }
.foot p { margin: 0; }
.foot a { margin-right: 1.25rem; }
`;
