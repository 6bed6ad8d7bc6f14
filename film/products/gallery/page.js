"use strict";
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dialog = document.querySelector("dialog");
const stage = dialog.querySelector(".stage");
const toast = document.querySelector(".toast");
let opener = null;
let fading = 0;

function play(video) {
  if (!video || calm.matches || dialog.open) return;
  video.currentTime = 0;
  video.play().catch(() => {}); // it may be stopped before it starts
}

function stop(video) {
  if (!video) return;
  video.pause();
  if (video.poster) video.load(); // shows the poster again
  else video.currentTime = video.dataset.rest;
}

function show(link) {
  opener = link;
  stop(link.querySelector("video"));
  stage.replaceChildren(link.parentElement.querySelector("template").content.cloneNode(true));
  dialog.showModal();
  const player = stage.querySelector("video");
  if (!player) return;
  player.focus();
  if (!calm.matches) player.play().catch(() => {});
}

for (const link of document.querySelectorAll(".screen")) {
  const video = link.querySelector("video");
  link.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && play(video));
  link.addEventListener("pointerleave", () => stop(video));
  link.addEventListener("focus", () => link.matches(":focus-visible") && play(video));
  link.addEventListener("blur", () => stop(video));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own
    event.preventDefault();
    show(link);
  });
}

dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
dialog.addEventListener("close", () => {
  stage.replaceChildren();
  stop(opener.querySelector("video")); // it has the focus again, and would play
});

function tell(words) {
  toast.textContent = words;
  clearTimeout(fading);
  fading = setTimeout(() => (toast.textContent = ""), 4000);
}

/** Copies a text; where the browser refuses it stands selected, for the keys. */
async function copy(area) {
  try {
    await navigator.clipboard.writeText(area.value);
  } catch {
    area.hidden = false;
    area.select();
    if (!document.execCommand("copy")) return tell(toast.dataset.refused);
  }
  tell(toast.dataset.copied);
}

for (const button of document.querySelectorAll(".copy")) {
  button.addEventListener("click", () => copy(button.closest("article").querySelector("textarea")));
}
