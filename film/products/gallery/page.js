"use strict";
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dialog = document.querySelector("dialog");
const stage = dialog.querySelector(".stage");
const toast = document.querySelector(".toast");
let opener = null;
let fading = 0;

/** What a card plays under the pointer: its video, or the page in its frame, which hears messages. */
function film(link) {
  const frame = link.previousElementSibling?.querySelector("iframe");
  const video = link.querySelector("video");
  const tell = (message) => frame.contentWindow.postMessage(message, "*");
  const [go, rest] = frame ? [() => tell({ play: true }), () => tell({ pause: true })] : [() => play(video), () => stop(video)];
  return { play: () => calm.matches || dialog.open || go(), stop: rest };
}

function play(video) {
  if (!video) return;
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
  film(link).stop();
  const content = link.parentElement.querySelector("template").content.cloneNode(true);
  const page = content.querySelector("iframe");
  // With #play alone, which is also the name of its button, the button would take the focus.
  if (page && !calm.matches) page.setAttribute("src", `${page.getAttribute("src")}#t=0&play`);
  stage.replaceChildren(content);
  dialog.showModal();
  if (page) return stage.querySelector("h2").focus(); // inside of the frame Escape would be the film's
  const player = stage.querySelector("video");
  if (!player) return;
  player.focus();
  if (!calm.matches) player.play().catch(() => {});
}

for (const link of document.querySelectorAll(".screen")) {
  const { play, stop } = film(link);
  link.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && play());
  link.addEventListener("pointerleave", stop);
  link.addEventListener("focus", () => link.matches(":focus-visible") && play());
  link.addEventListener("blur", stop);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own
    event.preventDefault();
    show(link);
  });
}

dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
dialog.addEventListener("close", () => {
  stage.replaceChildren();
  film(opener).stop(); // it has the focus again, and would play
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
