/* Suggestions while typing, in every search form of the page: an editable combobox with a list of
   roles to choose from by hand (ARIA Authoring Practices Guide, Combobox Pattern). The focus stays
   in the input; each option is a link, so that it opens in a new tab like any other. Without this
   module, or without an answer, the form is a plain search form. */

const PAUSE = 120; // milliseconds without a keystroke before the site is asked
const SHORTEST = 2; // one letter says too little
const MARGIN = 12; // CSS pixels between the list and the edge of the screen or the keyboard
const ROOM = 240; // height in CSS pixels that shows a few roles
const LEAST = 96; // and one with which the list can still be scrolled

const set = (target, attributes) => {
  for (const [key, value] of Object.entries(attributes)) target.setAttribute(key, value);
  return target;
};
const element = (name, attributes) => set(document.createElement(name), attributes);

const suggestFor = (form, number) => {
  const input = form.elements.q;
  const id = `suggestions-${number}`;
  const list = element("div", { id, role: "listbox", "aria-label": "Roles", class: "suggestions", hidden: "" });
  const status = element("div", { role: "status", class: "visually-hidden" });
  let options = [];
  let active = -1;
  let shown; // the words the list belongs to
  let timer;
  let request;

  const isOpen = () => !list.hidden;
  const typed = () => input.value.trim();

  const activate = (index) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const forget = () => {
    clearTimeout(timer);
    request?.abort();
  };

  const close = () => {
    forget();
    activate(-1);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
  };

  // The list takes the part of the screen that the keyboard of a phone leaves free.
  const room = () => visualViewport.offsetTop + visualViewport.height
    - list.getBoundingClientRect().top - MARGIN;
  const fit = () => {
    if (room() < Math.min(ROOM, list.scrollHeight)) form.scrollIntoView({ block: "start", behavior: "instant" });
    list.style.setProperty("--free", `${Math.max(room(), LEAST)}px`);
  };

  const show = ([q, titles, categories, addresses]) => {
    activate(-1);
    shown = q;
    options = titles.map((title, index) => {
      // Of the address only the path: the site may be visited under another name than its own.
      const { pathname, search } = new URL(addresses[index]);
      const href = pathname + search;
      const option = element("a", {
        id: `${id}-${index}`, role: "option", "aria-selected": "false", tabindex: "-1", href,
      });
      const where = element("span", { class: "where" });
      where.textContent = categories[index];
      option.append(title, " ", where);
      return option;
    });
    list.replaceChildren(...options);
    const count = options.length;
    list.hidden = !count;
    input.setAttribute("aria-expanded", String(count > 0));
    status.textContent = count ? `${count} suggestion${count > 1 ? "s" : ""}` : "No suggestions";
    if (count) fit();
  };

  const ask = async () => {
    forget();
    const q = typed();
    if (q.length < SHORTEST) return close();
    request = new AbortController();
    const { signal } = request;
    try {
      const response = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q })}`, { signal });
      const answer = await response.json();
      if (!signal.aborted && document.activeElement === input) show(answer);
    } catch {
      if (!signal.aborted) close();
    }
  };

  const move = async (event, first, step) => {
    event.preventDefault();
    if (!isOpen() || shown !== typed()) await ask();
    // More may have been typed while the answer was under way.
    if (!isOpen() || shown !== typed() || event.altKey) return;
    const count = options.length;
    activate(active < 0 ? (first + count) % count : (active + step + count) % count);
  };

  const keys = {
    ArrowDown: (event) => move(event, 0, 1),
    ArrowUp: (event) => move(event, -1, -1),
    Enter: (event) => {
      if (active < 0) return;
      event.preventDefault();
      options[active].click();
    },
    Escape: (event) => {
      if (!isOpen() && !input.value) return;
      event.preventDefault();
      if (!isOpen()) input.value = "";
      close();
    },
  };

  // A text input may be a combobox, a search input may not (ARIA in HTML).
  input.type = "text";
  input.enterKeyHint = "search";
  set(input, {
    role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false",
  });
  form.append(list, status);

  input.addEventListener("input", () => {
    activate(-1);
    forget();
    timer = setTimeout(ask, typed() ? PAUSE : 0);
  });
  input.addEventListener("keydown", (event) => {
    // While an input method composes a word, these keys are its own; Safari tells by the code 229.
    if (event.isComposing || event.keyCode === 229) return;
    if (Object.hasOwn(keys, event.key)) keys[event.key](event);
    // The cursor moves in the text again, as after Home, End or a letter.
    else if (!["Alt", "Control", "Meta", "Shift"].includes(event.key)) activate(-1);
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  // The input keeps the focus while an option is pressed, so that the list is still there to click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", close);
  visualViewport.addEventListener("resize", () => isOpen() && fit());
};

document.querySelectorAll("form[data-suggest]").forEach(suggestFor);
