// A form that finds while one types: what it would show is fetched, and put in the place of what is there. Without
// this script its button does the same.
const finding = document.querySelector("form[data-finds]");

if (finding) {
  let waiting = 0;
  let latest = 0;

  const address = () => {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(finding)) if (value) asked.append(name, value);
    return asked.size ? `${finding.action}?${asked}` : finding.action;
  };

  const find = async () => {
    const mine = ++latest;
    const where = address();
    const answer = await fetch(where);
    if (mine !== latest || !answer.ok || answer.redirected) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of finding.dataset.finds.split(" ")) {
      const fresh = found.getElementById(id);
      if (fresh) document.getElementById(id).replaceWith(fresh);
    }
    const plain = document.querySelector("[data-address]");
    history.replaceState(null, "", plain ? plain.dataset.address : where);
  };

  finding.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(find, event.target.type === "search" ? 200 : 0);
  });
}
