/** Colours, type, forms: what every page is made of. */
export const BASE = `
:root {
  color-scheme: light dark;
  --ink: #1b1f24; --soft: #57606a; --paper: #f3f5f8; --card: #fff; --sunk: #f6f8fa; --line: #d9dee4; --edge: #757e8a;
  --accent: #1f5fbf; --accent-strong: #184b98; --on-accent: #fff; --problem: #a8201a;
  --good: #17693c; --good-bg: #e4f4ea; --bad: #a8201a; --bad-bg: #fdebe9; --wait: #7d4e00; --wait-bg: #fdf1d8;
  --busy: #1f5fbf; --busy-bg: #e6effb; --quiet: #4d5661; --quiet-bg: #eaedf1;
  --approve: #17693c; --on-approve: #fff;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  --shadow: 0 1px 2px rgb(20 30 45 / .06), 0 4px 16px rgb(20 30 45 / .05);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e7eaee; --soft: #a5adb8; --paper: #14171b; --card: #1d2126; --sunk: #171a1f; --line: #343a42; --edge: #7d8794;
    --accent: #7fb0ff; --accent-strong: #a5c8ff; --on-accent: #10151c; --problem: #ff9b94;
    --good: #6fd698; --good-bg: #16301f; --bad: #ff9b94; --bad-bg: #3a1c1b; --wait: #f1c266; --wait-bg: #362912;
    --busy: #8fbaff; --busy-bg: #1a2a44; --quiet: #b4bcc7; --quiet-bg: #2a3037;
    --approve: #6fd698; --on-approve: #0d1a12;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
main { margin: 0 auto; padding: 1rem 1rem 3rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; }
.slim main, .slim > header.brand { max-width: 30rem; }
.narrow main, .narrow > header.brand { max-width: 46rem; }
.wide main, .wide > header.brand { max-width: 76rem; }
.brand { display: flex; align-items: center; gap: .5rem; font-weight: 700; letter-spacing: -.01em; color: var(--ink); text-decoration: none; }
header.brand { margin: 0 auto; padding: clamp(1rem, 4vh, 2.5rem) 1rem 0; }
.card { padding: clamp(1rem, 3vw, 1.5rem); background: var(--card); border: 1px solid var(--line); border-radius: .75rem; box-shadow: var(--shadow); }
.way + .way { margin-top: 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
h1 { margin: 0 0 .75rem; font-size: clamp(1.2rem, 1rem + 1vw, 1.5rem); line-height: 1.25; letter-spacing: -.012em; text-wrap: balance; }
h2 { margin: 0 0 .75rem; font-size: 1.05rem; line-height: 1.3; }
p { margin: 0 0 1rem; }
:is(.card, main, form, div, section, figure, li) > :last-child { margin-bottom: 0; }
a { color: var(--accent); text-underline-offset: .15em; }
a:hover { color: var(--accent-strong); }
code, pre { font-family: var(--mono); font-size: .875em; }
.soft { color: var(--soft); }
.eyebrow { margin: 0 0 .25rem; font-size: .8125rem; font-weight: 600; color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.icon { flex: none; }
iframe { display: block; border: 1px solid var(--line); border-radius: .5rem; }

label, .label { display: block; margin: 0 0 .3rem; font-weight: 600; }
label .soft { font-weight: 400; }
.field { margin: 0 0 1rem; }
input:not([type=checkbox]), select, textarea { width: 100%; min-height: 2.75rem; padding: .5rem .7rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: .5rem; }
textarea { display: block; resize: vertical; }
input[aria-invalid] { border-color: var(--problem); }
input[type=checkbox] { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); }
::placeholder { color: var(--soft); opacity: 1; }
button, .button { flex: none; overflow-wrap: normal; display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem; padding: .5rem 1.25rem; font: inherit; font-weight: 600; line-height: 1.2; text-decoration: none; color: var(--on-accent); background: var(--accent); border: 1px solid transparent; border-radius: .5rem; cursor: pointer; transition: background-color .12s, border-color .12s; }
button:hover, .button:hover { color: var(--on-accent); background: var(--accent-strong); }
button.approve { color: var(--on-approve); background: var(--approve); }
button.approve:hover { background: color-mix(in srgb, var(--approve) 85%, var(--ink)); }
button.reject { color: var(--bad); background: var(--card); border-color: currentColor; }
button.reject:hover { background: var(--bad-bg); }
button.plain { min-height: 2.25rem; padding: .25rem .75rem; font-weight: 500; color: var(--ink); background: transparent; border-color: var(--line); }
button.plain:hover { background: var(--quiet-bg); }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0 0 .75rem; }
.buttons button { flex: 1 1 8rem; }
summary { cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
main:focus-visible, main:focus { outline: none; }
.problem { padding: .6rem .9rem; border-left: .25rem solid var(--problem); border-radius: .25rem; background: var(--bad-bg); color: var(--problem); font-weight: 600; }
.notice { margin: 0; padding: .6rem .9rem; border-left: .25rem solid var(--good); border-radius: .25rem; background: var(--good-bg); color: var(--good); font-weight: 600; }
.reload { max-width: 76rem; margin: 0 auto; padding: 0 1rem 2rem; }
@media (prefers-reduced-motion: reduce) {
  * { transition: none !important; animation: none !important; scroll-behavior: auto !important; }
}
`;
