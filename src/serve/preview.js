// Follows the builds of `wavemark watch`: loads the page again when it may have changed, and shows what is wrong.
(() => {
  "use strict";
  const script = document.currentScript;
  const { build, events } = script.dataset;
  const memory = "wavemark-preview:" + location.pathname;
  /** How long to wait for a server that cannot be reached, in milliseconds. */
  const RETRY = 1000;

  // The same place of the page, and the same details open, as before it was loaded again.
  const keep = () => {
    const open = [...document.querySelectorAll("details")].map((one) => one.open);
    try {
      sessionStorage.setItem(memory, JSON.stringify({ x: scrollX, y: scrollY, open }));
    } catch {
      // Without storage the browser's own memory of the place must do.
    }
  };
  const restore = () => {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(memory));
      sessionStorage.removeItem(memory);
    } catch {
      return;
    }
    if (!kept) return;
    document.querySelectorAll("details").forEach((one, at) => {
      if (at < kept.open.length) one.open = kept.open[at];
    });
    scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
  };

  const element = (name, text, style) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (style) made.className = "wavemark-preview-" + style;
    return made;
  };
  let shown = null;
  let dismissed = "";
  const show = (problems) => {
    const told = JSON.stringify(problems);
    if (shown) shown.remove();
    shown = null;
    if (!problems.length) dismissed = "";
    if (!problems.length || told === dismissed) return;
    shown = element("div", "", "problems");
    shown.setAttribute("role", "alert");
    const count = problems.length === 1 ? "1 error" : problems.length + " errors";
    shown.append(element("p", count + "; below is the page as it was before", "title"));
    const close = element("button", "Close", "close");
    close.type = "button";
    const hide = () => {
      dismissed = told;
      if (shown) shown.remove();
      shown = null;
    };
    close.addEventListener("click", hide);
    shown.addEventListener("keydown", (event) => event.key === "Escape" && hide());
    shown.append(close);
    for (const problem of problems) {
      const one = element("section", "", "problem");
      if (problem.file) one.append(element("p", `${problem.file}:${problem.line}:${problem.column}`, "place"));
      one.append(element("pre", problem.text, "text"));
      shown.append(one);
    }
    document.body.append(shown);
  };

  // A page that is loaded while the server cannot be reached is lost, so it is asked for first.
  const again = async () => {
    try {
      await fetch(location.href, { method: "HEAD", cache: "no-store" });
    } catch {
      setTimeout(again, RETRY);
      return;
    }
    keep();
    location.reload();
  };

  restore();
  // A browser that was asleep, or a server that was started again, is noticed by the build that comes first. Browsers
  // do not agree on what ends a stream for good: here it begins again until the page is left.
  const listen = () => {
    const stream = new EventSource(events);
    stream.addEventListener("build", (event) => {
      const news = JSON.parse(event.data);
      if (news.build !== build) {
        stream.close();
        again();
      } else {
        show(news.problems);
      }
    });
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, RETRY);
    });
  };
  listen();
})();
