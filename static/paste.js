/* Puts what is pasted from a document or web page into the form of the section, and says what was
   left out; the plain text stays one click away. Without this module, without an answer and for
   plain text, pasting is what the browser makes of it. */

const LARGEST = 2 * 1024 * 1024; // characters of HTML
const PATIENCE = 5000; // milliseconds until the plain text is pasted instead

const form = document.getElementById("role_form");
const { pasteAt } = document.querySelector("script[data-paste-at]").dataset;
const notices = new WeakMap();

const insert = (field, text) => {
  field.focus();
  // The only way that the browser's own undo takes back.
  if (text ? document.execCommand("insertText", false, text) : document.execCommand("delete")) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
};

const ask = async (html, section) => {
  if (html.length > LARGEST) throw new Error("It is larger than 2 MB.");
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("html", html);
  body.set("section", section);
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(pasteAt, { method: "POST", body, signal });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.text === undefined) {
    throw new Error(answer.error ?? "The site did not answer.");
  }
  return answer;
};

const noticeOf = (field) => {
  if (notices.has(field)) return notices.get(field);
  const notice = document.createElement("div");
  notice.className = "pasted";
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  notice.append(status);
  (field.closest(".flex-container") ?? field).after(notice);
  notices.set(field, notice);
  return notice;
};

const say = (field, words, ...buttons) => {
  const notice = noticeOf(field);
  notice.replaceChildren(notice.firstChild, ...buttons);
  notice.firstChild.textContent = "";
  // A moment later, so that the same words twice are announced twice.
  setTimeout(() => {
    notice.firstChild.textContent = words;
    if (words) notice.scrollIntoView({ block: "nearest" });
  }, 50);
};

/* A button that puts `other` in the place of `pasted`, and back. */
const swapper = (field, start, pasted, other) => {
  const button = document.createElement("button");
  let [now, then] = [pasted, other];
  const label = () => {
    button.textContent = now === pasted ? "Use the plain text instead" : "Use the cleaned text again";
  };
  button.type = "button";
  button.addEventListener("click", () => {
    const place = field.value.startsWith(now, start) ? start : field.value.indexOf(now);
    if (place < 0) {
      say(field, "The text was changed since it was pasted, so nothing was exchanged.");
      return;
    }
    field.setSelectionRange(place, place + now.length);
    [now, then] = [then, now];
    insert(field, now);
    label();
  });
  label();
  return button;
};

const told = (removed) => {
  const rest = removed.length ? ` Changed or left out: ${removed.join("; ")}.` : "";
  return `Pasted in the form of this section.${rest}`;
};

const paste = async (field, html, plain) => {
  const at = [field.selectionStart, field.selectionEnd];
  let answer;
  try {
    answer = await ask(html, field.dataset.paste);
  } catch (error) {
    const why = error.name === "Error" ? error.message : "The site did not answer.";
    if (document.activeElement !== field) field.setSelectionRange(...at);
    insert(field, plain);
    say(field, `Pasted as plain text. ${why}`);
    return;
  }
  if (document.activeElement !== field) field.setSelectionRange(...at);
  const start = field.selectionStart;
  const isPlain = answer.text === plain.trim() && !answer.removed.length;
  insert(field, isPlain ? plain : answer.text);
  if (isPlain) say(field, "");
  else say(field, told(answer.removed), swapper(field, start, answer.text, plain));
};

form.addEventListener("paste", (event) => {
  const field = event.target.closest("textarea[data-paste]");
  const html = event.clipboardData?.getData("text/html");
  if (!field || !html) return;
  event.preventDefault();
  paste(field, html, event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n"));
});
