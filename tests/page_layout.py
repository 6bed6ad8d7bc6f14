"""What is cut off, covered or lies over something else on a page in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Positions are whole pixels at best: one is no fault.
FIND = r"""async () => {
  const faults = [], wide = window.innerWidth;
  const named = e => `${e.tagName.toLowerCase()}.${[...e.classList].slice(0, 3).join('.')} "${(e.innerText ||
    e.ariaLabel || e.value || '').trim().slice(0, 40)}"`;
  const seen = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const hides = e => /hidden|clip/.test(getComputedStyle(e).overflowX);
  const scrolls = e => /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1;
  const ancestors = e => e ? [e, ...ancestors(e.parentElement)] : [];
  const field = e => e.closest('.q-field, .q-toggle');

  for (const e of ancestors(document.querySelector('.studio') || document.body))
    if (e.scrollWidth > e.clientWidth + 1) faults.push(`${named(e).slice(0, 30)} scrolls sideways`);
  for (const e of document.querySelectorAll('.studio *, .q-dialog *')) {
    if (!seen(e) || ancestors(e.parentElement).some(hides)) continue;
    const box = e.getBoundingClientRect();
    if (box.width && (box.left < -1 || box.right > wide + 1)) faults.push(`${named(e)} leaves the window`);
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode, holder = node.parentElement;
    if (!node.data.trim() || !holder.closest('.studio, .q-dialog')) continue;
    if (!seen(holder) || holder.closest('select')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) {
      const cutter = ancestors(holder).filter(e => hides(e) || scrolls(e)).find(e => {
        const box = e.getBoundingClientRect();
        return line.left < box.left - 1 || line.right > box.right + 1;
      });
      if (line.width && cutter) { faults.push(`“${node.data.trim()}” is cut by ${named(cutter)}`); break; }
    }
  }

  const all = 'button, a[href], input, textarea, select, [tabindex]:not([tabindex="-1"])';
  const inside = document.querySelector('.q-dialog') ? '.q-dialog' : '.studio';
  const controls = [...document.querySelector(inside).querySelectorAll(all)].filter(
    e => seen(e) && e.getBoundingClientRect().width > 1 && !e.disabled && !e.closest('.q-uploader'));
  controls.forEach((one, place) => controls.slice(place + 1).forEach(two => {
    if (one.contains(two) || two.contains(one) || (field(one) && field(one) === field(two))) return;
    const a = one.getBoundingClientRect(), b = two.getBoundingClientRect();
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
