/* Working lists: rows by arrow keys, row links, selection over pages, filters, wide tables; tabs and timeline filters. */
(function () {
  "use strict";
  var hy = window.huiyin, one = hy.one, all = hy.all, on = hy.on, keys = hy.keys;

  /* ---- wide tables scroll in their own box, with the head standing; the others stick to the page ---- */
  var watcher = "ResizeObserver" in window ? new ResizeObserver(function (entries) {
    entries.forEach(function (entry) { fit(entry.target); });
  }) : null;
  function fit(wrap) {
    var table = one("table", wrap);
    if (!table) { return; }
    var wide = table.scrollWidth > wrap.clientWidth + 1;
    wrap.classList.toggle("is-wide", wide);
    wrap.classList.toggle("fits", !wide);
    if (wide || wrap.closest(".hy-chart")) { wrap.tabIndex = 0; } else { wrap.removeAttribute("tabindex"); }
  }
  hy.each(function (root) {
    all(".hy-tablewrap", root).forEach(function (wrap) { fit(wrap); if (watcher) { watcher.observe(wrap); } });
  });

  /* ---- rows ---- */
  function link(row) { return one("td:not(.hy-check) a[href], th a[href]", row); }
  function rows() { return all("table[data-rows] tbody tr"); }
  function current() {
    var active = document.activeElement;
    return active && active.closest("table[data-rows] tbody tr");
  }
  function go(row) {
    if (!row) { return; }
    var target = link(row) || row;
    if (target === row) { row.tabIndex = -1; }
    target.focus();
    row.scrollIntoView({ block: "nearest" });
  }
  function move(step) {
    var list = rows(), at = list.indexOf(current()), active = document.activeElement;
    if (!list.length || (at < 0 && active && active !== document.body && active.id !== "content" && !active.closest(".hy-results"))) { return false; }
    go(at < 0 ? list[step > 0 ? 0 : list.length - 1] : list[Math.min(Math.max(at + step, 0), list.length - 1)]);
    return true;
  }
  keys.ArrowDown = function () { return move(1); };
  keys.ArrowUp = function () { return move(-1); };
  keys.Home = function () { return current() ? (go(rows()[0]), true) : false; };
  keys.End = function () { var list = rows(); return current() ? (go(list[list.length - 1]), true) : false; };
  keys.x = function () { var row = current(), check = row && one("[data-check]", row); if (!check) { return false; } check.click(); return true; };
  keys["["] = function () { var a = one('.hy-pager a[rel="prev"]'); if (!a) { return false; } a.click(); return true; };
  keys["]"] = function () { var a = one('.hy-pager a[rel="next"]'); if (!a) { return false; } a.click(); return true; };
  keys.n = function () { var a = one(".hy-heading .hy-actions a.btn-primary"); if (!a) { return false; } a.click(); return true; };
  keys["/"] = function () {
    var input = one(".hy-filter input:not([type=hidden]), .hy-filter select");
    if (!input) { return false; }
    input.focus();
    if (input.select) { input.select(); }
    return true;
  };
  /* A click anywhere in the row opens it; text may still be selected, and Ctrl opens a new tab. */
  on("click", "table[data-rows] tbody tr", function (event, row) {
    if (event.target.closest("a, button, input, label, select, summary, details") || String(window.getSelection())) { return; }
    if (event.target.closest(".hy-check")) { one("[data-check]", row).click(); return; } // the whole cell is the target
    var target = link(row), href = row.dataset.href || (target && target.getAttribute("href"));
    if (!href || (!row.dataset.href && row.closest("[data-norowlink]"))) { return; }
    if (event.ctrlKey || event.metaKey) { window.open(href, "_blank", "noopener"); } else { location.assign(href); }
  });

  /* ---- selection, kept over the pages of one list within this window ---- */
  function place() { return "huiyin.selected:" + location.pathname; }
  function chosen() { try { return new Set(JSON.parse(sessionStorage.getItem(place()) || "[]")); } catch (e) { return new Set(); } }
  function keep(set) { try { sessionStorage.setItem(place(), JSON.stringify(Array.from(set))); } catch (e) { /* only this page then */ } }
  function show() {
    var set = chosen(), boxes = all("[data-check]"), bar = one("[data-bulk]"), head = one("[data-check-all]");
    boxes.forEach(function (box) {
      box.checked = set.has(box.value);
      box.closest("tr").classList.toggle("is-selected", box.checked);
    });
    if (head) {
      var ticked = boxes.filter(function (box) { return box.checked; }).length;
      head.checked = ticked > 0 && ticked === boxes.length;
      head.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    if (bar) {
      bar.hidden = set.size === 0;
      one("[data-bulk-count]", bar).textContent = hy.text("selected", { n: set.size });
    }
  }
  var last = null;
  on("click", "[data-check]", function (event, box) { // Shift takes the range since the last click
    var set = chosen(), boxes = all("[data-check]"), from = boxes.indexOf(last), to = boxes.indexOf(box);
    var range = event.shiftKey && from >= 0 ? boxes.slice(Math.min(from, to), Math.max(from, to) + 1) : [box];
    range.forEach(function (each) { if (box.checked) { set.add(each.value); } else { set.delete(each.value); } });
    last = box;
    keep(set);
    show();
  });
  on("change", "[data-check-all]", function (event, head) {
    var set = chosen();
    all("[data-check]").forEach(function (box) { if (head.checked) { set.add(box.value); } else { set.delete(box.value); } });
    keep(set);
    show();
  });
  on("click", "[data-bulk-clear]", function () { keep(new Set()); show(); });
  on("submit", "[data-bulk]", function (event, form) {
    all("input[name=selected]", form).forEach(function (old) { old.remove(); });
    chosen().forEach(function (value) {
      var input = document.createElement("input");
      input.type = "hidden";
      input.name = "selected";
      input.value = value;
      form.append(input);
    });
    keep(new Set());
  });
  hy.each(function (root) {
    all("[data-check]", root).forEach(function (box) { // a name a reader understands: the row's own title
      var row = box.closest("tr"), title = one("td.main", row) || one("td:not(.hy-check)", row);
      if (title && title.textContent.trim()) { box.setAttribute("aria-label", title.textContent.trim()); }
    });
    if (one("[data-check]", root) || root === document) { show(); }
  });

  /* ---- filters: no empty parameters in the address; say what was found ---- */
  document.addEventListener("htmx:configRequest", function (event) {
    if (!event.target.matches("[data-filter]")) { return; }
    var sent = event.detail.formData || event.detail.parameters;
    Array.from(sent.keys ? sent.keys() : Object.keys(sent)).forEach(function (key) {
      var value = sent.get ? sent.getAll(key) : sent[key];
      if (String(value) === "") { if (sent.delete) { sent.delete(key); } else { delete sent[key]; } }
    });
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    var results = document.getElementById("hy-results"), clear = one("[data-filter-clear]");
    if (!results || !(event.target === results || results.contains(event.target))) { return; }
    if (clear) { clear.hidden = !location.search; }
    all(".hy-filter-field").forEach(function (part) {
      var input = one("input:not([type=checkbox]), select", part);
      if (input) { part.classList.toggle("is-set", input.value !== ""); }
    });
    hy.say(hy.text("found", { n: results.dataset.summary || "0" }));
  });

  on("click", "[data-filter-toggle]", function (event, button) { // phones show the first filter and those that are set
    button.setAttribute("aria-expanded", String(button.form.classList.toggle("is-open")));
  });

  /* ---- tabs; without this script all panels stand below each other ---- */
  function pick(tabs, chosenTab) {
    all('[role="tab"]', tabs).forEach(function (tab) {
      var mine = tab === chosenTab;
      tab.setAttribute("aria-selected", String(mine));
      tab.tabIndex = mine ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !mine;
    });
    all(".hy-tablewrap", tabs).forEach(fit);
  }
  hy.each(function (root) {
    all("[data-tabs]", root).forEach(function (tabs) { pick(tabs, one('[role="tab"][aria-selected="true"]', tabs)); });
  });
  on("click", '[role="tab"]', function (event, tab) { pick(tab.closest("[data-tabs]"), tab); });
  on("keydown", '[role="tab"]', function (event, tab) {
    var list = all('[role="tab"]', tab.parentElement), at = list.indexOf(tab);
    var to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: list.length - 1 }[event.key];
    if (to === undefined) { return; }
    event.preventDefault();
    to = list[(to + list.length) % list.length];
    pick(tab.closest("[data-tabs]"), to);
    to.focus();
  });

  /* ---- timeline: only one kind ---- */
  on("click", "[data-narrow] button[data-kind]", function (event, button) {
    all("button[data-kind]", button.parentElement).forEach(function (other) { other.setAttribute("aria-pressed", String(other === button)); });
    all("li[data-kind]", button.closest("[data-narrow]")).forEach(function (entry) {
      entry.hidden = button.dataset.kind !== "" && entry.dataset.kind !== button.dataset.kind;
    });
  });
})();
