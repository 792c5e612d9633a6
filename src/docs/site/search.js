// The search box of every page: sections that have the words, the best first. Loaded as a script, since files cannot fetch.
const input = document.querySelector(".search input");
const list = document.querySelector(".search ol");
const up = document.body.dataset.up;
/** Words, and the words in them: CosineAnnealingLR is found by "cosine", too. */
function tokenize(text) {
  const words = text.split(/[\s\p{P}\p{S}]+/u).filter(Boolean);
  return words.flatMap((word) => [word, ...(word.match(/[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])/g) ?? [])]);
}

const engine = new MiniSearch({
  fields: ["title", "page", "text"],
  storeFields: ["title", "page", "url"],
  tokenize,
  searchOptions: { boost: { title: 4, page: 2 }, prefix: true, fuzzy: 0.15, combineWith: "AND" },
});
engine.addAll(window.SECTIONS);

function show() {
  const found = engine.search(input.value).slice(0, 12);
  list.replaceChildren(
    ...found.map(({ title, page, url }) => {
      const link = document.createElement("a");
      link.href = `${up}/${url}`;
      link.append(title);
      const from = document.createElement("small");
      from.textContent = title === page ? "" : page;
      link.append(" ", from);
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
  list.hidden = found.length === 0;
}

input.addEventListener("input", show);
input.addEventListener("focus", show);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== input) {
    event.preventDefault();
    input.focus();
  }
  if (event.key === "Escape") list.hidden = true;
});
list.addEventListener("click", () => {
  list.hidden = true;
});
