/* Counts the characters of a text that is shown in part only, while it is typed. Without this
   module the advice below the field says how many are shown. */

const PAUSE = 1500; // milliseconds without a keystroke before a screen reader is told

const length = (text) => [...text.trim().replace(/\s+/g, " ")].length;

const words = (number, advised) => {
  if (!number) return "";
  const over = number - advised;
  return over > 0 ? `${number} so far, ${over} more than are shown.` : `${number} so far.`;
};

const hint = (field) => {
  const advised = Number(field.dataset.advisedLength);
  const count = document.createElement("span");
  const status = document.createElement("span");
  let timer;
  count.className = "length";
  count.setAttribute("aria-hidden", "true");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.getElementById(`${field.id}_helptext`).firstElementChild.append(" ", count, status);
  const show = () => {
    const number = length(field.value);
    count.textContent = words(number, advised);
    count.classList.toggle("is-over", number > advised);
  };
  field.addEventListener("input", () => {
    show();
    clearTimeout(timer);
    timer = setTimeout(() => { status.textContent = count.textContent; }, PAUSE);
  });
  show();
};

document.querySelectorAll("[data-advised-length]").forEach(hint);
