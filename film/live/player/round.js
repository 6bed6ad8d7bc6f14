/** Plays a film round and round: its end dissolves into its start, where it waits meanwhile, as in the video of a loop. */
const SECONDS = 0.6;

export class Round {
  constructor(find, { clock, stage, calm }) {
    Object.assign(this, { clock, stage, calm });
    this.over = document.createElement("canvas");
    this.over.className = "over";
    this.over.setAttribute("aria-hidden", "true");
    find("picture").after(this.over);
    clock.round = () => this.#again();
  }

  /** Lays the last picture over the first, and returns for how many seconds. */
  #again() {
    if (this.calm.matches) return 0;
    const { width, height } = this.stage.canvas;
    Object.assign(this.over, { width, height });
    this.over.getContext("2d").drawImage(this.stage.canvas, 0, 0);
    this.over.animate({ opacity: [1, 0] }, { duration: (1000 * SECONDS) / this.clock.speed, easing: "ease-in-out" });
    return SECONDS;
  }
}
