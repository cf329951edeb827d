"use strict";
// Without this script everything can still be read; with it, words and moments can be heard.
document.documentElement.classList.add("js");

for (const article of document.querySelectorAll("article")) {
  const audio = article.querySelector("audio");
  if (!audio) {
    for (const button of article.querySelectorAll("button")) button.remove();
    for (const word of article.querySelectorAll(".w[data-s]")) word.removeAttribute("data-s");
    continue;
  }
  const words = [...article.querySelectorAll(".w[data-s]")];
  const starts = words.map((word) => Number(word.dataset.s));
  const ends = words.map((word) => Number(word.dataset.e));
  const head = article.querySelector(".head");
  const timeline = article.querySelector(".timeline");
  const length = Number(article.dataset.length);
  let until = null;
  let now = null;

  function playFrom(from, to) {
    until = to;
    audio.currentTime = from;
    audio.play();
  }

  function wordAt(time) {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= time) low = middle + 1;
      else high = middle;
    }
    return low > 0 && time < ends[low - 1] ? words[low - 1] : null;
  }

  function show() {
    const time = audio.currentTime;
    const word = wordAt(time);
    if (word !== now) {
      if (now) now.classList.remove("now");
      if (word) word.classList.add("now");
      now = word;
    }
    if (head && length > 0) {
      const place = `${Math.min(100, (100 * time) / length)}%`;
      head.setAttribute("x1", place);
      head.setAttribute("x2", place);
    }
    if (until !== null && time >= until) {
      until = null;
      audio.pause();
    }
    if (!audio.paused) requestAnimationFrame(show);
  }

  audio.addEventListener("play", show);
  audio.addEventListener("seeked", show);
  article.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-from]");
    const word = event.target.closest(".w[data-s]");
    if (button) playFrom(Number(button.dataset.from), Number(button.dataset.until));
    else if (word) playFrom(Number(word.dataset.s), null);
  });
  if (timeline) {
    timeline.addEventListener("click", (event) => {
      const box = timeline.getBoundingClientRect();
      playFrom((length * (event.clientX - box.left)) / box.width, null);
    });
  }
}
