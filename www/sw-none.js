// For pages that are being built on: takes an earlier service worker and its store away.

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const own = (name) => name.startsWith(`postamt ${registration.scope} `);
  await Promise.all((await caches.keys()).filter(own).map((name) => caches.delete(name)));
  await registration.unregister();
}
