// Search over the files beside this one: terms-XX.json says which texts hold a word, docs-N.json what they are.
"use strict";
const HERE = new URL(".", document.currentScript.src);
// Written without spaces, as catalog/folding.py has it.
const UNSPACED = new RegExp(
  "[\\u0e01-\\u0e3a\\u0e40-\\u0eff\\u1000-\\u1049\\u1050-\\u109f\\u1780-\\u17d3\\u17e0-\\u17ff" +
  "\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u3035\\u3041-\\u30fa\\u30fc-\\u31ff\\u3400-\\u9fff" +
  "\\uac00-\\ud7a3\\uf900-\\ufaff\\u{20000}-\\u{3ffff}]+", "gu");
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/g;
const ALIKE = { ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", ħ: "h", æ: "ae", œ: "oe", ß: "ss", ς: "σ", ى: "ي", ة: "ه", ٱ: "ا" };
const A_PAGE = 50, LONGEST = 64;

const fold = (text) =>
  text.normalize("NFKD").replace(MARKS, "").toLowerCase().normalize("NFC")
    .replace(/[øłđðıħæœßςىةٱ]/g, (letter) => ALIKE[letter]);

function pairs(run) {
  const letters = [...run];
  return letters.length < 2 ? letters : letters.slice(1).map((letter, at) => letters[at] + letter);
}

function words(text) {
  const found = [];
  const rest = fold(text).replace(UNSPACED, (run) => { found.push(...pairs(run)); return " "; });
  return [...found, ...(rest.match(/[\p{L}\p{N}\p{M}]+/gu) || []).filter((word) => [...word].length <= LONGEST)];
}

// The same sum as search_index.py makes, so that both find the same file.
function bucket(word) {
  let sum = 0;
  for (const byte of new TextEncoder().encode(word)) sum = (sum * 31 + byte) % 256;
  return sum.toString(16).padStart(2, "0");
}

const loaded = new Map();
async function load(name) {
  if (!loaded.has(name)) loaded.set(name, fetch(new URL(name, HERE)).then((answer) => (answer.ok ? answer.json() : null)));
  return loaded.get(name);
}

async function matches(word) {
  const terms = (await load(`terms-${bucket(word)}.json`)) || {};
  let at = 0;
  return new Set((Object.hasOwn(terms, word) ? terms[word] : []).map((step) => (at += step)));
}

async function find(text) {
  const lists = await Promise.all([...new Set(words(text))].map(matches));
  if (!lists.length) return [];
  lists.sort((one, other) => one.size - other.size);
  return [...lists[0]].filter((doc) => lists.every((list) => list.has(doc)));
}

function marked(text, wanted) {
  const out = document.createDocumentFragment();
  for (const piece of text.split(/([\p{L}\p{N}\p{M}]+)/u)) {
    const hit = piece && words(piece).some((word) => wanted.has(word));
    const node = hit ? document.createElement("mark") : document.createTextNode(piece);
    if (hit) node.textContent = piece;
    out.append(node);
  }
  return out;
}

function element(tag, css, ...inside) {
  const made = document.createElement(tag);
  if (css) made.className = css;
  made.append(...inside);
  return made;
}

function shown([href, title, meta, text], wanted) {
  const link = element("a", "title", marked(title, wanted));
  link.href = new URL(`../../${href}`, HERE);
  const said = element("p", "", marked(text, wanted));
  said.dir = "auto";
  return element("li", "hit", element("h2", "", link), element("div", "meta", meta), said);
}

async function run(text) {
  const status = document.getElementById("told"), list = document.getElementById("hits");
  list.replaceChildren();
  if (!text.trim()) return void (status.textContent = "");
  try {
    const found = await find(text), size = (await load("size.json")).docs, wanted = new Set(words(text));
    status.textContent = found.length ? `${found.length.toLocaleString("en")} ${found.length === 1 ? "hit" : "hits"}, newest first` : "Nothing found.";
    for (const doc of found.slice(0, A_PAGE)) {
      const docs = await load(`docs-${Math.floor(doc / size)}.json`);
      list.append(shown(docs[doc % size], wanted));
    }
  } catch {
    status.textContent = "The search files cannot be read from here: open this page through any web server, as python3 -m http.server.";
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("find"), field = document.getElementById("q");
  field.value = new URLSearchParams(location.search).get("q") || "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (location.protocol !== "file:") history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
    run(field.value);
  });
  run(field.value);
});
