/* Gives every sample a button that copies its text. Without this script, and where the browser
   gives no access to the clipboard, the text can be selected. */

const status = document.querySelector("[data-copy-status]");

function say(words) {
  // Emptied first, so that the same words twice are announced twice.
  status.textContent = "";
  setTimeout(() => { status.textContent = words; }, 50);
}

function label(button, word, name) {
  button.textContent = word;
  button.setAttribute("aria-label", `${word}: ${name}`);
}

function select(text) {
  const range = document.createRange();
  range.selectNodeContents(text);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

async function copy(button, text, name) {
  try {
    await navigator.clipboard.writeText(text.textContent);
  } catch {
    select(text);
    label(button, "Selected", name);
    say(`${name} could not be copied. It is selected: copy it with your keyboard or menu.`);
    return;
  }
  label(button, "Copied", name);
  say(`${name} copied.`);
}

for (const sample of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  const name = sample.dataset.copy;
  button.type = "button";
  label(button, "Copy", name);
  button.addEventListener("click", () => copy(button, sample.querySelector("code"), name));
  button.addEventListener("blur", () => label(button, "Copy", name));
  sample.querySelector("figcaption").append(button);
}
