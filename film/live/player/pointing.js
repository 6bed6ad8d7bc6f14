/** Numbers under the pointer: marks the one that is pointed at, and says at a glance what it is. */
const MOST = 3; // numbers that share a place, of which each is told at a glance
const GROUND = 0.3; // of the frame

export class Pointing {
  constructor(find, { tape, places, clock, steps }, asking, ask) {
    Object.assign(this, { find, tape, places, clock, steps, asking, ask });
    this.at = null; // the pointer, in units of the scene
    this.asked = null; // the number that was asked about, if it is on screen
    const picture = find("picture");
    find("stage").addEventListener("pointermove", (event) => this.#move(event));
    find("stage").addEventListener("pointerleave", () => this.#leave());
    picture.addEventListener("click", (event) => this.#click(event));
    find("mark").setAttribute("viewBox", `${-tape.frame[0] / 2} ${-tape.frame[1] / 2} ${tape.frame[0]} ${tape.frame[1]}`);
  }

  show(time) {
    const boxes = this.at ? this.places.under(time, ...this.at) : [];
    this.find("picture").classList.toggle("on-number", boxes.length > 0);
    const marked = boxes[0] ?? (this.asked === null ? null : this.places.of(this.asked, time)[0]);
    this.#mark(marked);
    this.#glance(boxes);
  }

  #move(event) {
    const box = this.find("picture").getBoundingClientRect();
    const [wide, high] = this.tape.frame;
    this.at = [((event.clientX - box.left) / box.width - 0.5) * wide, (0.5 - (event.clientY - box.top) / box.height) * high];
    this.pointer = [event.clientX, event.clientY];
    if (!this.clock.playing) this.show(this.clock.time);
  }

  #leave() {
    this.at = null;
    this.show(this.clock.time);
  }

  #click(event) {
    this.#move(event);
    const [hit] = this.places.under(this.clock.time, ...this.at);
    const [wide, high] = this.tape.frame;
    // What fills the picture is its ground: to click there plays, and its numbers stand in the list.
    if (!hit || hit.width * hit.height > GROUND * wide * high) return this.steps.toggle();
    this.clock.pause();
    this.ask(hit.number);
  }

  #mark(box) {
    const pad = 0.05;
    const [left, right, top, bottom] = box ? [box.x - pad, box.x + box.width + pad, -box.y - box.height - pad, -box.y + pad] : [];
    this.find("mark").firstElementChild.setAttribute("points", box ? `${left},${top} ${right},${top} ${right},${bottom} ${left},${bottom}` : "");
  }

  #glance(boxes) {
    const glance = this.find("glance");
    glance.hidden = boxes.length === 0;
    if (glance.hidden) return;
    glance.replaceChildren(...boxes.slice(0, MOST).flatMap((box) => this.asking.glance(box.number)), ...this.asking.more(boxes.length - MOST));
    const stage = this.find("stage").getBoundingClientRect();
    const [x, y] = [this.pointer[0] - stage.left + 14, this.pointer[1] - stage.top - glance.offsetHeight - 12];
    glance.style.left = `${Math.max(4, Math.min(x, stage.width - glance.offsetWidth - 4))}px`;
    glance.style.top = `${y < 4 ? this.pointer[1] - stage.top + 18 : y}px`;
  }
}
