/** The look of the page: dark or light, where the tape has both. */
export class Look {
  constructor(button, page, themes, first) {
    this.page = page;
    this.themes = themes; // "dark", "light", or one of them alone
    this.changed = () => {};
    button.hidden = themes.length < 2;
    button.addEventListener("click", () => this.toggle());
    this.choose(first);
  }

  get theme() {
    return this.page.dataset.theme;
  }

  toggle() {
    this.choose(this.theme === "dark" ? "light" : "dark");
  }

  choose(theme) {
    if (!this.themes.includes(theme)) return;
    this.page.dataset.theme = theme;
    this.changed?.();
  }
}
