"use strict";
(function () {
  var frames = Array.prototype.slice.call(document.querySelectorAll(".frame"));
  var views = new WeakMap();

  // A specification says by itself how it adapts: below which width its labels break, how high a
  // row then is, which shape a map keeps and below which width it scrolls.
  function fitted(frame, width) {
    var text = document.getElementById("spec-" + frame.dataset.chart).textContent;
    var spec = JSON.parse(text);
    var hints = (spec.usermeta && spec.usermeta.smartspec) || {};
    var narrow = frame.clientWidth < hints.narrow_below;
    (spec.params || []).forEach(function (parameter) {
      if (parameter.name === "narrow") parameter.value = narrow;
    });
    if (narrow && hints.narrow_step) spec.height.step = hints.narrow_step;
    if (hints.aspect) spec.height = Math.round(width * hints.aspect);
    spec.width = width;
    delete spec.autosize;
    return spec;
  }

  // Set after compiling: Vega-Lite wrongly warns of the first and does not know the second.
  function finished(compiled) {
    compiled.autosize = { type: "fit-x", contains: "padding" };
    compiled.config.legend.layout = compiled.usermeta.smartspec.legends;
    return compiled;
  }

  function widthOf(frame) {
    var least = Number(frame.dataset.minWidth || 0);
    return Math.max(least, Math.min(frame.clientWidth, 928));
  }

  function draw(frame) {
    var width = widthOf(frame);
    var last = views.get(frame);
    if (!frame.clientWidth || (last && last.width === width && last.frame === frame.clientWidth)) {
      return Promise.resolve();
    }
    views.set(frame, { width: width, frame: frame.clientWidth });
    var target = frame.querySelector(".live");
    frame.querySelector(".drawing").style.minWidth = frame.dataset.minWidth ? width + "px" : "";
    return window.vegaEmbed(target, fitted(frame, width), {
      mode: "vega-lite", actions: false, renderer: "svg", ast: true, patch: finished
    }).then(function () {
      frame.classList.add("is-live");
    }).catch(function () {
      frame.classList.remove("is-live");
      target.textContent = "";
    });
  }

  // One after the other, with a pause between, so that the page stays at the reader's service.
  function drawInTurn() {
    return frames.reduce(function (done, frame) {
      return done.then(function () { return draw(frame); }).then(function () {
        return new Promise(function (next) { setTimeout(next, 0); });
      });
    }, Promise.resolve());
  }

  // Charts that no longer fit are drawn again at once, as when a phone is turned; a little more
  // or less room can wait until the window rests.
  function tooWide(frame) {
    return frame.clientWidth < 0.85 * views.get(frame).frame;
  }

  function start() {
    if (!frames.length) return;
    var touched = false;
    ["wheel", "touchstart", "keydown", "pointerdown"].forEach(function (kind) {
      window.addEventListener(kind, function () { touched = true; }, { once: true, passive: true });
    });
    drawInTurn().then(function () {
      var waiting;
      // Drawing moves what stands below; bring back what the address asked for.
      var target = aim();
      if (target && !touched) target.scrollIntoView({ behavior: "instant" });
      window.addEventListener("resize", function () {
        clearTimeout(waiting);
        if (frames.some(tooWide)) frames.forEach(draw);
        else waiting = setTimeout(drawInTurn, 200);
      });
    });
  }

  // A link may lead into a closed part of the page.
  function aim() {
    return location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  }

  function open() {
    var target = aim();
    for (var part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") part.open = true;
    }
    if (target && target.closest("details")) target.scrollIntoView();
  }

  function follow() {
    var links = {};
    document.querySelectorAll(".contents a").forEach(function (link) {
      links[link.getAttribute("href").slice(1)] = link;
    });
    var watch = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (window.scrollY < 40 || !entry.isIntersecting || !links[entry.target.id]) return;
        Object.keys(links).forEach(function (id) { links[id].removeAttribute("aria-current"); });
        links[entry.target.id].setAttribute("aria-current", "true");
      });
    }, { rootMargin: "-10% 0px -80% 0px" });
    document.querySelectorAll("main > section, footer").forEach(function (part) { watch.observe(part); });
  }

  window.addEventListener("hashchange", open);
  open();
  follow();
  var fonts = ["400 12px", "600 12px"].map(function (style) {
    return document.fonts.load(style + " 'Source Sans Pro'");
  });
  Promise.all(fonts).then(start, start);
})();
