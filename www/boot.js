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
  const { default: start } = await import(new URL(program.content, document.baseURI));
  await start({ module_or_path: new URL(program.dataset.wasm, document.baseURI) });
} catch (error) {
  console.error(error);
  giveUp();
}
