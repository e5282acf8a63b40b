// Keeps the page for a time without a network, once it has been there for a while; and offers a newer version, which
// takes the older one's place only when somebody says so.

(() => {
  /** Milliseconds after which the page has better things behind it. */
  const AT_LEISURE = 5000;

  let wanted = false;

  async function keep() {
    const kept = await navigator.serviceWorker.register("sw.js");
    const offer = () => {
      // Without an older version there is nothing to replace.
      if (kept.waiting && navigator.serviceWorker.controller) dispatchEvent(new Event("postamt-newer"));
    };
    const follow = () => kept.installing?.addEventListener("statechange", offer);
    offer();
    // The browser may have begun to look for a newer version already.
    follow();
    kept.addEventListener("updatefound", follow);
    addEventListener("postamt-take-newer", () => {
      wanted = true;
      kept.waiting?.postMessage("take-over");
    });
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (wanted) location.reload();
    });
  }

  addEventListener("load", () => {
    setTimeout(() => {
      // Not in a file, nor in a frame without an origin, nor without a safe line: then the page is there all the same.
      if (isSecureContext && /^https?:$/.test(location.protocol) && self.origin !== "null") keep().catch(() => {});
    }, AT_LEISURE);
  });
})();
