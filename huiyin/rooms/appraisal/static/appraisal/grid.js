/* The grid on which sheets are written: items found by two characters, initials or code; Enter from cell to cell;
   a running score by the rule of the sheet; one person at a time on phones. Without it the page is a plain form. */
(function () {
  "use strict";
  var hy = window.huiyin, one = hy.one, all = hy.all;
  var box = document.getElementById("ap-standard"), sets = box ? JSON.parse(box.textContent) : [], most = 8;
  var phone = window.matchMedia("(max-width: 639.98px)");
  var fast = ["[data-item]", "[data-points]", "[data-fact]", "[data-evidence]"];

  function word(name, values) {
    var found = one('[data-word="' + name + '"]', document.getElementById("ap-words").content);
    return found.textContent.replace(/\{(\w+)\}/g, function (whole, key) { return values && key in values ? values[key] : whole; });
  }
  function points(hundredths) { return (hundredths < 0 ? "−" : "") + (Math.abs(hundredths) / 100).toFixed(2); }
  function hundredths(text) { // null: no number of points
    var typed = text.trim().replace("。", ".").replace("．", ".");
    return /^\d{1,3}(\.\d{1,2})?$/.test(typed) ? Math.round(Number(typed) * 100) : null;
  }
  function setOf(sheet) { return sets[Number(sheet.dataset.set)]; }
  function itemOf(sheet, typed) {
    var words = typed.trim(), first = words.split(/\s+/)[0].toUpperCase();
    return setOf(sheet).items.find(function (item) { return item.code === first || item.label === words; });
  }

  /* ---- the running score: max(0, marks − sum) a section, a serious violation takes all of it, 其它 up to its cap ---- */
  function reckon(sheet) {
    var set = setOf(sheet), lost = {}, serious = {}, other = 0;
    all("[data-line]", sheet).forEach(function (line) {
      var item = itemOf(sheet, one("[data-item]", line).value), cost = hundredths(one("[data-points]", line).value);
      var grave = one("[data-serious]", line).checked, section = one("[data-section]", line).value;
      if (!item) { return; }
      if (cost === null) { cost = grave ? 0 : item.least; }
      section = item.own || section || item.section;
      if (set.sections.some(function (s) { return s.other && s.name === section; })) { other += cost; return; }
      lost[section] = (lost[section] || 0) + cost;
      serious[section] = serious[section] || grave;
    });
    var sum = 0, parts = [];
    set.sections.forEach(function (section) {
      if (section.other) { return; }
      var left = serious[section.name] ? 0 : Math.max(0, section.maximum - (lost[section.name] || 0));
      sum += left;
      if (section.name in lost) { parts.push(section.name + " −" + points(section.maximum - left)); }
    });
    if (other) { parts.push(otherOf(set) + " −" + points(Math.min(set.cap, other))); }
    return { score: Math.max(0, sum - Math.min(set.cap, other)), parts: parts };
  }
  function otherOf(set) { return set.sections.find(function (s) { return s.other; }).name; }
  function typed(sheet) {
    return JSON.stringify(all("input:not([type=hidden]):not([type=file]), select, textarea", sheet).map(function (f) {
      return f.closest(".is-blank") ? null : f.type === "checkbox" ? f.checked : f.value;
    }).filter(function (value) { return value !== null; })) + all("[data-photo]", sheet).filter(function (f) { return f.files.length; }).length + "/" + all('[name$=".file"]', sheet).length;
  }
  function show(sheet) {
    var found = reckon(sheet), kept = one("[data-kept]", sheet), same = sheet.apTyped === typed(sheet) && !sheet.hasAttribute("data-touched");
    one("[data-score]", sheet).textContent = points(found.score);
    all("[data-line]", sheet).forEach(function (line) { one("[data-unphoto]", line).hidden = !photographed(line); });
    one("[data-lost]", sheet).textContent = found.parts.join(" · ");
    if (kept) {
      kept.textContent = same ? Number(sheet.dataset.stored) === found.score && found.parts.length ? word("saved") : "" : word("unsaved");
      sheet.classList.toggle("is-dirty", !same);
    }
  }

  /* ---- lines ---- */
  function options(select, sheet, item) {
    var before = select.value, names = item && item.own ? [item.own] : setOf(sheet).sections.filter(function (s) { return !s.other; }).map(function (s) { return s.name; });
    select.replaceChildren.apply(select, names.map(function (name) { return new Option(name, name); }));
    if (item) { select.value = item.own || item.section || before; } else if (names.indexOf(before) >= 0) { select.value = before; }
  }
  function addLine(sheet) {
    var lines = one("[data-lines]", sheet), last = -1;
    all("[name]", lines).forEach(function (f) { last = Math.max(last, Number(f.name.split(".")[1])); });
    return makeLine(sheet, last + 1);
  }
  function makeLine(sheet, number) {
    var lines = one("[data-lines]", sheet), holder = document.createElement("template"), days = all("[data-day]", sheet);
    holder.innerHTML = document.getElementById("ap-line").innerHTML.replace(/PK([.-])LINE/g, sheet.dataset.sheet + "$1" + number);
    var line = holder.content.firstElementChild;
    lines.append(line);
    options(one("[data-section]", line), sheet, null);
    one("[data-section]", line).prepend(new Option("", ""));
    one("[data-section]", line).value = "";
    if (days.length) { one("[data-day]", line).value = sheet.closest("form").dataset.day || days[0].defaultValue; }
    dress(line);
    return line;
  }
  function dress(line) {
    var input = one("[data-item]", line);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", "ap-found");
    one("[data-drop]", line).hidden = line.classList.contains("is-blank");
  }
  function photographed(line) { return one("[data-photo]", line).files.length > 0 || Boolean(one('[name$=".file"]', line)); }
  function isBlank(line) {
    return fast.every(function (cell) { return !one(cell, line).value; }) && !one("[data-serious]", line).checked && !photographed(line);
  }
  function settle(line) { // a blank line that says something is one, and another blank one follows
    var sheet = line.closest("[data-sheet]");
    if (!line.classList.contains("is-blank") || isBlank(line)) { return; }
    line.classList.remove("is-blank");
    one("[data-drop]", line).hidden = false;
    if (!one(".is-blank", sheet)) { addLine(sheet); }
  }
  function take(line, item) {
    var sheet = line.closest("[data-sheet]"), cost = one("[data-points]", line), proof = one("[data-evidence]", line);
    one("[data-item]", line).value = item.code + " " + item.label;
    one("[data-range]", line).textContent = points(item.least) + (item.most > item.least ? "–" + points(item.most) : "");
    cost.value = item.most === item.least ? points(item.least) : "";
    cost.placeholder = item.most === item.least ? "" : points(item.least) + "–" + points(item.most);
    if (!proof.value || proof.value === proof.dataset.usual) { proof.value = item.evidence; }
    proof.dataset.usual = item.evidence;
    options(one("[data-section]", line), sheet, item);
    settle(line);
    check(line);
    one("[data-item]", line).dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }
  function check(line) { // points against the item's range, as they are typed
    var sheet = line.closest("[data-sheet]"), item = itemOf(sheet, one("[data-item]", line).value), cost = one("[data-points]", line);
    var cents = hundredths(cost.value), grave = one("[data-serious]", line).checked;
    var right = !cost.value.trim() || (cents !== null && (!item || (grave && cents === 0) || (cents >= item.least && cents <= item.most)));
    cost.setCustomValidity(right ? "" : item ? word("cost", { range: one("[data-range]", line).textContent }) : " ");
    if (right) { cost.removeAttribute("aria-invalid"); } else { cost.setAttribute("aria-invalid", "true"); }
    cost.title = cost.validationMessage.trim();
  }

  /* ---- the list of items under its cell ---- */
  var list = document.createElement("ul"), owner = null, shown = [];
  list.id = "ap-found";
  list.className = "ap-found";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  function matches(sheet, text) {
    var q = text.trim().toLowerCase(), ranked = [];
    setOf(sheet).items.forEach(function (item, place) {
      var code = item.code.toLowerCase(), at = item.label.indexOf(q), rank = -1;
      if (code === q) { rank = 0; } else if (item.initials.indexOf(q) === 0) { rank = 1; } else if (code.indexOf(q) === 0) { rank = 2; } else if (at === 0) { rank = 3; } else if (at > 0) { rank = 4; } else if (q.length > 1 && item.initials.indexOf(q) > 0) { rank = 5; }
      if (rank >= 0) { ranked.push([rank, place, item]); }
    });
    ranked.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
    return ranked.slice(0, most).map(function (r) { return r[2]; });
  }
  function open(input) {
    var sheet = input.closest("[data-sheet]"), text = input.value;
    if (!text.trim() || itemOf(sheet, text) && text.indexOf(" ") > 0) { close(); return; }
    shown = matches(sheet, text);
    owner = input;
    input.after(list);
    list.replaceChildren.apply(list, shown.map(function (item, place) {
      var row = document.createElement("li"), code = document.createElement("b"), label = document.createElement("span"), cost = document.createElement("small");
      row.id = "ap-found-" + place;
      row.setAttribute("role", "option");
      code.textContent = item.code;
      label.textContent = item.label;
      cost.textContent = points(item.least) + (item.most > item.least ? "–" + points(item.most) : "");
      row.append(code, label, cost);
      return row;
    }));
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(0);
    if (!shown.length) { hy.say(word("none")); }
  }
  function choose(place) {
    all('[role="option"]', list).forEach(function (row, n) { row.setAttribute("aria-selected", String(n === place)); });
    if (owner && shown.length) { owner.setAttribute("aria-activedescendant", "ap-found-" + place); }
  }
  function chosen() { return all('[role="option"]', list).findIndex(function (row) { return row.getAttribute("aria-selected") === "true"; }); }
  function close() {
    list.hidden = true;
    if (owner) { owner.setAttribute("aria-expanded", "false"); owner.removeAttribute("aria-activedescendant"); owner = null; }
  }
  list.addEventListener("mousedown", function (event) { // before the cell loses the focus
    var row = event.target.closest('[role="option"]');
    event.preventDefault();
    if (row && owner) { var line = owner.closest("[data-line]"); take(line, shown[all('[role="option"]', list).indexOf(row)]); after(line); }
  });

  /* ---- keys ---- */
  function go(field) { if (field) { field.focus(); if (field.select) { field.select(); } } }
  function after(line) { // the cell that has to be filled next, once the item is known
    var cost = one("[data-points]", line);
    go(cost.value ? one("[data-fact]", line) : cost);
  }
  function openSheets(form) { return all("[data-sheet]", form).filter(function (sheet) { return one("[data-lines]", sheet); }); }
  function begin(sheet) { go(one(".is-blank [data-item]", sheet) || one("[data-item]", sheet)); }
  function person(form, from, step) {
    var sheets = openSheets(form), at = sheets.indexOf(from) + step;
    if (sheets[at]) { current(form, sheets[at]); begin(sheets[at]); sheets[at].scrollIntoView({ block: "nearest" }); }
  }
  function enter(form, field, line) {
    var sheet = line.closest("[data-sheet]"), at = fast.findIndex(function (cell) { return field.matches(cell); });
    if (at === 0 && owner === field && !list.hidden && chosen() >= 0) { take(line, shown[chosen()]); after(line); return; }
    if (at === 0 && !field.value.trim()) { person(form, sheet, 1); return; }
    if (at === 0 && itemOf(sheet, field.value)) { after(line); return; }
    if (at === 3) {
      settle(line);
      var next = line.nextElementSibling;
      go(next ? one("[data-item]", next) : null);
      return;
    }
    if (at > 0) { go(one(fast[at + 1], line)); }
  }
  function down(form, field, step) { // the same cell of the line below or above, also of the next person
    var cell = fast.find(function (name) { return field.matches(name); }), cells = all(cell, form), at = cells.indexOf(field) + step;
    if (cells[at]) { current(form, cells[at].closest("[data-sheet]")); go(cells[at]); }
  }
  document.addEventListener("keydown", function (event) {
    var field = event.target instanceof Element && event.target.closest("[data-grid] input, [data-grid] select, [data-grid] textarea"), form = field && field.closest("[data-grid]");
    if (!field || event.isComposing || event.keyCode === 229) { return; }
    var sheet = field.closest("[data-sheet]"), line = field.closest("[data-line]"), arrow = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.altKey && arrow && sheet) { event.preventDefault(); close(); person(form, sheet, arrow); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || !line) { return; }
    if (arrow && owner === field && !list.hidden) {
      event.preventDefault();
      choose((chosen() + arrow + shown.length) % shown.length);
    } else if (arrow && fast.some(function (cell) { return field.matches(cell); })) {
      event.preventDefault();
      down(form, field, arrow);
    } else if (event.key === "Enter" && field.tagName === "INPUT") {
      event.preventDefault();
      enter(form, field, line);
    } else if (event.key === "Escape" && owner) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab" && owner === field && !list.hidden && chosen() >= 0 && !event.shiftKey) {
      take(line, shown[chosen()]);
    }
  });

  /* ---- one person at a time on phones ---- */
  function current(form, sheet) {
    var sheets = all("[data-sheet]", form), at = sheets.indexOf(sheet);
    sheets.forEach(function (other) { other.classList.toggle("is-current", other === sheet); });
    one("[data-one-place]", form).textContent = word("place", { n: at + 1, all: sheets.length });
    one("[data-one-previous]", form).disabled = at <= 0;
    one("[data-one-next]", form).disabled = at >= sheets.length - 1;
  }
  function step(form, by) {
    var sheets = all("[data-sheet]", form), at = sheets.findIndex(function (s) { return s.classList.contains("is-current"); }) + by;
    if (sheets[at]) { current(form, sheets[at]); window.scrollTo(0, one("[data-one]", form).offsetTop - 60); }
  }
  hy.on("click", "[data-one-previous]", function (event, button) { step(button.closest("form"), -1); });
  hy.on("click", "[data-one-next]", function (event, button) { step(button.closest("form"), 1); });
  document.addEventListener("click", function (event) { // a fault in the summary: its person first, then its cell
    var link = event.target instanceof Element && event.target.closest('.hy-summary a[href^="#"]');
    var cell = link && document.getElementById(link.hash.slice(1)), sheet = cell && cell.closest("[data-sheet]");
    if (sheet) { current(sheet.closest("form"), sheet); }
  }, true);

  /* ---- a form of sheets ---- */
  function prepare(form) {
    var day = one(".is-blank [data-day]", form), memory = null;
    form.dataset.day = day ? day.value : "";
    one("[data-one]", form).hidden = false;
    form.classList.add("is-live");
    all("[data-line]", form).forEach(dress);
    all("[data-theirs]", form).forEach(function (button) { button.hidden = false; });
    all("[data-sheet]", form).forEach(function (sheet) { if (one("[data-lines]", sheet)) { sheet.apTyped = typed(sheet); show(sheet); } });
    try { memory = JSON.parse(sessionStorage.getItem("huiyin.grid")); sessionStorage.removeItem("huiyin.grid"); } catch (e) { /* no memory */ }
    var faulty = one('[aria-invalid="true"]', form), sheets = all("[data-sheet]", form);
    var back = memory && memory.path === location.pathname && document.getElementById("s-" + memory.sheet);
    if (sheets.length) { current(form, faulty ? faulty.closest("[data-sheet]") : back || openSheets(form)[0] || sheets[0]); }
    if (!one("[data-focus]", form) && !phone.matches) {
      if (back && one("[data-lines]", back)) { begin(back); } else if (!memory && openSheets(form).length) { begin(openSheets(form)[0]); }
    }
    form.addEventListener("draft-restoring", function (event) { // make the lines that the draft has, drop the others
      var wanted = {};
      event.detail.forEach(function (value) { var parts = value[0].split("."); if (parts.length === 3) { wanted[parts[0] + "." + parts[1]] = true; } });
      openSheets(form).forEach(function (sheet) {
        all("[data-line]", sheet).forEach(function (line) {
          var name = one("[data-item]", line).name.split(".").slice(0, 2).join(".");
          if (!wanted[name]) { line.remove(); }
          delete wanted[name];
        });
        Object.keys(wanted).sort(function (a, b) { return a.split(".")[1] - b.split(".")[1]; }).forEach(function (name) {
          if (name.split(".")[0] === sheet.dataset.sheet) { makeLine(sheet, Number(name.split(".")[1])); }
        });
        all("[data-section]", sheet).forEach(function (select) { options(select, sheet, null); select.prepend(new Option("", "")); });
        setOf(sheet).sections.forEach(function (section) { if (section.other) { all("[data-section]", sheet).forEach(function (select) { select.append(new Option(section.name, section.name)); }); } });
      });
    });
    form.addEventListener("draft-restored", function () {
      openSheets(form).forEach(function (sheet) {
        all("[data-line]", sheet).forEach(function (line) {
          var blank = isBlank(line), item = itemOf(sheet, one("[data-item]", line).value), section = one("[data-section]", line), was = section.value;
          line.classList.toggle("is-blank", blank);
          one("[data-drop]", line).hidden = blank;
          if (item) { options(section, sheet, item); section.value = item.own || was || item.section; }
        });
        if (!one(".is-blank", sheet)) { addLine(sheet); }
        show(sheet);
      });
    });
  }
  hy.each(function (root) {
    all("form[data-grid]", root).forEach(prepare);
    if (root instanceof Element && root.matches("form[data-grid]")) { prepare(root); }
  });
  document.addEventListener("input", function (event) {
    var field = event.target, sheet = field.closest && field.closest("[data-grid] [data-sheet]"), line = sheet && field.closest("[data-line]");
    if (!sheet) { return; }
    if (line) { settle(line); check(line); }
    if (line && field.matches("[data-item]") && event.isTrusted) { open(field); }
    show(sheet);
  });
  document.addEventListener("change", function (event) {
    var field = event.target, line = field.closest && field.closest("[data-grid] [data-line]");
    if (line && field.matches("[data-photo]")) {
      one("[data-photo-name]", line).textContent = field.files.length ? field.files[0].name : one("[data-photo-name]", document.getElementById("ap-line").content).textContent;
      line.classList.toggle("has-photo", field.files.length > 0);
      settle(line);
      show(line.closest("[data-sheet]"));
    }
  });
  document.addEventListener("focusout", function (event) { if (owner && event.target === owner) { close(); } });
  hy.on("click", "[data-drop]", function (event, button) {
    var line = button.closest("[data-line]"), sheet = line.closest("[data-sheet]"), form = sheet.closest("form"), next = line.nextElementSibling || line.previousElementSibling;
    line.remove();
    if (!one(".is-blank", sheet)) { addLine(sheet); }
    go(one("[data-item]", next && next.isConnected ? next : sheet));
    show(sheet);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.dataset.dirty = "yes";
  });
  hy.on("click", "[data-unphoto]", function (event, button) {
    var line = button.closest("[data-line]"), field = one("[data-photo]", line), kept = one('[name$=".file"]', line), form = line.closest("form");
    if (kept) { one("a", button.parentNode).remove(); kept.remove(); }
    field.value = "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.dataset.dirty = "yes";
  });
  hy.on("click", "[data-theirs]", function (event, button) {
    var sheet = button.closest("[data-sheet]"), held = one('[data-theirs-of="' + button.dataset.theirs + '"]', sheet);
    one("[data-body]", sheet).replaceChildren(held.content.cloneNode(true));
    all("[data-line]", sheet).forEach(dress);
    button.closest(".hy-conflict").remove();
    sheet.removeAttribute("data-touched");
    sheet.apTyped = typed(sheet);
    show(sheet);
    begin(sheet);
  });
  document.addEventListener("submit", function (event) {
    var form = event.target, active = document.activeElement, sheet = active && active.closest("[data-sheet]");
    if (!form.matches("[data-grid]")) { return; }
    sheet = sheet || one(".is-current", form);
    all("[data-photo]", form).forEach(function (field) { field.disabled = !field.files.length; }); // an empty file is a part too
    setTimeout(function () { all("[data-photo]", form).forEach(function (field) { field.disabled = false; }); }, 0);
    try { sessionStorage.setItem("huiyin.grid", JSON.stringify({ path: location.pathname, sheet: sheet ? sheet.dataset.sheet : "" })); } catch (e) { /* the focus then begins anew */ }
  }, true);
  document.addEventListener("htmx:beforeOnLoad", function (event) { // saved: the page is left, and may be
    var form = event.detail.elt;
    if (form.matches && form.matches("form[data-grid]") && event.detail.xhr.status === 204) { form.dataset.sent = "yes"; }
  });
})();
