/** A receipt on paper: everything of it, nothing to press. */
export const PRINT = `
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --card: #fff; --sunk: #fff; --line: #bbb; --shadow: none; }
  body { font-size: 10pt; }
  main, header.brand { padding: 0; max-width: none !important; }
  .bar, .no-print, form, button, .reload { display: none !important; }
  .card { padding: .5rem 0; border: 0; border-top: 1px solid var(--line); border-radius: 0; }
  .headline { border-top: 0; }
  .block { max-height: none; overflow: visible; }
  .columns { grid-template-columns: minmax(0, 1fr); }
  .badge { padding: 0; border-radius: 0; background: none !important; font-size: 12pt; }
  .timeline li, .facts > div { break-inside: avoid; }
}
`;
