/** Words of the page in the language of the film, as the page has them. */
export function readWords(element) {
  return JSON.parse(element.textContent);
}

/** Fills the blanks of a sentence: `{count} numbers`. */
export function fill(sentence, blanks) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => blanks[name] ?? whole);
}
