/* Forms: focus on what must be put right, Ctrl+Enter, one submission, drafts in this browser, the question on leaving. */
(function () {
  "use strict";
  var hy = window.huiyin, one = hy.one, all = hy.all, on = hy.on, store = hy.store;
  var user = document.body.dataset.user || "", prefix = "huiyin.draft." + user + ":", week = 7 * 24 * 3600 * 1000;

  /* ---- focus: the summary of errors or a conflict; else, at the door, the first field ---- */
  hy.each(function (root) {
    var target = one("[data-focus]", root);
    if (!target && root === document && document.body.classList.contains("hy-entrance")) {
      target = one(".hy-form input:not([type=hidden])");
    }
    if (target) { target.focus(); }
  });
  on("click", '.hy-summary a[href^="#"]', function (event, link) { // radio groups: the first choice gets the focus
    var field = document.getElementById(link.hash.slice(1));
    if (field) { event.preventDefault(); field.focus(); field.scrollIntoView({ block: "center" }); }
  });

  /* ---- submit: Ctrl+Enter; a second click does not send twice ---- */
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) { return; }
    var form = event.target.closest && event.target.closest("form[method=post]");
    if (form && form.requestSubmit) { event.preventDefault(); form.requestSubmit(one('button[type="submit"]', form)); }
  });
  on("click", '[aria-disabled="true"]', function (event) { event.preventDefault(); });
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(function () { delete form.dataset.sent; }, 5000); // the answer may be a file; the page then stays
    var note = one("[data-draft-saved]", form);
    if (note) { note.textContent = hy.text("sending"); }
  });
  window.addEventListener("pageshow", function () { // back from the next page: the form may be sent again
    all("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  /* ---- "take the saved one" of a conflict ---- */
  on("click", "[data-fill]", function (event, button) {
    var fields = document.getElementsByName(button.dataset.fill), value = button.dataset.value;
    Array.from(fields).forEach(function (field) {
      if (field.type === "checkbox" || field.type === "radio") { field.checked = field.type === "radio" ? field.value === value : value === "True" || value === "on"; }
      else { field.value = value; }
      field.classList.add("is-filled");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    if (fields[0]) { fields[0].focus(); }
  });

  /* ---- drafts: never a password, a file or a hidden field; per person; gone after a week ---- */
  function fields(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && ["hidden", "password", "file", "submit", "button"].indexOf(field.type) < 0 && !field.readOnly && !field.disabled;
    });
  }
  function typed(form) {
    return fields(form).map(function (field) {
      if (field.type === "checkbox" || field.type === "radio") { return [field.name, field.value, field.checked]; }
      if (field.multiple) { return [field.name, Array.from(field.selectedOptions).map(function (o) { return o.value; }), null]; }
      return [field.name, field.value, null];
    });
  }
  function putBack(form, values) {
    var left = values.slice();
    fields(form).forEach(function (field) {
      var tick = field.type === "checkbox" || field.type === "radio";
      var at = left.findIndex(function (v) { return v[0] === field.name && (!tick || v[1] === field.value); });
      if (at < 0) { return; }
      var value = left.splice(at, 1)[0];
      if (tick) { field.checked = value[2]; }
      else if (field.multiple) { Array.from(field.options).forEach(function (o) { o.selected = value[1].indexOf(o.value) >= 0; }); }
      else { field.value = value[1]; }
    });
  }
  function read(key) { try { return JSON.parse(store.get(key)); } catch (e) { return null; } }
  function versionOf(form) { var field = form.elements.namedItem("version"); return field ? field.value : ""; }
  function clock(at) {
    function two(n) { return String(n).padStart(2, "0"); }
    var day = new Date(at);
    return day.getFullYear() + "-" + two(day.getMonth() + 1) + "-" + two(day.getDate()) + " " + two(day.getHours()) + ":" + two(day.getMinutes());
  }
  function draftKeys() {
    try { return Object.keys(localStorage).filter(function (key) { return key.indexOf(prefix) === 0; }); } catch (e) { return []; }
  }
  /* Old drafts of anybody go; a saved form says so by a success notice, and only then its draft goes. */
  try {
    Object.keys(localStorage).forEach(function (key) {
      var draft = key.indexOf("huiyin.draft.") === 0 && read(key);
      if (draft && Date.now() - draft.at > week) { store.remove(key); }
    });
    var sent = sessionStorage.getItem("huiyin.sent");
    if (sent && one('.hy-toast[data-level="success"]')) { store.remove(sent); sessionStorage.removeItem("huiyin.sent"); }
  } catch (e) { /* storage is closed: there are no drafts */ }

  hy.each(function (root) {
    all("form[data-draft]", root).forEach(function (form) {
      var key = prefix + form.dataset.draft, draft = read(key), notice = one("[data-draft-notice]", form), timer = null;
      var untouched = JSON.stringify(typed(form));
      if (draft && !form.hasAttribute("data-bound") && JSON.stringify(draft.values) !== untouched) {
        one("[data-draft-text]", notice).textContent = hy.text("draft", { time: clock(draft.at) }) + (draft.version !== versionOf(form) ? " " + hy.text("draftold") : "");
        notice.hidden = false;
        one("[data-draft-restore]", notice).addEventListener("click", function () {
          form.dispatchEvent(new CustomEvent("draft-restoring", { detail: draft.values })); // a form of lines makes them
          putBack(form, draft.values);
          form.dispatchEvent(new CustomEvent("draft-restored"));
          notice.hidden = true;
          form.dataset.dirty = "yes";
          var first = fields(form)[0];
          if (first) { first.focus(); }
        });
        one("[data-draft-discard]", notice).addEventListener("click", function () { store.remove(key); notice.hidden = true; });
      }
      function save() {
        timer = null;
        if (JSON.stringify(typed(form)) === untouched && !form.hasAttribute("data-bound")) { store.remove(key); return; }
        if (store.set(key, JSON.stringify({ at: Date.now(), url: location.pathname + location.search, title: (one("h1") || {}).textContent || document.title, version: versionOf(form), values: typed(form) }))) {
          var note = one("[data-draft-saved]", form);
          if (note) { note.textContent = hy.text("saved", { time: clock(Date.now()).slice(11) }); }
        }
      }
      form.addEventListener("input", function () { // an offered draft is not overwritten before it was taken or discarded
        if (notice && !notice.hidden) { notice.hidden = true; }
        if (timer) { clearTimeout(timer); }
        timer = setTimeout(save, 600);
      });
      form.addEventListener("submit", function () {
        if (timer) { clearTimeout(timer); save(); }
        try { sessionStorage.setItem("huiyin.sent", key); } catch (e) { /* the draft then stays a week */ }
      });
      form.addEventListener("draft-saved", function () { store.remove(key); delete form.dataset.dirty; });
    });
  });

  /* ---- leaving with unsaved input ---- */
  on("input", "form[data-guard]", function (event, form) { form.dataset.dirty = "yes"; });
  window.addEventListener("beforeunload", function (event) {
    if (one("form[data-dirty]:not([data-sent])")) { event.preventDefault(); event.returnValue = ""; }
  });

  /* ---- sign-out: with drafts in this browser it first shows them, then takes them along (others sit here too) ---- */
  on("submit", "form[data-signout]", function (event, form) {
    if (draftKeys().length) { event.preventDefault(); delete form.dataset.sent; location.assign(form.action); }
  });
  var list = one("[data-drafts-list]");
  if (list && draftKeys().length) {
    draftKeys().forEach(function (key) {
      var draft = read(key), item = document.createElement("li"), link = document.createElement("a");
      if (!draft) { return; }
      link.href = draft.url;
      link.textContent = draft.title + " · " + clock(draft.at);
      item.append(link);
      list.append(item);
    });
    one("[data-drafts]").hidden = false;
  }
  on("submit", "[data-forget-drafts]", function () { draftKeys().forEach(function (key) { store.remove(key); }); });
})();
