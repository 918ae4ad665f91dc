// What every page does: shows that it is loading, closes menus, reads out messages, sends a form once.
(() => {
  "use strict";
  const loading = () => document.getElementById("loading");
  let running = 0;
  const busy = (step) => {
    running = Math.max(0, running + step);
    loading()?.classList.toggle("on", running > 0);
  };
  document.addEventListener("htmx:before:request", () => busy(1));
  document.addEventListener("htmx:finally:request", () => busy(-1));
  document.addEventListener("htmx:error", (event) => {
    if (event.detail?.ctx?.response) return;
    toast("没有连上服务器，请检查网络后重试。", "error");
  });

  // What did not come from the office itself (a proxy's error page) never replaces a part of the page.
  document.addEventListener("htmx:before:response", (event) => {
    const { response, hx } = event.detail.ctx;
    if (response.status < 500 || hx?.retarget) return;
    event.preventDefault();
    toast(`服务器暂时不能应答（${response.status}），请稍后重试。`, "error");
  });

  // Empty values and the state of the page stay out of the address.
  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx.request;
    if (request.method !== "GET" || !(request.body instanceof FormData)) return;
    for (const [name, value] of [...request.body]) if (value === "") request.body.delete(name);
  });

  function toast(text, level) {
    if ([...document.querySelectorAll("#toasts span")].some((one) => one.textContent === text)) return;
    const box = document.createElement("div");
    box.className = `notice notice-${level || "success"}`;
    box.setAttribute("role", level === "error" ? "alert" : "status");
    box.append(Object.assign(document.createElement("span"), { textContent: text }));
    const close = Object.assign(document.createElement("button"), { type: "button", className: "notice-close", textContent: "×" });
    close.setAttribute("aria-label", "关闭提示");
    close.dataset.dismiss = "";
    box.append(close);
    document.getElementById("toasts")?.append(box);
    if (level !== "error") setTimeout(() => box.remove(), 6000);
  }
  document.addEventListener("toast", (event) => toast(event.detail.text || event.detail.value, event.detail.level));

  function focusProblem(root) {
    const first = root.querySelector?.("[data-focus]");
    if (first) { first.focus(); first.scrollIntoView({ block: "nearest" }); }
  }
  document.addEventListener("htmx:after:swap", (event) => {
    const problems = document.getElementById("problems");
    const response = event.detail?.ctx?.response;
    if (response && response.status < 400) problems?.replaceChildren();
    else if (problems) focusProblem(problems);
    window.dispatchEvent(new Event("page:changed"));
  });
  document.addEventListener("DOMContentLoaded", () => {
    focusProblem(document);
    const fold = document.querySelector("[data-fold]");
    if (!fold) return;
    // Wide: the navigation always stands there, also in browsers that hide what a closed details holds.
    const wide = window.matchMedia("(min-width: 1041px)");
    const set = () => { fold.open = wide.matches; };
    wide.addEventListener("change", set);
    set();
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    const dismiss = target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".notice").remove();
    if (target.closest("[data-back]")) window.history.back();
    if (target.closest("[data-print]")) window.print();
    for (const menu of document.querySelectorAll("[data-menu][open]")) if (!menu.contains(target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("[data-menu][open]")) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // A double click sends a form once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[method=post]") || event.defaultPrevented || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { for (const one of form.querySelectorAll("button:not([type=button])")) one.disabled = true; });
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const one of form.querySelectorAll("button:disabled")) one.disabled = false;
    }
  });

  for (const [name, over] of [["dragenter", true], ["dragleave", false], ["drop", false]])
    document.addEventListener(name, (event) => event.target.closest?.(".upload-zone")?.classList.toggle("over", over));

  // Files are counted and weighed before they are sent.
  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-upload]");
    if (!box || event.target.type !== "file") return;
    const files = [...event.target.files];
    const size = files.reduce((sum, one) => sum + one.size, 0);
    const error = box.querySelector(".field-error");
    const list = box.querySelector(".upload-list");
    list.replaceChildren(...files.map((one) => Object.assign(document.createElement("li"), { textContent: `${one.name}（${(one.size / 1048576).toFixed(1)} MB）` })));
    let said = "";
    if (files.length > Number(box.dataset.mostFiles)) said = `一次最多 ${box.dataset.mostFiles} 个文件，已选 ${files.length} 个。`;
    else if (size > Number(box.dataset.mostBytes)) said = `文件合计 ${(size / 1048576).toFixed(1)} MB，超过上限。`;
    error.textContent = said;
    error.hidden = !said;
    event.target.setCustomValidity(said);
  });
})();
