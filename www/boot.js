// Shows the finished layout at once and starts the program, which then takes its place. No module, so that it runs
// before the first picture.

(() => {
  /** Milliseconds without a program, after which the page says that it still loads, and why that may be. */
  const SLOW = 10_000;
  /** Milliseconds after which the program starts in a page that the browser has not painted. */
  const UNSEEN = 3000;

  const page = document.documentElement;
  const app = document.getElementById("app");
  // As Options::parse reads them: nothing is decoded, and of options with one name the last one counts.
  const parts = location.hash.slice(1).split("&").filter(Boolean).slice(0, 20);
  const asked = new Map(parts.map((part) => [part.split("=", 1)[0], part.split("=").slice(1).join("=")]));
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem("postamt.preferences"));
  } catch {
    // Forbidden or damaged: then nothing is known.
  }
  kept ??= {};

  // The program chooses by the same rules (Lang::parse, Options::parse, Preferences). The default language is first.
  const shells = [...document.querySelectorAll("script[data-shell]")];
  const first = (tag) => tag.toLowerCase().split(/[-_]/)[0];
  const speaks = (tag) =>
    shells.find((shell) => shell.lang.toLowerCase() === tag.toLowerCase()) ??
    shells.find((shell) => first(shell.lang) === first(tag));
  const wanted = [asked.get("lang"), kept.lang, ...navigator.languages].filter((tag) => typeof tag === "string");
  const { lang } = wanted.map(speaks).find(Boolean) ?? shells[0];

  const named = /^(pop3?|imap4?)$/i.exec(asked.get("proto") ?? "")?.[0] ?? (kept.imap === true ? "imap" : "pop3");
  const protocol = /^imap/i.test(named) ? "imap" : "pop3";
  const view = /^(projector|page|normal)$/i.exec(asked.get("view") ?? "")?.[0].toLowerCase();
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const switched = (name) => /^(1|true|yes)?$/i.test(asked.get(name) ?? "no");

  page.lang = lang;
  page.dataset.theme = ["light", "dark"].includes(kept.theme) ? kept.theme : dark ? "dark" : "light";
  const presents = /^presenter$/i.test(asked.get("view") ?? "");
  if (!presents && (view ? view === "projector" : kept.projector === true)) page.dataset.view = "projector";
  if (switched("embed")) page.dataset.embed = "";
  if (switched("readonly")) page.dataset.readonly = "";

  // A page that looks on at a bridge and a presenter's begin with other layouts.
  const shape = matchMedia("(max-width: 819px)").matches ? "narrow" : "wide";
  const shell = shells.find((shell) => shell.lang === lang && shell.dataset.shell === `${protocol} ${shape}`);
  const isUsual = !switched("live") && !presents;
  if (isUsual) {
    const layout = document.createElement("template");
    layout.innerHTML = shell.text;
    for (const part of layout.content.children) part.inert = true;
    app.prepend(layout.content);
  }

  // The note stood there for the time before the first picture.
  const notes = document.getElementById("boot");
  const note = notes.querySelector(`[lang="${lang}"]`);
  notes.remove();
  note.className = "boot-note";

  // The program takes the shells away with everything else.
  setTimeout(() => {
    note.setAttribute("role", "status");
    if (shell.isConnected) app.append(note);
  }, SLOW);

  function giveUp() {
    const [first, last] = [note.firstElementChild, note.lastElementChild];
    note.setAttribute("role", "alert");
    // The cause is known in two cases: a file, and a frame without an origin of its own.
    const isFile = location.protocol === "file:" && program.content;
    const known = isFile ? note.dataset.file : self.origin === "null" && program.content && note.dataset.frame;
    first.textContent = known || note.dataset.failed;
    if (known) last.remove();
    else last.firstElementChild.remove();
    app.replaceChildren(note);
  }

  // The program says so itself when it cannot have its texts.
  addEventListener("postamt-cannot-start", giveUp);

  const program = document.querySelector("meta[name=postamt-program]");

  async function start() {
    if (!program.content) return inside();
    if (isUsual) await painted();
    const [{ default: run }, answer] = await Promise.all([
      import(new URL(program.content, document.baseURI)),
      fetch(new URL(program.dataset.wasm, document.baseURI)),
    ]);
    await run({ module_or_path: answer });
  }

  // The layout is on the screen before the program, which is many times larger, asks for its share of the line. A page
  // that nobody sees is not painted.
  function painted() {
    return new Promise((resolve) => {
      if (document.hidden || !PerformanceObserver.supportedEntryTypes?.includes("paint")) resolve();
      const seen = (list) => list.getEntriesByName("first-contentful-paint").forEach(resolve);
      new PerformanceObserver(seen).observe({ type: "paint", buffered: true });
      setTimeout(resolve, UNSEEN);
    });
  }

  // The page is one single file: the program comes behind this script, in the order of the document.
  async function inside() {
    const run = await new Promise((resolve) => {
      addEventListener("postamt-program", (event) => resolve(event.detail), { once: true });
    });
    const text = document.getElementById("program").textContent;
    await run({ module_or_path: Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) });
  }

  start().catch((error) => {
    console.error(error);
    giveUp();
  });
})();
