/* Keeps the search result below the search engine fields up to date while they are typed. Without
   this module it shows what is saved. */

const BEGINNING = 200; // characters of a summary that stand for a description, as the page has it

const { elements } = document.getElementById("role_form");
const result = document.querySelector("[data-search-result]");
const part = (name) => result.querySelector(`[data-${name}]`);
const typed = (name) => elements[name].value.trim();

const beginning = (text) => {
  const letters = [...text];
  return letters.length > BEGINNING ? `${letters.slice(0, BEGINNING - 1).join("")}…` : text;
};

const show = () => {
  part("title").textContent = typed("seo_title") || typed("title") || "…";
  part("description").textContent = typed("seo_description") || beginning(typed("summary"));
  if (typed("slug")) {
    const address = part("address");
    address.textContent = address.textContent.replace(/[^/]*$/, typed("slug"));
  }
};

for (const name of ["title", "slug", "summary", "seo_title", "seo_description"]) {
  elements[name]?.addEventListener("input", show);
}
