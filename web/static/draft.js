// A form that is long in the writing is kept as it is written. Without this script its button “Save a draft” does it.
const written = document.querySelector("form[data-drafts]");

if (written) {
  const said = document.getElementById("saved");
  let waiting = 0;
  let sending = false;
  let underWay = null;

  const keep = async () => {
    if (sending) return;
    const told = new URLSearchParams(new FormData(written));
    told.set("spara", "tyst");
    underWay = new AbortController();
    const sent = { method: "POST", body: told, signal: underWay.signal };
    const answer = await fetch(written.action, sent).catch(() => null);
    if (sending) return;
    const kept = answer?.ok && !answer.redirected;
    said.textContent = kept ? await answer.text() : said.dataset.unsaved;
    if (!kept) waiting = setTimeout(keep, 10000);
  };

  written.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 1500);
  });
  written.addEventListener("submit", () => {
    sending = true;
    underWay?.abort();
    clearTimeout(waiting);
  });
}
