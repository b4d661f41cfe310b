// What the tests ask of a page from inside it; each function gives a list of what is wrong, empty when nothing is.
(() => {
  const where = (node) => {
    const own = (one) => one.nodeName.toLowerCase() + (one.id ? `#${one.id}` : "");
    return [node.parentElement, node].filter(Boolean).map(own).join(" > ") + ` "${node.textContent.trim().slice(0, 40)}"`;
  };
  const seen = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  // Elements for screen readers alone are one pixel large or beside the page, with all that is in them.
  const meantToBeUnseen = (node) => {
    for (let one = node; one && one !== document.body; one = one.parentElement) {
      const box = one.getBoundingClientRect();
      const clipped = getComputedStyle(one).position === "absolute" && (box.width <= 1 || box.right <= 0);
      if (clipped) return true;
    }
    return false;
  };

  const rgba = (text) => {
    const found = (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return { rgb: found.slice(0, 3), alpha: found.length > 3 ? found[3] : 1 };
  };
  const over = (front, alpha, back) => front.map((value, i) => alpha * value + (1 - alpha) * back[i]);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const opacity = (node) => {
    let product = 1;
    for (let one = node; one && one.nodeName !== "BODY"; one = one.parentElement) {
      product *= Number(getComputedStyle(one).opacity);
    }
    return product;
  };
  const paper = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const { rgb, alpha } = rgba(getComputedStyle(one).backgroundColor);
      if (alpha > 0) return rgb;
    }
    return [255, 255, 255];
  };
  const holds = (shape, x, y) => {
    const box = shape.getBoundingClientRect();
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return false;
    if (!shape.isPointInFill) return true; // a <use> tells no more than its box
    const point = new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse());
    return shape.isPointInFill(point);
  };
  // The colour behind a point: the card, then every filled shape that is painted before the text and holds the point.
  const behind = (shapes, text, x, y) => {
    let colour = paper(text.ownerSVGElement.parentElement);
    for (const shape of shapes) {
      if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
      const style = getComputedStyle(shape);
      if (style.fill === "none" || !holds(shape, x, y)) continue;
      const { rgb, alpha } = rgba(style.fill);
      colour = over(rgb, alpha * Number(style.fillOpacity) * opacity(shape), colour);
    }
    return colour;
  };

  window.inPage = {
    // Texts of pictures with less than 4.5:1 against what is behind them, at five points along their middle.
    faintTexts: () => {
      const wrong = [];
      let texts = 0;
      for (const svg of document.querySelectorAll("svg")) {
        if (!seen(svg)) continue;
        const shapes = [...svg.querySelectorAll("path, rect, polygon, circle, ellipse, use")].filter(
          (one) => !one.closest("defs, clipPath") && seen(one));
        for (const text of svg.querySelectorAll("text")) {
          if (!seen(text) || !text.textContent.trim()) continue;
          texts += 1;
          const box = text.getBoundingClientRect();
          const { rgb, alpha } = rgba(getComputedStyle(text).fill);
          for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) {
            const upright = box.height > box.width;
            const x = box.left + box.width * (upright ? 0.5 : part);
            const y = box.top + box.height * (upright ? part : 0.5);
            const back = behind(shapes, text, x, y);
            const ratio = contrast(over(rgb, alpha * Number(getComputedStyle(text).fillOpacity) * opacity(text), back), back);
            if (ratio < 4.5) {
              wrong.push(`${ratio.toFixed(2)}: ${where(text)} on ${back.map(Math.round)}`);
              break;
            }
          }
        }
      }
      return { texts, wrong };
    },

    // What sticks out of the window, and boxes that hide a part of what is in them.
    stickingOut: (width) => {
      const wrong = [];
      if (document.documentElement.scrollWidth > width) wrong.push(`the page is ${document.documentElement.scrollWidth} wide`);
      for (const node of document.body.querySelectorAll("*")) {
        if (!seen(node) || meantToBeUnseen(node)) continue;
        const box = node.getBoundingClientRect();
        if (box.width && (box.right > width + 1 || box.left < -1)) wrong.push(`${Math.round(box.right)}: ${where(node)}`);
        const style = getComputedStyle(node);
        if (style.overflowX !== "visible" && node.clientWidth && node.scrollWidth > node.clientWidth + 1) {
          wrong.push(`hides ${node.scrollWidth - node.clientWidth} of ${where(node)}`);
        }
      }
      return wrong;
    },

    // Texts of pictures that lie over one another, and those that stick out of their picture's card.
    collidingTexts: () => {
      const wrong = [];
      for (const svg of document.querySelectorAll("svg")) {
        if (!seen(svg)) continue;
        const card = (svg.closest("figure") || svg.parentElement).getBoundingClientRect();
        const texts = [...svg.querySelectorAll("text")].filter((one) => seen(one) && one.textContent.trim());
        const boxes = texts.map((one) => one.getBoundingClientRect());
        boxes.forEach((one, i) => {
          if (one.left < card.left - 1 || one.right > card.right + 1) wrong.push(`out of its card: ${where(texts[i])}`);
          boxes.slice(i + 1).forEach((other, k) => {
            const label = texts[i].closest("g.lines"); // lines of one text: Firefox counts the room above and below letters
            if (label && label === texts[i + 1 + k].closest("g.lines")) return;
            const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
            const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
            if (across > 1.5 && down > 0.35 * Math.min(one.height, other.height)) {
              wrong.push(`${where(texts[i])} over ${where(texts[i + 1 + k])}`);
            }
          });
        });
      }
      return wrong;
    },

    // Pictures, cards and rows that a sheet of paper may cut in two.
    cutOnPaper: (tall, wide) => {
      const wrong = [];
      const whole = (node) => {
        for (let one = node; one && one !== document.body; one = one.parentElement) {
          if (getComputedStyle(one).breakInside.startsWith("avoid")) return one;
        }
        return null;
      };
      for (const node of document.querySelectorAll("svg, tr, pre, article")) {
        if (!seen(node) || meantToBeUnseen(node)) continue;
        if (node.nodeName === "svg" && node.getBoundingClientRect().height < 40) continue; // in a line of text
        const kept = whole(node);
        const box = (kept || node).getBoundingClientRect();
        if (!kept) wrong.push(`may be cut: ${where(node)}`);
        else if (box.height > tall) wrong.push(`${Math.round(box.height)} tall: ${where(node)}`);
        if (box.right > wide + 1 || box.left < -1) wrong.push(`${Math.round(box.right)} wide: ${where(node)}`);
      }
      return wrong;
    },

    // Millimetres of margin of a sheet, as the last @page rule of the page's style has them.
    margin: () => {
      let found = 0;
      const look = (rules) => {
        for (const rule of rules) {
          if (rule instanceof CSSPageRule && rule.style.marginTop) found = parseFloat(rule.style.marginTop);
          else if (rule.cssRules) look(rule.cssRules);
        }
      };
      for (const sheet of document.styleSheets) look(sheet.cssRules);
      return found;
    },
  };
})();
