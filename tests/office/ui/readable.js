// What a person could not read or use on this page: faint or tiny words, nameless controls, doubled ids, no heading.
() => {
  const wrong = new Set();
  const parts = (text) => {
    const found = text.match(/^rgba?\(([^)]+)\)$/);
    if (!found) return null;
    const numbers = found[1].split(/[ ,/]+/).map(Number);
    return numbers.length > 3 ? numbers : [...numbers, 1];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((one) => { const v = one / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour && colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest("[aria-hidden=true], script, .skip, .visually-hidden")) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const ink = parts(style.color);
    const name = `${element.tagName}.${element.className}`;
    if (!ink) { wrong.add(`colour that old browsers do not know: ${name} ${style.color}`); continue; }
    const [a, b] = [light(ink), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    if (ratio < (size >= 24 ? 3 : 4.5)) wrong.add(`faint: ${name} ${ratio.toFixed(2)}`);
    if (size < 12) wrong.add(`tiny: ${name} ${style.fontSize}`);
  }
  for (const one of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!one.labels?.length && !one.getAttribute("aria-label") && !one.getAttribute("aria-labelledby") && !one.title) wrong.add(`no name: ${one.outerHTML.slice(0, 100)}`);
  for (const one of document.querySelectorAll("button, a[href]"))
    if (!one.textContent.trim() && !one.getAttribute("aria-label")) wrong.add(`no text: ${one.outerHTML.slice(0, 100)}`);
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.add(`twice: #${id}`);
  if (document.querySelectorAll("h1").length !== 1) wrong.add("not one heading of the page");
  if (document.documentElement.scrollWidth > window.innerWidth) wrong.add(`wider than the window: ${document.documentElement.scrollWidth}`);
  return [...wrong];
}
