/* Values at a mark, order of a table, figures to take along, and folded parts on paper. The page is whole without it. */
(() => {
  const { lang } = document.documentElement;
  const signed = (text) => text.replace("-", "\u2212");
  const forms = { number: new Intl.NumberFormat(lang, { maximumFractionDigits: 2 }),
    percent: new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 }) };
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "long" });
  const { to } = document.body.dataset;

  const corners = (mark) => {
    const used = mark.querySelector("use");
    const path = used ? null : mark.querySelector("path");
    const numbers = used ? [used.getAttribute("x"), used.getAttribute("y")] : path.getAttribute("d").match(/-?[\d.]+/g);
    const screen = (used || path).getScreenCTM();
    const points = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      points.push(new DOMPoint(Number(numbers[i]), Number(numbers[i + 1])).matrixTransform(screen));
    }
    return points;
  };
  const told = (mark, value, label) => {
    const kind = mark.parentElement.querySelector("[data-kind]")?.dataset.kind || "number";
    const [date, middle, low, high] = value.split(":");
    const write = (text) => signed(forms[kind].format(Number(text)));
    const band = low && high ? ` (${write(low)} ${to} ${write(high)})` : "";
    return [label, date && day.format(new Date(date)), write(middle) + band].filter(Boolean).join(", ");
  };
  const box = document.body.appendChild(document.createElement("div"));
  box.className = "tip";
  box.hidden = true;
  const show = (event) => {
    let nearest = 28, text = "";
    for (const mark of event.currentTarget.querySelectorAll("[data-tip]")) {
      const [label, values] = mark.dataset.tip.split("|");
      const each = values.split(";"), points = corners(mark);
      if (points.length !== each.length) continue;
      points.forEach((point, i) => {
        const far = Math.hypot(point.x - event.clientX, point.y - event.clientY);
        if (far < nearest) [nearest, text] = [far, told(mark, each[i], label)];
      });
    }
    box.hidden = !text;
    box.textContent = text;
    box.style.left = `${Math.max(4, Math.min(event.clientX + 12, innerWidth - box.offsetWidth - 4))}px`;
    box.style.top = `${event.clientY + 16}px`;
  };
  for (const card of document.querySelectorAll(".card")) {
    card.addEventListener("pointermove", show);
    card.addEventListener("pointerleave", () => { box.hidden = true; });
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
      const shown = [...link.closest("figure").querySelectorAll("svg")].find((one) => one.checkVisibility());
      const copy = shown.cloneNode(true), from = [shown, ...shown.querySelectorAll("*")];
      [copy, ...copy.querySelectorAll("*")].forEach((one, i) => {
        const style = getComputedStyle(from[i]);
        for (const name of kept) one.setAttribute(name, style.getPropertyValue(name));
      });
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
