// A page that is open on something says when others have changed it. Only while it is looked at: a browser keeps few
// connections to one place.
const live = document.getElementById("live");
if (live) {
  let stream = null;
  const close = () => {
    stream?.close();
    stream = null;
  };
  const listen = () => {
    if (document.hidden) return close();
    if (stream || !live.firstElementChild.hidden) return;
    stream = new EventSource(live.dataset.stream);
    stream.addEventListener("over", close);
    stream.onmessage = () => {
      live.firstElementChild.hidden = false;
      close();
    };
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", close);
  listen();
}
