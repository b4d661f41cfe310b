/* Values at a mark, order of a table, figures to take along, and folded parts on paper. The page is whole without it. */
(() => {
  const { lang } = document.documentElement;
  const signed = (text) => text.replace("-", "\u2212");
  const written = (digits, style) => new Intl.NumberFormat(lang,
    { style, minimumFractionDigits: digits, maximumFractionDigits: digits });
  const forms = { number: written(2, "decimal"), percent: written(1, "percent") };
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "long" });
  const { to, keys } = document.body.dataset;

  // Where the values of a mark stand, as boxes on the screen: of a line its corners, of a cloud its points.
  const places = (mark, count) => {
    const used = [...mark.querySelectorAll("use")], path = used.length ? null : mark.querySelector("path");
    if (count === 1 && used.length !== 1) {
      const { left, top, right, bottom } = mark.getBoundingClientRect();
      return right > left || bottom > top ? [[left, top, right, bottom]] : [];
    }
    const numbers = path ? path.getAttribute("d").match(/-?[\d.]+/g)
      : used.flatMap((one) => [one.getAttribute("x"), one.getAttribute("y")]);
    const screen = (path || used[0]).getScreenCTM(), found = [];
    for (let i = 0; screen && i + 1 < numbers.length; i += 2) {
      const { x, y } = new DOMPoint(Number(numbers[i]), Number(numbers[i + 1])).matrixTransform(screen);
      found.push([x, y, x, y]);
    }
    return found.length === count ? found : [];
  };
  const told = (mark, value, label) => {
    if (value.startsWith("=")) return [label, value.slice(1)].filter(Boolean).join(": ");
    const kind = mark.parentElement.querySelector("[data-kind]")?.dataset.kind || "number";
    const [date, middle, low, high] = value.split(":");
    const write = (text) => signed(forms[kind].format(Number(text)));
    const band = low && high ? ` (${write(low)} ${to} ${write(high)})` : "";
    return [label, date && day.format(new Date(date)), write(middle) + band].filter(Boolean).join(", ");
  };
  const shown = (one) => !one.checkVisibility || one.checkVisibility();
  const spots = (box) => [...box.querySelectorAll("[data-tip]"), ...(box.dataset.tip ? [box] : [])]
    .filter(shown).flatMap((mark) => {
      const [label, values] = mark.dataset.tip.split("|"), each = values.split(";");
      return places(mark, each.length).map((at, i) => ({ at, text: () => told(mark, each[i], label) }));
    });
  const tip = document.body.appendChild(document.createElement("div"));
  tip.className = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  const show = (text, x, y) => {
    tip.hidden = !text;
    if (tip.textContent !== text) tip.textContent = text;
    tip.style.left = `${Math.max(4, Math.min(x + 12, innerWidth - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(4, Math.min(y + 16, innerHeight - tip.offsetHeight - 4))}px`;
  };
  const hide = () => show("", 0, 0);
  // What scrolls under a pointer that stands still has not been pointed at, so that the keyboard is not disturbed.
  let pointer = "", moved = true, byKeys = false;
  addEventListener("pointermove", ({ clientX, clientY }) => {
    moved = pointer !== `${clientX} ${clientY}`;
    pointer = `${clientX} ${clientY}`;
  }, true);
  const leave = () => { if (!byKeys) hide(); };
  const point = (event) => {
    if (event.type === "pointermove" && !moved) return;
    byKeys = false;
    const { clientX: x, clientY: y } = event;
    let nearest = 28, found;
    for (const one of spots(event.currentTarget)) {
      const [left, top, right, bottom] = one.at;
      const far = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
      if (far < nearest) [nearest, found] = [far, one];
    }
    show(found ? found.text() : "", x, y);
  };
  const at = new WeakMap();
  const stand = (box, step) => {
    const all = spots(box), before = at.get(box) ?? -1;
    if (!all.length) return;
    const next = step === "Home" ? 0 : step === "End" ? all.length - 1
      : Math.max(0, Math.min(all.length - 1, before + step));
    at.set(box, next);
    byKeys = true;
    const [left, top, right, bottom] = all[next].at;
    show(all[next].text(), (left + right) / 2, (top + bottom) / 2);
  };
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: "Home", End: "End" };
  // A figure is one stop of the keyboard, in which arrows go from value to value; a row of a table is one value.
  for (const box of document.querySelectorAll(".card, tr[data-tip]")) {
    const marked = box.querySelector("[data-tip]"), name = box.querySelector("svg > title");
    if (!marked && !box.dataset.tip) continue;
    box.tabIndex = 0;
    if (marked) {
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `${name ? `${name.textContent}. ` : ""}${keys}`);
    }
    for (const type of ["pointermove", "pointerdown"]) box.addEventListener(type, point);
    box.addEventListener("pointerleave", leave);
    box.addEventListener("focus", () => { if (box.matches(":focus-visible")) stand(box, marked ? 0 : "Home"); });
    box.addEventListener("blur", hide);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
      if (!marked || !(event.key in steps)) return;
      event.preventDefault();
      stand(box, steps[event.key]);
    });
  }

  const amount = (cell) => {
    const text = (cell.dataset.value ?? cell.textContent).replace(/\s/g, " ").replace("\u2212", "-");
    const plain = lang === "nl" ? text.replace(/\.(?=\d{3})/g, "").replace(",", ".") : text.replace(/,(?=\d{3})/g, "");
    return parseFloat(plain.replace(/^[^\d-]+/, ""));
  };
  const order = (head, place) => {
    const body = head.closest("table").tBodies[0], down = head.getAttribute("aria-sort") === "descending";
    const rows = [...body.rows].map((row) => [row, amount(row.cells[place]), row.cells[place].textContent]);
    const words = rows.every(([, value]) => Number.isNaN(value));
    rows.sort(([, a, s], [, b, t]) => (words ? s.localeCompare(t, lang)
      : Number.isNaN(a) - Number.isNaN(b) || (down ? a - b : b - a)));
    if (words && down) rows.reverse();
    for (const one of head.parentElement.cells) one.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "ascending" : "descending");
    body.append(...rows.map(([row]) => row));
  };
  for (const head of document.querySelectorAll("thead th")) {
    if (head.closest("table").tBodies[0].rows.length < 3) continue;
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => order(head, head.cellIndex));
  }

  const kept = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap",
    "opacity", "font-family", "font-size", "font-weight", "text-anchor"];
  for (const link of document.querySelectorAll("a.svg")) {
    link.hidden = false;
    link.addEventListener("click", () => {
      const drawn = [...link.closest("figure").querySelectorAll(".card svg, .drawn svg")];
      const one = drawn.find(shown) || drawn[0];
      const copy = one.cloneNode(true), from = [one, ...one.querySelectorAll("*")];
      document.documentElement.classList.add("light"); // what is taken along goes onto white paper, also out of the dark
      [copy, ...copy.querySelectorAll("*")].forEach((part, i) => {
        if (from[i].matches("defs > path")) return; // a marker: each place that uses it has colours of its own
        const style = getComputedStyle(from[i]);
        for (const name of kept) part.setAttribute(name, style.getPropertyValue(name));
      });
      document.documentElement.classList.remove("light");
      link.href = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    });
  }

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open], .unprinted)")];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of opened) one.open = false; });
})();
