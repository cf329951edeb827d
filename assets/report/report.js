"use strict";
// Without this script everything can still be read; with it, words and moments can be heard.
document.documentElement.classList.add("js");

const STEP_S = 3;
const NEAR_S = 0.3; // a moment this close behind is the one that was just jumped to
const SHOWN_S = 4; // a remark on one word stays in sight for as long as it takes to read
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const players = [];
let current = null;

function makePlayer(article) {
  const audio = article.querySelector("audio");
  if (!audio) {
    for (const button of article.querySelectorAll("button")) button.remove();
    for (const word of article.querySelectorAll(".w[data-s]")) word.removeAttribute("data-s");
    return;
  }
  const words = [...article.querySelectorAll(".w[data-s]")];
  const starts = words.map((word) => Number(word.dataset.s));
  const ends = words.map((word) => Number(word.dataset.e));
  const head = article.querySelector(".head");
  const timeline = article.querySelector(".timeline");
  const length = Number(article.dataset.length);
  const remarks = [...article.querySelectorAll(".notes li[data-from], .reactions li[data-from]")]
    .map((item) => ({
      item,
      from: Number(item.dataset.from),
      until: Math.max(Number(item.dataset.until), Number(item.dataset.from) + SHOWN_S),
      text: `${item.querySelector("b").textContent} ${item.querySelector(".said").textContent}`,
    }))
    .sort((a, b) => a.from - b.from);
  const notes = remarks.filter((remark) => remark.item.closest(".notes"));
  const moments = [...article.querySelectorAll("[data-from]")].map((item) => Number(item.dataset.from));
  const told = document.createElement("div");
  let until = null;
  let now = null;
  told.className = "heard-now";
  told.setAttribute("role", "status");
  told.dir = "auto";
  article.append(told);

  function playFrom(from, to) {
    current = player;
    until = to;
    for (const other of players) if (other !== player) other.audio.pause();
    audio.currentTime = Math.max(0, from);
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

  function tellRemarks(time) {
    let last = null;
    for (const remark of remarks) {
      const heard = remark.from <= time && time < remark.until;
      remark.item.classList.toggle("now", heard);
      if (heard) last = remark;
    }
    const text = last ? last.text : "";
    if (told.textContent !== text) told.textContent = text;
  }

  function show() {
    const time = audio.currentTime;
    const word = wordAt(time);
    if (word !== now) {
      if (now) now.classList.remove("now");
      if (word) word.classList.add("now");
      now = word;
    }
    tellRemarks(time);
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

  // One word takes the Tab key; the arrows go from there to the others.
  function focusWord(word) {
    for (const other of words) other.tabIndex = other === word ? 0 : -1;
  }
  if (words.length) focusWord(words[0]);

  audio.addEventListener("play", () => {
    current = player;
    show();
  });
  audio.addEventListener("seeked", show);
  article.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-from]");
    const word = event.target.closest(".w[data-s]");
    if (button) playFrom(Number(button.dataset.from), Number(button.dataset.until));
    else if (word) {
      focusWord(word);
      playFrom(Number(word.dataset.s), null);
    }
  });
  article.addEventListener("keydown", (event) => {
    const place = words.indexOf(event.target);
    if (place < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: words.length - 1 }[event.key];
    if (next !== undefined && words[next]) {
      focusWord(words[next]);
      words[next].focus();
    } else if (event.key === "Enter") playFrom(starts[place], null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  if (timeline) {
    timeline.addEventListener("click", (event) => {
      const box = timeline.getBoundingClientRect();
      playFrom((length * (event.clientX - box.left)) / box.width, null);
    });
  }

  const player = {
    audio,
    toggle() {
      if (audio.paused) playFrom(audio.currentTime, null);
      else audio.pause();
    },
    step(seconds) {
      until = null;
      audio.currentTime = Math.min(Math.max(0, audio.currentTime + seconds), audio.duration || length);
    },
    jump(back) {
      const time = audio.currentTime;
      const found = back
        ? Math.max(...moments.filter((moment) => moment < time - NEAR_S), 0)
        : Math.min(...moments.filter((moment) => moment > time + 0.01));
      if (Number.isFinite(found)) playFrom(found, null);
    },
    nextNote() {
      const found = notes.find((note) => note.from > audio.currentTime + 0.01) || notes[0];
      if (found) playFrom(found.from, null);
    },
    speed(by) {
      const place = SPEEDS.findIndex((speed) => speed >= audio.playbackRate);
      audio.playbackRate = SPEEDS[Math.min(Math.max(0, place + by), SPEEDS.length - 1)];
    },
  };
  players.push(player);
}

for (const article of document.querySelectorAll("article")) makePlayer(article);
if (players.length) current = players[0];
else for (const told of document.querySelectorAll(".keys")) told.remove();

const KEYS = {
  " ": (player) => player.toggle(),
  k: (player) => player.toggle(),
  j: (player) => player.step(-STEP_S),
  l: (player) => player.step(STEP_S),
  ",": (player) => player.jump(true),
  ".": (player) => player.jump(false),
  n: (player) => player.nextNote(),
  "[": (player) => player.speed(-1),
  "]": (player) => player.speed(1),
};

document.addEventListener("keydown", (event) => {
  const action = KEYS[event.key.toLowerCase()];
  const own = event.target.closest && event.target.closest("audio, button, a, input, textarea, select");
  if (!action || !current || event.ctrlKey || event.metaKey || event.altKey || (own && event.key === " ")) return;
  event.preventDefault();
  action(current);
});
