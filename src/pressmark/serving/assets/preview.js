// The preview's shell: shows the page in a frame, swaps it for the next one when that has loaded, at the same
// place, and lays the problems over it. Text from the article only ever becomes text.
const byId = (id) => document.getElementById(id);
let shown = "";

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function showPage(href) {
  if (href === shown) return;
  shown = href;
  const pages = byId("pages");
  for (const waiting of pages.querySelectorAll("[data-coming]")) waiting.remove();
  if (!href) return;
  const coming = element("iframe");
  coming.title = "The article";
  // The page has no scripts; nothing that a theme puts into it may run here either.
  coming.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  coming.setAttribute("data-coming", "");
  coming.addEventListener("load", () => {
    const old = pages.querySelector("iframe:not([data-coming])");
    for (const link of coming.contentDocument.querySelectorAll("a[href]")) {
      if (!link.getAttribute("href").startsWith("#")) link.target = "_blank";
    }
    if (old) coming.contentWindow.scrollTo({ top: old.contentWindow.scrollY, behavior: "instant" });
    coming.removeAttribute("data-coming");
    if (old) old.remove();
    document.title = coming.contentDocument.title;
  }, { once: true });
  coming.src = href;
  pages.append(coming);
}

function problemElement(problem, name) {
  const made = element("article", undefined, problem.severity);
  const place = problem.line ? `${name}:${problem.line}:${problem.column}: ` : "";
  const heading = element("h2", `${place}${problem.message} `);
  heading.append(element("small", `${problem.severity}[${problem.rule}]${problem.print ? " in the PDF" : ""}`));
  made.append(heading);
  if (problem.excerpt) {
    const line = element("pre");
    const [before, marked, after] = problem.excerpt;
    line.append(element("b", `${problem.line} `), before, element("mark", marked), after);
    made.append(line);
  }
  if (problem.help) made.append(element("p", problem.help, "help"));
  return made;
}

function showProblems(problems, name) {
  const box = byId("problems");
  box.replaceChildren(...problems.map((problem) => problemElement(problem, name)));
  box.hidden = problems.length === 0;
  // What only the PDF suffers from must not cover the page.
  box.classList.toggle("warnings", problems.every((problem) => problem.severity === "warning" || problem.print));
}

function showPdf(pdf) {
  const link = byId("pdf");
  link.hidden = pdf.state === "none";
  link.href = pdf.href;
  link.dataset.state = pdf.state;
  link.title = pdf.state === "failed" ? pdf.reason : "";
  link.textContent = pdf.state === "failed" ? "PDF failed" : "PDF";
}

const events = new EventSource("/events");
events.addEventListener("message", (event) => {
  const state = JSON.parse(event.data);
  byId("name").textContent = state.name;
  byId("state").textContent = "";
  showPage(state.page);
  showProblems(state.problems, state.name);
  showPdf(state.pdf);
});
events.addEventListener("error", () => {
  byId("state").textContent = "pressmark serve has ended; the page is as it was";
});
