"use strict";
const sections = [...document.querySelectorAll("section")];
const search = document.querySelector("[type=search]");
const failed = document.querySelector("[data-failed]");
const told = document.querySelector("[role=status]");
const rows = sections.flatMap((section) => [...section.querySelectorAll("tbody tr")]);
for (const row of rows) row.words = [...row.cells].map((cell) => cell.dataset.key).join(" ").toLocaleLowerCase();

/** Shows the rows that hold what is searched, and on which every ticked claim of their scene holds. */
function filter() {
  const words = search.value.toLocaleLowerCase().split(/\s+/);
  for (const section of sections) {
    const claims = [...section.querySelectorAll("[data-claim]:checked")].map((box) => ` ${box.dataset.claim} `);
    for (const row of section.querySelectorAll("tbody tr")) {
      const fits = words.every((word) => row.words.includes(word)) && claims.every((claim) => row.dataset.holds.includes(claim));
      row.hidden = !fits || (failed.checked && !row.classList.contains("none"));
    }
  }
  const shown = rows.filter((row) => !row.hidden).length;
  told.textContent = shown === rows.length ? told.dataset.all : told.dataset.some.replace("#", shown);
}

function sort(head) {
  const body = head.closest("table").tBodies[0];
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const key = (row) => row.cells[head.cellIndex].dataset.key;
  const compare = (one, other) => key(one).localeCompare(key(other), undefined, { numeric: true });
  body.append(...[...body.rows].sort((one, other) => (down ? compare(other, one) : compare(one, other))));
}

for (const input of document.querySelectorAll("input")) input.addEventListener("input", filter);
for (const head of document.querySelectorAll("thead th")) head.addEventListener("click", () => sort(head));
filter(); // a browser may keep what was chosen before
