/* Keeps what is typed into the form of a role in the editor's private store, so that a crash or a
   closed window loses seconds. It saves no draft. Without this module, what is posted is kept too. */

const EVERY = 4000; // milliseconds between two looks at what is typed
const SENT_ON_LEAVING = 60_000; // bytes that a page may still send while it closes (Fetch, 4.8)

const field = document.querySelector("[data-autosave]");
const form = field.form;
const status = form.querySelector(".autosave");

const typed = () => new URLSearchParams(new FormData(form)).toString();
let kept = typed();
let leaving = false;

const time = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

const keep = async () => {
  const body = typed();
  if (leaving || body === kept) return;
  const keepalive = document.hidden && body.length < SENT_ON_LEAVING;
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  try {
    const response = await fetch(field.dataset.autosave, { method: "POST", body, headers, keepalive });
    if (response.status !== 204) throw response;
    kept = body;
    status.textContent = `What you typed is kept since ${time()}, for you alone. Save it as a draft to share it.`;
  } catch {
    status.textContent = "What you type cannot be kept at the moment. Save the draft soon: saving loses nothing.";
  }
};

setInterval(keep, EVERY);
document.addEventListener("visibilitychange", () => document.hidden && keep());
form.addEventListener("submit", ({ submitter }) => {
  // A preview opens beside the form, which stays.
  leaving = submitter?.formTarget !== "_blank";
});
// The page may come back from the browser's memory, or the server may not have answered.
addEventListener("pageshow", () => { leaving = false; });
