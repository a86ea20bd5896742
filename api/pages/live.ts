import { contentHash } from './content-hash.ts';

/**
 * Keeps a page up to date: fetches it again every `data-live` seconds of its <main> and changes only what differs, so
 * that focus and scroll positions stay. It waits while somebody writes, chooses, marks text, or has something opened,
 * and while nobody looks. Every page works without it.
 */
export const LIVE_SCRIPT = `'use strict';
(() => {
  const content = () => document.querySelector('main');
  const every = () => Number(content()?.dataset.live ?? 0) * 1000;
  const changed = (field) =>
    field.type === 'checkbox' || field.type === 'radio'
      ? field.checked !== field.defaultChecked
      : field.tagName === 'SELECT'
        ? [...field.options].some((option) => option.selected !== option.defaultSelected)
        : field.value !== field.defaultValue;
  const busy = () =>
    document.hidden ||
    content().querySelector('details[open], input:focus, textarea:focus, select:focus') !== null ||
    [...content().querySelectorAll('input, textarea, select')].some(changed) ||
    !getSelection().isCollapsed;
  const update = (from, to) => {
    if (from.isEqualNode(to)) return;
    const alike =
      from.nodeType === 1 && to.nodeType === 1 && from.tagName === to.tagName &&
      from.childNodes.length === to.childNodes.length;
    if (!alike) return from.replaceWith(to);
    for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
    for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
    const others = [...to.childNodes];
    [...from.childNodes].forEach((child, index) => update(child, others[index]));
  };
  const look = async () => {
    if (busy()) return;
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, redirect: 'error' });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const main = next.querySelector('main');
    if (main === null || busy()) return;
    update(content(), main);
    document.title = next.title;
  };
  const again = () => {
    if (every() > 0) setTimeout(() => look().catch(() => {}).then(again), every());
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && every() > 0) look().catch(() => {});
  });
  again();
})();
`;

export const LIVE_URL = `/live.js?v=${contentHash(LIVE_SCRIPT)}`;
