"""Layout faults of a page in the browser: parts that are cut off, covered or overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Positions are whole pixels at best: one is no fault.
FIND = r"""async () => {
  const faults = [], lines = [], wide = window.innerWidth;
  const root = document.querySelector('.q-dialog') || document.querySelector('.studio');
  const named = e => `${e.tagName.toLowerCase()}.${[...e.classList].slice(0, 3).join('.')} "${(e.innerText ||
    e.ariaLabel || e.value || '').trim().slice(0, 40)}"`;
  const seen = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const hides = e => /hidden|clip/.test(getComputedStyle(e).overflowX);
  const scrolls = e => /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1;
  const ancestors = e => e ? [e, ...ancestors(e.parentElement)] : [];
  // Whether a line is seen now, and not scrolled out of what holds it.
  const whole = (line, holder) => ancestors(holder).every(e => {
    if (getComputedStyle(e).overflowY === 'visible') return true;
    const box = e.getBoundingClientRect();
    return line.top >= box.top - 1 && line.bottom <= box.bottom + 1;
  });
  const visible = e => ancestors(e).filter(o => o === e || getComputedStyle(o).overflowY !== 'visible').reduce(
    (a, o) => {
      const b = o.getBoundingClientRect();
      return {left: Math.max(a.left, b.left), right: Math.min(a.right, b.right),
              top: Math.max(a.top, b.top), bottom: Math.min(a.bottom, b.bottom)};
    }, {left: -1e9, right: 1e9, top: -1e9, bottom: 1e9});
  const field = e => e.closest('.q-field, .q-toggle');

  for (const e of ancestors(document.querySelector('.studio') || document.body))
    if (e.scrollWidth > e.clientWidth + 1) faults.push(`${named(e).slice(0, 30)} scrolls sideways`);
  for (const e of root.querySelectorAll('*')) {
    if (!seen(e) || ancestors(e.parentElement).some(hides)) continue;
    const box = e.getBoundingClientRect();
    if (box.width && (box.left < -1 || box.right > wide + 1)) faults.push(`${named(e)} leaves the window`);
  }

  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode, holder = node.parentElement;
    if (!node.data.trim() || !seen(holder) || holder.closest('select')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) {
      if (whole(line, holder)) lines.push({node, box: line});
      const cutter = ancestors(holder).filter(e => hides(e) || scrolls(e)).find(e => {
        const box = e.getBoundingClientRect();
        return line.left < box.left - 1 || line.right > box.right + 1;
      });
      if (line.width && cutter) { faults.push(`“${node.data.trim()}” is cut by ${named(cutter)}`); break; }
    }
  }

  for (const e of root.querySelectorAll('textarea')) {
    const most = parseFloat(getComputedStyle(e).maxHeight);
    if (e.scrollHeight > e.clientHeight + 2 && e.clientHeight < most - 2) faults.push(`${named(e)} is cut below`);
  }
  lines.forEach((one, place) => lines.slice(place + 1).forEach(two => {
    if (one.node === two.node) return;
    const [a, b] = [one.box, two.box], across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    if (across > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > a.height / 2)
      faults.push(`“${one.node.data.trim()}” lies over “${two.node.data.trim()}”`);
  }));

  const all = 'button, a[href], input, textarea, select, [tabindex]:not([tabindex="-1"])';
  const controls = [...root.querySelectorAll(all)].filter(
    e => seen(e) && e.getBoundingClientRect().width > 1 && !e.disabled && !e.closest('.q-uploader'));
  controls.forEach((one, place) => controls.slice(place + 1).forEach(two => {
    if (one.contains(two) || two.contains(one) || (field(one) && field(one) === field(two))) return;
    const a = visible(one), b = visible(two);
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    if (across > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
      faults.push(`${named(one)} overlaps ${named(two)}`);
  }));
  for (const e of controls) {
    e.scrollIntoView({block: 'center', behavior: 'instant'});
    const box = e.getBoundingClientRect();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!hit || !(e.contains(hit) || hit.contains(e) && field(hit) || field(e) && field(e) === field(hit)))
      faults.push(`${named(e)} is covered by ${hit ? named(hit) : 'nothing: it cannot be reached'}`);
  }
  document.querySelectorAll('*').forEach(e => e.scrollTop && (e.scrollTop = 0));
  return faults;
}"""


def layout_faults(page: Page) -> list[str]:
    """Return a line for each thing of the studio's page, or of its open dialog, that is cut, covered or overlapped."""
    found: Any = page.evaluate(FIND)
    return list(found)
