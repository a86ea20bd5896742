/** The one stylesheet of all pages: system fonts, light and dark by the reader's own setting, narrow or wide. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1b1f24; --soft: #57606a; --paper: #f3f5f8; --card: #fff; --line: #d5d9df; --edge: #757e8a;
  --accent: #1f5fbf; --on-accent: #fff; --problem: #a8201a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e7eaee; --soft: #a5adb8; --paper: #14171b; --card: #1d2126; --line: #3a4048; --edge: #7d8794;
    --accent: #7fb0ff; --on-accent: #10151c; --problem: #ff9b94;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 44rem; margin: 0 auto; padding: clamp(1rem, 8vh, 5rem) 1rem 2rem; }
.brand { max-width: 28rem; margin: 0 auto .6rem; font-weight: 700; color: var(--soft); }
.card { max-width: 28rem; margin: 0 auto; padding: clamp(1rem, 5vw, 1.75rem); background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
h1 { margin: 0 0 .75rem; font-size: 1.4rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
a { color: var(--accent); }
code { font-family: ui-monospace, monospace; font-size: .95em; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0 0 1rem; }
dt { color: var(--soft); }
dd { margin: 0; }
label { display: block; margin-bottom: .3rem; font-weight: 600; }
input { width: 100%; min-height: 2.75rem; padding: .5rem .7rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: .4rem; }
input[aria-invalid] { border-color: var(--problem); }
button { min-height: 2.75rem; margin-top: 1rem; padding: .5rem 1.25rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 1px solid transparent; border-radius: .4rem; cursor: pointer; }
form > button:only-child { margin-top: .25rem; }
button:hover { filter: brightness(1.08); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.problem { padding-left: .75rem; border-left: .25rem solid var(--problem); color: var(--problem); font-weight: 600; }
`;
