/** The one stylesheet of all pages: system fonts, light and dark by the reader's own setting. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1b1f24; --paper: #f6f7f9; --card: #fff; --line: #d5d9df; --accent: #1f5fbf; --on-accent: #fff; --problem: #a8201a;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7eaee; --paper: #14171b; --card: #1d2126; --line: #3a4048; --accent: #7fb0ff; --on-accent: #10151c; --problem: #ff9b94; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.5rem; max-width: 28rem; margin: 10vh auto 0; }
h1 { font-size: 1.35rem; margin: 0 0 .5rem; }
label { display: block; font-weight: 600; margin-top: 1rem; }
input { width: 100%; font: inherit; padding: .55rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--paper); color: inherit; }
button { margin-top: 1.2rem; font: inherit; font-weight: 600; padding: .6rem 1.2rem; border: 0; border-radius: .4rem; background: var(--accent); color: var(--on-accent); cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.problem { color: var(--problem); font-weight: 600; }
`;
