/* The whole of our own script. Every page works without it; it only saves steps. */
(function () {
  "use strict";
  var d = document, body = d.body, words = body.dataset;
  function all(selector, root) { return Array.prototype.slice.call((root || d).querySelectorAll(selector)); }
  function editing(el) { return el && (/^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) || el.isContentEditable); }

  /* Size and theme change in place: what is typed stays. Language reloads the page. */
  d.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (!form.classList || !form.classList.contains("prefs") || !button || button.name === "language") { return; }
    event.preventDefault();
    d.documentElement.setAttribute("data-" + button.name, button.value);
    all(".prefs button[name=" + button.name + "]").forEach(function (b) {
      b.setAttribute("aria-pressed", String(b.value === button.value));
    });
    var data = new FormData(form);
    data.set(button.name, button.value);
    fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
  });

  /* Double submission: the second click does nothing; the one-time key covers the rest. */
  d.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.classList.contains("prefs")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    var button = event.submitter;
    if (button) { button.setAttribute("aria-disabled", "true"); button.title = words.sending; }
    setTimeout(function () { release(form); }, 15000);
  });
  function release(form) {
    delete form.dataset.sent;
    all("[aria-disabled]", form).forEach(function (b) { b.removeAttribute("aria-disabled"); b.title = ""; });
  }
  window.addEventListener("pageshow", function () { all("form[data-sent]").forEach(release); });
  d.addEventListener("htmx:afterRequest", function () { all("form[data-sent]").forEach(release); });

  /* Keyboard: / search, j k rows, Enter open (a link has it), ? help. Off inside fields and with modifiers. */
  function rows() { return all("[data-rows] [data-row], .table[data-rows] tbody tr"); }
  function step(by) {
    var list = rows(), at = -1;
    list.forEach(function (row, i) { if (row.contains(d.activeElement)) { at = i; } });
    var row = list[Math.max(0, Math.min(list.length - 1, at + by))];
    if (!row) { return; }
    var link = row.querySelector("[data-open]") || row.querySelector("a") || row;
    link.focus();
    row.scrollIntoView({ block: "nearest" });
  }
  d.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || editing(event.target)) { return; }
    if (event.key === "/") {
      var box = d.querySelector("[data-search], input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "j") { step(1); } else if (event.key === "k") { step(-1); }
    else if (event.key === "?") {
      var help = d.getElementById("keys");
      if (help) { help.open = !help.open; help.scrollIntoView({ block: "nearest" }); }
    } else if (event.key === "Escape") { all("details.menu[open]").forEach(function (m) { m.open = false; }); }
    else {
      var row = d.activeElement && d.activeElement.closest("[data-row]");
      var act = row && row.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
      if (act) { event.preventDefault(); act.click(); }
    }
  });
  d.addEventListener("click", function (event) {
    all("details.menu[open]").forEach(function (m) { if (!m.contains(event.target)) { m.open = false; } });
  });

  d.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("[data-print]")) { window.print(); }
  });

  /* Drafts: a text marked data-draft="key" is kept on this machine until its form is accepted. */
  var PREFIX = "fyt-draft:";
  function store(run) { try { return run(window.localStorage); } catch (e) { return null; } }
  function drafts(root) {
    all("textarea[data-draft]", root).forEach(function (area) {
      var key = PREFIX + area.dataset.draft, old = store(function (s) { return s.getItem(key); });
      if (old && !area.value) {
        area.value = old;
        var note = d.createElement("p");
        note.className = "draft-note";
        note.textContent = words.draft;
        area.insertAdjacentElement("afterend", note);
      }
    });
  }
  d.addEventListener("input", function (event) {
    var key = event.target.dataset && event.target.dataset.draft;
    if (key) { store(function (s) { if (event.target.value) { s.setItem(PREFIX + key, event.target.value); } else { s.removeItem(PREFIX + key); } }); }
  });
  /* A page reached after an accepted act names the drafts it has used up. */
  function accepted(root) {
    all("[data-draft-done]", root).forEach(function (el) { store(function (s) { s.removeItem(PREFIX + el.dataset.draftDone); }); });
  }

  /* Nothing stays on a shared machine after signing out. */
  d.addEventListener("submit", function (event) {
    if (/\/sign-out\/$/.test(event.target.action)) {
      store(function (s) { Object.keys(s).forEach(function (k) { if (k.indexOf(PREFIX) === 0) { s.removeItem(k); } }); });
    }
  });

  /* Offline banner. */
  var line = null;
  function offline() {
    if (navigator.onLine) { if (line) { line.remove(); line = null; } return; }
    if (line) { return; }
    line = d.createElement("p");
    line.className = "offline";
    line.setAttribute("role", "alert");
    line.textContent = words.offline;
    body.appendChild(line);
  }
  window.addEventListener("online", offline);
  window.addEventListener("offline", offline);

  /* Batches: select all on this page, count what is selected. */
  function picks(id) { return all('input[type=checkbox][data-pick="' + id + '"]'); }
  d.addEventListener("change", function (event) {
    var el = event.target, id = el.dataset && (el.dataset.selectAll || el.dataset.pick);
    if (!id) { return; }
    if (el.dataset.selectAll) { picks(id).forEach(function (box) { box.checked = el.checked; }); }
    var list = picks(id), n = list.filter(function (box) { return box.checked; }).length;
    list.forEach(function (box) { var row = box.closest("tr"); if (row) { row.classList.toggle("is-picked", box.checked); } });
    all('[data-select-all="' + id + '"]').forEach(function (box) { box.checked = n > 0 && n === list.length; box.indeterminate = n > 0 && n < list.length; });
    all('[data-selected="' + id + '"]').forEach(function (out) { out.textContent = n ? n + " / " + list.length : ""; });
  });

  /* Source beside extraction: everything with the same data-span lights up together; a click brings the other side. */
  function light(event) {
    var from = event.target.closest && event.target.closest("[data-span]");
    if (!from) { return; }
    all("[data-span].is-on").forEach(function (el) { el.classList.remove("is-on"); });
    all('[data-span="' + CSS.escape(from.dataset.span) + '"]').forEach(function (el) {
      el.classList.add("is-on");
      if (event.type === "click" && el !== from && !from.contains(el)) { el.scrollIntoView({ block: "center" }); }
    });
  }
  ["click", "focusin"].forEach(function (name) { d.addEventListener(name, light); });

  function fresh(root) {
    accepted(root);
    drafts(root);
    /* In a strip of tabs that is wider than the screen, the present one is brought into sight. */
    all(".tabs [aria-current]", root).forEach(function (tab) {
      var strip = tab.closest(".tabs");
      strip.scrollLeft += tab.getBoundingClientRect().left - strip.getBoundingClientRect().left - (strip.clientWidth - tab.offsetWidth) / 2;
    });
    var box = (root || d).querySelector("[data-focus]");
    if (box) { box.focus(); }
  }
  /* A part that renews itself waits while somebody types in it: what is typed would be gone. */
  function typed(box) {
    var at = d.activeElement;
    if (at && box.contains(at) && at.matches("input, select, textarea")) { return true; }
    return all("textarea, input:not([type=hidden])", box).some(function (one) {
      return one.type === "checkbox" || one.type === "radio" ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;
    });
  }
  d.addEventListener("htmx:beforeRequest", function (event) {
    var box = event.detail.elt;
    if (box.matches('[hx-trigger*="every"]') && typed(box)) { event.preventDefault(); }
  });
  d.addEventListener("htmx:load", function (event) { if (event.target !== body) { fresh(event.target); } });
  fresh(d);
  offline();
})();
