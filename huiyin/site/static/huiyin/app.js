/* The shell: theme, navigation drawer, menus, palette, keys, toasts, answers of htmx, charts on demand.
   Plain scripts, no framework; lists.js and forms.js use window.huiyin. Sentences come from parts/texts.html. */
(function () {
  "use strict";
  var doc = document, body = doc.body;

  function one(selector, root) { return (root || doc).querySelector(selector); }
  function all(selector, root) { return Array.from((root || doc).querySelectorAll(selector)); }
  function on(type, selector, act) {
    doc.addEventListener(type, function (event) {
      var hit = event.target instanceof Element && event.target.closest(selector);
      if (hit) { act(event, hit); }
    });
  }
  function text(name, values) {
    var box = doc.getElementById("hy-texts");
    var found = box && box.content.querySelector('[data-text="' + name + '"]');
    return (found ? found.textContent : name).replace(/\{(\w+)\}/g, function (whole, key) {
      return values && key in values ? values[key] : whole;
    });
  }
  var store = { // localStorage may be closed (private windows, policies); then nothing is kept and nothing breaks
    get: function (key) { try { return localStorage.getItem(key); } catch (e) { return null; } },
    set: function (key, value) { try { localStorage.setItem(key, value); return true; } catch (e) { return false; } },
    remove: function (key) { try { localStorage.removeItem(key); } catch (e) { /* nothing was kept */ } }
  };
  function say(words) {
    var live = doc.getElementById("hy-live");
    if (live) { live.textContent = ""; setTimeout(function () { live.textContent = words; }, 60); }
  }
  /* Runs now and for every part that htmx brings in later. */
  var setups = [];
  function each(setup) { setups.push(setup); setup(doc); }
  doc.addEventListener("htmx:load", function (event) {
    if (event.target !== body) { setups.forEach(function (setup) { setup(event.target); }); }
  });

  /* ---- theme ---- */
  function showTheme() {
    var chosen = window.huiyinTheme.chosen();
    all("[data-theme-set]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === chosen));
    });
  }
  on("click", "[data-theme-set]", function (event, button) {
    store.set("huiyin.theme", button.dataset.themeSet);
    window.huiyinTheme.apply();
    showTheme();
  });
  showTheme();

  /* ---- navigation drawer on phones ---- */
  var side = doc.getElementById("hy-side"), opener = one("[data-nav-open]");
  function drawer(open) {
    if (!side || !opener || body.classList.contains("hy-nav-open") === open) { return; }
    body.classList.toggle("hy-nav-open", open);
    opener.setAttribute("aria-expanded", String(open));
    all("main, .hy-top, .hy-places").forEach(function (part) { part.inert = open; });
    if (open) { one("[data-nav-close]", side).focus(); } else { opener.focus(); }
  }
  on("click", "[data-nav-open]", function () { drawer(true); });
  on("click", "[data-nav-close]", function () { drawer(false); });

  /* ---- menus made of <details data-menu> ---- */
  function closeMenus(but) {
    all("details[data-menu][open]").forEach(function (menu) { if (menu !== but) { menu.open = false; } });
  }
  doc.addEventListener("click", function (event) {
    closeMenus(event.target instanceof Element ? event.target.closest("details[data-menu]") : null);
  });
  doc.addEventListener("focusin", function (event) {
    closeMenus(event.target instanceof Element ? event.target.closest("details[data-menu]") : null);
  });

  /* ---- dialogs ---- */
  function openDialog(dialog) { if (dialog && !dialog.open) { closeMenus(null); dialog.showModal(); } }
  on("click", "[data-dialog-close]", function (event, button) { button.closest("dialog").close(); });
  on("click", "dialog", function (event, dialog) { // a click on the backdrop
    if (event.target !== dialog) { return; }
    var box = dialog.getBoundingClientRect();
    if (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom) { dialog.close(); }
  });

  /* ---- palette (Ctrl+K) ---- */
  var palette = doc.getElementById("hy-palette"), field = doc.getElementById("hy-palette-q");
  function options() { return palette ? all('a[role="option"]', palette) : []; }
  function choose(option) {
    options().forEach(function (other) { other.setAttribute("aria-selected", String(other === option)); });
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else { field.removeAttribute("aria-activedescendant"); }
  }
  function openPalette() {
    if (!palette || palette.open) { return; }
    openDialog(palette);
    field.select();
    if (window.htmx) { window.htmx.trigger(field, "palette"); }
  }
  on("click", "[data-palette-open]", openPalette);
  if (palette) {
    field.addEventListener("keydown", function (event) {
      var list = options(), at = list.findIndex(function (o) { return o.getAttribute("aria-selected") === "true"; });
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.length) { choose(list[(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1) + list.length) % list.length]); }
      } else if (event.key === "Enter" && !event.isComposing && list[at]) { // Enter also ends a pinyin composition
        event.preventDefault();
        list[at].click();
      }
    });
    palette.addEventListener("htmx:afterSwap", function () {
      var list = options(), chosen = list.find(function (o) { return o.getAttribute("aria-selected") === "true"; });
      choose(chosen || list[0]);
      say(text("found", { n: options().length }));
    });
  }

  /* ---- keys ---- */
  var keys = doc.getElementById("hy-keys"), handlers = {};
  function singleKeys() { return store.get("huiyin.keys") !== "off"; }
  function openKeys() {
    if (!keys) { return; }
    all("[data-when]", keys).forEach(function (row) { row.hidden = !one(row.dataset.when); });
    one("[data-keys-switch]", keys).checked = singleKeys();
    openDialog(keys);
  }
  on("click", "[data-keys-open]", openKeys);
  on("change", "[data-keys-switch]", function (event, box) { store.set("huiyin.keys", box.checked ? "on" : "off"); });
  handlers["?"] = openKeys;
  function typing(target) { return target instanceof Element && target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]"); }
  doc.addEventListener("keydown", function (event) {
    if (event.isComposing || event.defaultPrevented) { return; }
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k" && palette) {
      event.preventDefault();
      openPalette();
    } else if (event.key === "Escape") {
      var menu = one("details[data-menu][open]");
      if (menu) { menu.open = false; one("summary", menu).focus(); }
      drawer(false);
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target) && !one("dialog[open]") && singleKeys()) {
      var act = handlers[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (act && act(event) !== false) { event.preventDefault(); }
    }
  });

  /* ---- toasts: a success goes after eight seconds unless it is being read; an error stays ---- */
  var box = doc.getElementById("hy-toasts");
  function fade(toast) {
    var timer;
    function start() { timer = setTimeout(function () { toast.remove(); }, 8000); }
    function stop() { clearTimeout(timer); }
    if (toast.dataset.level === "error") { return; }
    ["mouseenter", "focusin"].forEach(function (type) { toast.addEventListener(type, stop); });
    ["mouseleave", "focusout"].forEach(function (type) { toast.addEventListener(type, start); });
    start();
  }
  function icon(name) {
    var model = one(".hy-icon use"), svg = doc.createElementNS("http://www.w3.org/2000/svg", "svg"), use = doc.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "hy-icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", (model ? model.getAttribute("href").split("#")[0] : "") + "#" + name);
    svg.append(use);
    return svg;
  }
  function toast(words, level) {
    if (!box) { return; }
    var item = doc.createElement("div"), line = doc.createElement("p"), close = doc.createElement("button");
    item.className = "hy-toast";
    item.dataset.level = level || "success";
    item.setAttribute("role", level === "error" ? "alert" : "status");
    line.textContent = words;
    close.type = "button";
    close.className = "hy-iconbutton";
    close.dataset.toastClose = "";
    close.setAttribute("aria-label", text("close"));
    close.append(icon("close"));
    item.append(icon(level === "error" ? "alert" : "check"), line, close);
    box.append(item);
    fade(item);
  }
  all(".hy-toast").forEach(fade);
  on("click", "[data-toast-close]", function (event, button) { button.closest(".hy-toast").remove(); });
  doc.addEventListener("toast", function (event) { toast(event.detail.text || event.detail.value, event.detail.level); });

  /* ---- answers of htmx that are no page: say in plain words what happened ---- */
  doc.addEventListener("htmx:responseError", function (event) {
    var status = event.detail.xhr.status;
    if (event.target.closest("[data-job]")) { return; } // a job asks again in a second
    toast(text(status === 403 ? "denied" : status === 404 || status === 410 ? "gone" : status === 429 ? "slow" : "failed"), "error");
  });
  doc.addEventListener("htmx:sendError", function (event) {
    if (!event.target.closest("[data-job]")) { toast(text("offline"), "error"); }
  });
  doc.addEventListener("htmx:beforeSwap", function (event) { // the session ran out: sign in and come back to this page
    var login = body.dataset.login, url = event.detail.xhr.responseURL;
    if (login && url && new URL(url).pathname === login && location.pathname !== login) {
      event.detail.shouldSwap = false;
      location.assign(login + "?next=" + encodeURIComponent(location.pathname + location.search));
    }
  });

  /* ---- long work: tell readers at each quarter and at the end ---- */
  var told = {};
  each(function (root) {
    var jobs = all("[data-job]", root);
    if (root instanceof Element && root.matches("[data-job]")) { jobs.push(root); }
    jobs.forEach(function (job) {
      var percent = Number(job.dataset.percent || 0), step = Math.floor(percent / 25), over = ["done", "refused", "failed"].indexOf(job.dataset.state) >= 0;
      if (told[job.id] === undefined) { told[job.id] = over ? "over" : step; return; }
      if (over && told[job.id] !== "over") { told[job.id] = "over"; say(one(".hy-job-head", job).textContent); }
      if (!over && step > told[job.id]) { told[job.id] = step; say(text("progress", { n: percent })); }
    });
  });

  /* ---- formulas: open and close all, and print opened ---- */
  on("click", "[data-open-all], [data-close-all]", function (event, button) {
    all("details", button.closest("[data-formula]")).forEach(function (step) { step.open = button.hasAttribute("data-open-all"); });
  });
  on("click", "[data-print]", function () { window.print(); });
  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = all("[data-formula] details:not([open])");
    closed.forEach(function (step) { step.open = true; });
  });
  window.addEventListener("afterprint", function () { closed.forEach(function (step) { step.open = false; }); });

  /* ---- charts: load ECharts only where a chart stands ---- */
  var loading = null;
  function load(url) {
    return new Promise(function (done, failed) {
      var script = doc.createElement("script");
      script.src = url;
      script.onload = done;
      script.onerror = failed;
      doc.head.append(script);
    });
  }
  each(function (root) {
    if (!one("[data-chart]", root)) { return; }
    loading = loading || load(body.dataset.echarts).then(function () { return load(body.dataset.charts); });
    loading.then(function () { window.huiyinCharts(root); }, function () { /* the table beside the chart stands */ });
  });

  window.huiyin = { one: one, all: all, on: on, each: each, text: text, say: say, toast: toast, store: store, keys: handlers };
})();
