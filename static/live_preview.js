/* The page beside the form on wide screens, a moment after each change: the site renders what is
   typed and saves nothing. Without this module "Preview without saving" shows the same. */

const PAUSE = 600; // milliseconds without a change before the site is asked
const HIDDEN = "role_preview"; // a cookie until the browser is closed

const form = document.getElementById("role_form");
const panel = document.querySelector("[data-preview]");
const toggle = document.querySelector("[data-preview-toggle]");
const frame = panel.querySelector("iframe");
const status = panel.querySelector("[role=status]");
const wide = matchMedia("(min-width: 1280px)");
let timer;
let asked = new AbortController();
let isOld = true;

const isShown = () => wide.matches && !panel.classList.contains("is-hidden");

/* Links of the page lead away from the form, but for those to its own sections. */
const follow = (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  const [, id] = (link.getAttribute("href") ?? "").match(/^#(.+)/) ?? [];
  if (id) frame.contentDocument.getElementById(id)?.scrollIntoView();
};

const problemsOf = (page) => {
  const problems = [...page.querySelectorAll("[data-problems] li")].map((item) => item.textContent);
  if (!problems.length) return "";
  return `Some of it cannot be shown yet; in its place stands what was saved. ${problems.join(" ")}`;
};

/* The first page is loaded; of those after it only the text is exchanged, so that it stays where the
   editor has scrolled to. */
const show = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  status.textContent = problemsOf(page);
  page.querySelectorAll("script, .preview-bar, .skip, body > header, body > footer").forEach((part) => part.remove());
  const old = frame.contentDocument?.querySelector("main");
  if (old) {
    old.replaceWith(frame.contentDocument.adoptNode(page.querySelector("main")));
    return;
  }
  frame.addEventListener("load", () => frame.contentDocument.addEventListener("click", follow), { once: true });
  frame.srcdoc = `<!DOCTYPE html>${page.documentElement.outerHTML}`;
};

const update = async () => {
  if (!isShown()) return;
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  isOld = false;
  try {
    const body = new FormData(form);
    const response = await fetch(panel.dataset.preview, { method: "POST", body, signal });
    if (!response.ok || response.redirected) throw response;
    show(await response.text());
  } catch (error) {
    if (error.name === "AbortError") return;
    isOld = true;
    status.textContent = error.redirected || error.status === 403
      ? "The preview stands still: you are signed out. What you typed is still in the form."
      : "The preview stands still: the site did not answer. It goes on with your next change.";
  }
};

const later = () => {
  isOld = true;
  clearTimeout(timer);
  timer = setTimeout(update, PAUSE);
};

toggle.addEventListener("click", () => {
  const isHidden = panel.classList.toggle("is-hidden");
  toggle.textContent = isHidden ? "Show preview" : "Hide preview";
  document.cookie = `${HIDDEN}=${isHidden ? "hidden" : "shown"}; path=${panel.dataset.cookiePath}; samesite=lax`;
  if (isOld) update();
});
form.addEventListener("input", later);
document.addEventListener("formset:added", later);
document.addEventListener("formset:removed", later);
// Boxes to choose a role from tell of a change by jQuery's events alone.
window.django?.jQuery(form).on("change", later);
wide.addEventListener("change", () => isOld && update());
update();
