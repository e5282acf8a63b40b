// Keeps the program from stumbling over changes of the document that are not its own. Translators, word highlighters
// and other extensions wrap, split, replace and remove text nodes. The program remembers its nodes and expects each
// where it put it: it would stop at the first that is gone, and write into nodes that nobody sees any more.
//
// A foreign change may stay until the program changes the same place; then the program's node comes back.

(() => {
  const { insertBefore, removeChild } = Node.prototype;
  const nodeValue = Object.getOwnPropertyDescriptor(Node.prototype, "nodeValue");
  /** Nodes that the program inserted. */
  const own = new WeakSet();
  /** The place of a node that was removed: { parent, next, standIn }, the last being what somebody put there. */
  const places = new WeakMap();
  /** Foreign nodes that continue a text node: pieces split off from it, and their wrappers. */
  const pieces = new WeakMap();

  /** The child of `parent` that stands where `node` stood; null for the end. */
  function childAt(parent, node) {
    // Each place points to a later one, but a page can be changed in circles.
    for (let steps = 0; node && steps < 100; steps += 1) {
      for (let outer = node; outer; outer = outer.parentNode) {
        if (outer.parentNode === parent) return outer;
      }
      const place = places.get(node);
      node = place?.standIn?.isConnected ? place.standIn : place?.next;
    }
    return null;
  }

  function learn(records) {
    const added = new Set(records.flatMap((record) => [...record.addedNodes]));
    for (const { target, addedNodes, removedNodes, previousSibling, nextSibling } of records) {
      for (const node of removedNodes) {
        if (node.isConnected) continue;
        const standIn = addedNodes[0] ?? [previousSibling, nextSibling].find((beside) => added.has(beside));
        places.set(node, { parent: target, next: nextSibling, standIn });
      }
      const text = previousSibling && (pieces.get(previousSibling)?.of ?? previousSibling);
      if (text?.nodeType !== Node.TEXT_NODE || !own.has(text)) continue;
      for (const node of addedNodes) {
        if (own.has(node)) continue;
        const all = pieces.get(text)?.all ?? [];
        all.push(node);
        pieces.set(text, { of: text, all }).set(node, { of: text, all });
      }
    }
  }

  const observer = new MutationObserver(learn);
  observer.observe(document.documentElement, { childList: true, subtree: true });

  /** Removes what somebody made of a text node. */
  function removeForeign(node) {
    learn(observer.takeRecords());
    for (const piece of pieces.get(node)?.all ?? []) piece.remove();
    pieces.delete(node);
    const standIn = places.get(node)?.standIn;
    if (standIn && !own.has(standIn)) standIn.remove();
  }

  Node.prototype.insertBefore = function (node, before) {
    own.add(node);
    if (before && before.parentNode !== this) {
      learn(observer.takeRecords());
      before = childAt(this, before);
    }
    return insertBefore.call(this, node, before);
  };

  Node.prototype.removeChild = function (node) {
    if (node.nodeType === Node.TEXT_NODE) removeForeign(node);
    if (node.parentNode === this) return removeChild.call(this, node);
    let wrapper = node.parentNode;
    node.remove();
    while (wrapper && wrapper !== this && !wrapper.hasChildNodes()) {
      const outer = wrapper.parentNode;
      wrapper.remove();
      wrapper = outer;
    }
    return node;
  };

  Object.defineProperty(Text.prototype, "nodeValue", {
    ...nodeValue,
    set(value) {
      const place = places.get(this);
      const before = place && !this.isConnected && place.parent.isConnected ? childAt(place.parent, this) : undefined;
      if (before !== undefined) insertBefore.call(place.parent, this, before);
      removeForeign(this);
      places.delete(this);
      nodeValue.set.call(this, value);
    },
  });
})();
