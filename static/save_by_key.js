/* Ctrl-S or Cmd-S saves the draft and never publishes; a save that goes on with the form comes back
   to the same place in it. Without this module the buttons do the same, from the top again. */

const PLACE = "place in the form of a role";

const form = document.getElementById("role_form");
const button = form.elements._continue ?? form.elements._save;
let sent = false;

const remember = () => {
  const { id, selectionStart: start } = document.activeElement;
  const place = { path: location.pathname, y: scrollY, id, start };
  sessionStorage.setItem(PLACE, JSON.stringify(place));
};

const goBack = ({ y, id, start }) => {
  const field = document.getElementById(id);
  field?.focus({ preventScroll: true });
  if (Number.isInteger(start)) field?.setSelectionRange?.(start, start);
  scrollTo({ top: y, behavior: "instant" });
  // What the top of the page says is out of sight there.
  const said = document.querySelector(".messagelist li")?.textContent ?? "";
  setTimeout(() => { form.querySelector(".autosave").textContent = said; }, 100);
};

const place = JSON.parse(sessionStorage.getItem(PLACE));
sessionStorage.removeItem(PLACE);
const wasRefused = document.querySelector(".errornote, .conflicts, .messagelist .error");
if (place?.path === location.pathname && !wasRefused) goBack(place);

button?.setAttribute("aria-keyshortcuts", "Control+S Meta+S");
document.addEventListener("keydown", (event) => {
  const isShortcut = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (!isShortcut || event.key.toLowerCase() !== "s" || !button) return;
  event.preventDefault();
  if (!event.repeat && !sent) form.requestSubmit(button);
});
form.addEventListener("submit", ({ submitter }) => {
  if (submitter?.formTarget === "_blank") return;
  sent = true;
  if (submitter?.name === "_continue") remember();
});
addEventListener("pageshow", () => { sent = false; });
