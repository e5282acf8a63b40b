// Starts the program. A file of its own, because the page's Content-Security-Policy forbids scripts inside the
// HTML. The build says in a <meta> element where the program is (see Trunk.toml).

const SORRY = {
  de: "Postamt konnte nicht starten. Bitte lade die Seite neu; hilft das nicht, nimm einen aktuellen Browser mit WebAssembly.",
  en: "Postamt could not start. Please reload the page; if that does not help, use a current browser with WebAssembly.",
};

function giveUp() {
  const lang = navigator.language.startsWith("de") ? "de" : "en";
  const sentence = document.createElement("p");
  sentence.setAttribute("role", "alert");
  sentence.lang = lang;
  sentence.textContent = SORRY[lang];
  document.body.append(sentence);
}

// The program says so itself when it cannot have its texts.
addEventListener("postamt-cannot-start", giveUp);

try {
  const program = document.querySelector("meta[name=postamt-program]");
  // A finished site has two programs: the one that can look on at a bridge is larger, and few need it.
  const { live, liveWasm, wasm } = program.dataset;
  const looksOn = live && /(^#|&)live(=(1|true|yes))?(&|$)/i.test(location.hash);
  const { default: start } = await import(new URL(looksOn ? live : program.content, document.baseURI));
  await start({ module_or_path: new URL(looksOn ? liveWasm : wasm, document.baseURI) });
} catch (error) {
  console.error(error);
  giveUp();
}
