"use strict";
// The page of one question: entries one after the other, items by keys, every change sent at once.
// Nothing is lost while the server is away: what was not sent waits here, and is sent when it answers again.

const body = document.body.dataset;
const el = (id) => document.getElementById(id);
const KINDS = {
  blank: "blank",
  same: "the same text",
  spelling: "the same formulas, spelled in other ways",
  verdicts: "the same verdicts and advice on their rows",
  prose: "nearly the same words",
};
const RETRY = 1000; // milliseconds
const LOOK_AGAIN = 5000;
const AHEAD = 4; // entries that are fetched ahead

let items = [], all = {}, most = 0; // the mark scheme
let queue = [], at = -1, entry = null, comments = [], newest = 0;
let given = nothing();
const known = new Map(); // key of an entry: a promise of it
const jobs = []; // what is still to be sent
let isSending = false;

function nothing() {
  return { chosen: {}, comment: "", correction: 0 };
}

// ---------------------------------------------------------------- asking the server

function address(what, values = {}) {
  const query = new URLSearchParams(values);
  for (const name of ["second", "everybodys", "names"]) if (el(name).checked) query.set(name, "1");
  return `${body.root}/q/${body.question}/${what}?${query}`;
}

async function asked(url, data) {
  const headers = { Accept: "application/json", "X-XSRFToken": body.xsrf, "Content-Type": "application/json" };
  const how = data === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(data) };
  const answer = await fetch(url, how); // a TypeError where no server answers
  const isData = (answer.headers.get("Content-Type") || "").includes("json");
  const said = isData ? await answer.json() : { problem: `The server says ${answer.status}. Log in again in another tab.` };
  if (!answer.ok || !isData) throw Object.assign(new Error(said.problem || said.message), { status: answer.status, marks: said.marks || [] });
  return said;
}

function say(text) {
  el("status").textContent = text;
}

function complain(text) {
  el("problem").textContent = text;
  el("problem").hidden = !text;
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// ---------------------------------------------------------------- sending

function send(what, data, entryOf = entry) {
  const last = jobs.at(-1);
  const isSame = last && !last.isUnderWay && last.what === "give" && what === "give" && last.entry === entryOf;
  if (isSame) last.data = data;
  else jobs.push({ what, data, entry: entryOf, isUnderWay: false });
  if (!isSending) sendAll();
}

async function sendAll() {
  isSending = true;
  while (jobs.length) {
    const job = jobs[0];
    job.isUnderWay = true;
    try {
      await sendOne(job);
      complain("");
      jobs.shift();
    } catch (problem) {
      const isAway = problem instanceof TypeError || problem.status === 503;
      if (isAway || problem.status === 403) {
        const count = jobs.length === 1 ? "One change waits" : `${jobs.length} changes wait`;
        complain(`${isAway ? "The server does not answer" : problem.message}. ${count} here and will be sent.`);
        await pause(RETRY);
        continue;
      }
      jobs.splice(0, jobs.length, ...jobs.filter((one) => one.entry !== job.entry));
      takeOver(job.entry, problem);
    }
  }
  isSending = false;
  document.body.dataset.sent = String(Number(document.body.dataset.sent || 0) + 1);
}

async function sendOne(job) {
  if (job.what === "undo") return undone(await asked(`${body.root}/undo`, {}));
  const students = {};
  for (const one of job.entry.members) students[one.id] = one.version;
  const said = await asked(address(job.what), { ...job.data, students, origin: originOf(job.entry) });
  learn(job.entry, said.marks);
}

function originOf(some) {
  if (some.key.startsWith("again-")) return some.key;
  return some.members.length > 1 ? `group ${some.key}` : "single";
}

function learn(some, marks) {
  for (const one of some.members) {
    const mark = marks[one.id];
    if (mark) Object.assign(one, { mark, version: mark.version, status: mark.points === null ? "open" : "marked" });
  }
}

function takeOver(some, problem) {
  complain(problem.message);
  known.delete(some.key);
  if (entry && some.key === entry.key) show(at, true);
}

function undone(said) {
  known.clear();
  if (said.question !== body.question) {
    complain("That was at another question.");
    return;
  }
  const ids = Object.keys(said.marks);
  say(`Taken back for ${ids.length === 1 ? "one answer" : `${ids.length} answers`}.`);
  loadItems().then(load).then(() => entry && show(Math.max(0, queue.findIndex((one) => one.key === entry.key)), true));
}

window.addEventListener("beforeunload", (event) => {
  if (jobs.length) event.preventDefault();
});

// ---------------------------------------------------------------- the queue

async function load(find = "") {
  const said = await asked(address("queue", find ? { find } : {}));
  queue = said.entries;
  comments = said.comments;
  newest = said.newest;
  if (!said.is_ready && !queue.length) {
    say("Like answers are being put together.");
    el("place").textContent = "Like answers are being put together …";
    await pause(RETRY);
    return load(find);
  }
}

async function begin(find = "") {
  known.clear();
  await Promise.all([load(find), loadItems()]);
  const first = queue.findIndex((one) => one.open);
  if (queue.length) await show(first < 0 ? 0 : first);
  else {
    entry = null;
    el("answer").textContent = "";
    el("place").textContent = find ? "Nothing is found." : "There is nothing to mark here.";
  }
}

function fetched(key, variant = 0, everything = false) {
  if (variant || everything || !known.has(key)) {
    const promise = asked(address(`e/${key}`, { variant, ...(everything ? { everything: "1" } : {}) }));
    promise.catch(() => known.delete(key));
    if (variant || everything) return promise;
    known.set(key, promise);
  }
  return known.get(key);
}

async function show(place, isAgain = false) {
  if (place < 0 || place >= queue.length) return say(place < 0 ? "This is the first." : "This is the last.");
  const began = performance.now();
  if (isAgain) known.delete(queue[place].key);
  at = place;
  try {
    entry = await fetched(queue[place].key);
  } catch (problem) {
    return complain(problem.message);
  }
  draw();
  document.body.dataset.shown = String((performance.now() - began).toFixed(1));
  document.body.dataset.at = `${queue[place].key} ${Number((document.body.dataset.at || " 0").split(" ")[1]) + 1}`;
  getReady(place);
  lookAround();
}

// the next ones are fetched before anybody asks for them
async function getReady(place) {
  const waiting = queue.slice(place + 1).concat(queue.slice(0, place)).filter((one) => one.open);
  const near = [...waiting.slice(0, AHEAD), queue[place + 1]].filter(Boolean);
  for (const one of near) {
    if (place !== at) return;
    await fetched(one.key).catch(() => {});
  }
}

function nextOpen() {
  for (let step = 1; step < queue.length; step++) {
    const place = (at + step) % queue.length;
    if (queue[place].open) return place;
  }
  return -1;
}

async function lookAround() {
  const key = entry ? entry.key : "";
  try {
    const said = await asked(address("changes", { newest, key }));
    newest = said.newest;
    if (!entry || key !== entry.key) return;
    el("others").hidden = !said.here.length;
    el("others").textContent = said.here.length ? `${said.here.join(" and ")} is reading this just now.` : "";
    const mine = new Set(entry.members.map((one) => one.id));
    const theirs = Object.entries(said.changed).filter(([id]) => mine.has(id));
    const fresh = theirs.filter(([id, mark]) => entry.members.find((one) => one.id === id).version < mark.version);
    if (Object.keys(said.changed).length) known.clear();
    if (fresh.length && !jobs.length && !el("second").checked) {
      complain(`${fresh[0][1].author} has marked this in the meantime.`);
      show(at, true);
    }
  } catch (problem) {
    if (!(problem instanceof TypeError)) complain(problem.message);
  }
}
setInterval(lookAround, LOOK_AGAIN);

// ---------------------------------------------------------------- drawing

function draw() {
  const marks = entry.members.map((one) => one.mark && one.mark.points !== null ? one.mark : null);
  const first = marks.find(Boolean);
  given = entry.given || (first ? { chosen: { ...first.chosen }, comment: first.comment, correction: first.correction } : nothing());
  const left = queue.filter((one) => one.open).length;
  el("place").textContent = `${at + 1} of ${queue.length}, ${left} wait${left === 1 ? "s" : ""}`;
  el("answer").innerHTML = entry.html; // cleaned by the server
  window.scrollTo(0, 0);
  drawMembers();
  drawMark();
  const size = entry.members.length;
  const what = size === 1 ? "one answer" : `${size} answers, ${KINDS[entry.kind]}`;
  say(`${at + 1} of ${queue.length}: ${what}. ${said()}`);
}

function drawMembers() {
  const list = el("variants");
  list.replaceChildren();
  const size = entry.members.length;
  el("members").hidden = size === 1 && !el("names").checked;
  el("kind").textContent = size === 1 ? "One answer" : `${size} answers: ${KINDS[entry.kind]}`;
  entry.variants.forEach((variant, number) => {
    const row = document.createElement("li");
    const look = button("look", () => lookAt(number));
    look.setAttribute("aria-pressed", String(number === entry.variant));
    look.innerHTML = variant.html; // escaped by the server
    const side = document.createElement("span");
    side.className = "count";
    side.textContent = [...variant.names, variant.count > 1 ? `× ${variant.count} ` : ""].join(" ");
    if (entry.variants.length > 1) {
      const out = button("out", () => pullOut(number));
      out.textContent = "Pull out";
      out.setAttribute("aria-label", `Pull number ${number + 1} out of the group`);
      side.append(out);
    }
    row.append(look, side);
    list.append(row);
  });
  if (entry.more) {
    const row = document.createElement("li");
    const rest = button("rest", async () => replace(await fetched(entry.key, entry.variant, true)));
    rest.textContent = `Show ${entry.more} more`;
    row.append(rest);
    list.append(row);
  }
}

function button(kind, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.addEventListener("click", act);
  return made;
}

function replace(other) {
  const marks = Object.fromEntries(entry.members.map((one) => [one.id, one]));
  other.members = other.members.map((one) => marks[one.id] || one);
  Object.assign(other, { isGiven: entry.isGiven, given: entry.given });
  entry = other;
  el("answer").innerHTML = entry.html;
  drawMembers();
}

async function lookAt(number) {
  if (number < 0 || number >= entry.variants.length) return;
  replace(await fetched(entry.key, number));
  say(`Member ${number + 1} of ${entry.variants.length}.`);
}

function isMarked() {
  return entry.members.some((one) => one.mark && one.mark.points !== null) || entry.isGiven;
}

function points() {
  let sum = Number(given.correction) || 0;
  for (const item of items) sum += item.points * (given.chosen[item.id] || 0);
  return Math.min(Math.max(Math.round(sum * 1e6) / 1e6, 0), most);
}

function said() {
  const states = new Set(entry.members.map((one) => one.status));
  if (!isMarked()) {
    if (states.has("elsewhere")) return `Marked in the formgrader: ${entry.members[0].manual} points.`;
    return states.has("by itself") ? "Blank: no points." : "Not marked yet.";
  }
  const mark = entry.members.map((one) => one.mark).find(Boolean);
  const parts = [`${points()} of ${most} points.`];
  if (mark && mark.author) parts.push(`By ${mark.author}, ${mark.at.slice(0, 16).replace("T", " ")}${mark.origin.startsWith("group") ? ", with a group" : ""}.`);
  if (states.has("changed")) parts.push("The student has changed the answer since.");
  if (states.has("elsewhere")) parts.push(`The formgrader has ${entry.members.find((one) => one.status === "elsewhere").manual} points.`);
  const different = new Set(entry.members.map((one) => JSON.stringify([one.mark?.chosen, one.mark?.comment, one.mark?.correction])));
  if (different.size > 1) parts.push("Not all are marked alike: what you give goes to all.");
  return parts.join(" ");
}

function drawMark() {
  const suggested = isMarked() ? {} : entry.suggested;
  for (const one of el("items").querySelectorAll("button")) {
    const share = given.chosen[one.dataset.id];
    one.setAttribute("aria-pressed", String(Boolean(share)));
    one.classList.toggle("suggested", one.dataset.id in suggested);
    one.querySelector(".half").textContent = share === 0.5 ? "half of " : "";
    const seen = entry.suggested[one.dataset.id];
    one.querySelector(".seen").textContent = seen ? `suggested: ${seen}` : "";
  }
  el("points").textContent = isMarked() ? String(points()) : "–";
  el("marked").textContent = said();
  const flag = entry.members.map((one) => one.mark && one.mark.flag).find(Boolean) || "";
  el("flag").setAttribute("aria-pressed", String(Boolean(flag)));
  el("flag").textContent = flag ? `Flagged: ${flag}` : "Flag";
  if (document.activeElement !== el("comment")) el("comment").value = given.comment;
  if (document.activeElement !== el("correction")) el("correction").value = String(given.correction);
  drawComments();
}

function drawComments() {
  const typed = el("comment").value.trim().toLowerCase();
  const fits = comments.filter((one) => one.toLowerCase().includes(typed) && one !== given.comment).slice(0, 4);
  el("again").replaceChildren(
    ...fits.map((text) => {
      const row = document.createElement("li");
      const use = button("use", () => give({ ...given, comment: text }));
      use.textContent = text;
      row.append(use);
      return row;
    }),
  );
}

// ---------------------------------------------------------------- items

async function loadItems() {
  takeItems(await asked(address("items")));
}

function takeItems(said) {
  ({ items, all, most } = said);
  el("items").replaceChildren(...items.map(itemRow));
  const fresh = new Option("a new one", "");
  el("which").replaceChildren(fresh, ...items.map((item, number) => new Option(`${number + 1}: ${item.told}`, item.id)));
  fillForm();
}

function itemRow(item, number) {
  const row = document.createElement("li");
  const one = button("item", () => turn(item));
  one.dataset.id = item.id;
  one.setAttribute("aria-keyshortcuts", String(number + 1));
  const key = document.createElement("kbd");
  key.textContent = number < 9 ? String(number + 1) : "";
  const text = document.createElement("span");
  text.innerHTML = item.html; // the course's, or cleaned by the server
  const seen = document.createElement("span");
  seen.className = "seen";
  text.append(seen);
  const worth = document.createElement("span");
  worth.className = "worth";
  const half = document.createElement("span");
  half.className = "half";
  worth.append(half, `${item.points < 0 ? "−" : "+"}${Math.abs(item.points)}`);
  one.append(key, text, worth);
  row.append(one);
  return row;
}

// whole, half, not at all
function turn(item) {
  const chosen = { ...given.chosen };
  const share = chosen[item.id] === undefined ? 1 : chosen[item.id] === 1 ? 0.5 : 0;
  for (const rival of items) if (item.choice && rival.choice === item.choice) delete chosen[rival.id];
  if (share) chosen[item.id] = share;
  else delete chosen[item.id];
  give({ ...given, chosen });
}

function give(what) {
  if (!entry) return;
  given = what;
  Object.assign(entry, { isGiven: true, given });
  for (const one of entry.members) one.status = "marked";
  if (what.comment && !comments.includes(what.comment)) comments.unshift(what.comment);
  queue[at].open = 0;
  send("give", { ...given });
  drawMark();
  say(`${points()} of ${most} points.`);
}

function accept() {
  if (!entry) return;
  const isDone = isMarked() || entry.members.every((one) => ["by itself", "elsewhere"].includes(one.status));
  const isSuggested = Object.keys(entry.suggested).length > 0;
  if (!isDone && !isSuggested) return say("Nothing is suggested here: give items, or 0 for no points.");
  if (!isDone) give({ ...given, chosen: Object.fromEntries(Object.keys(entry.suggested).map((id) => [id, 1])) });
  const next = nextOpen();
  if (next < 0) say("All are marked.");
  else show(next);
}

async function pullOut(number) {
  if (!entry || entry.variants.length < 2) return say("There is nothing to pull out here.");
  const students = {};
  for (const one of entry.members) if (one.variant === number) students[one.id] = one.version;
  try {
    const said = await asked(address("apart"), { students });
    const count = Object.keys(students).length;
    queue[at].size -= count;
    queue.splice(at + 1, 0, { key: said.key, kind: "same", size: count, open: count, flag: false });
    known.delete(said.key);
    await show(at, true);
    say("Pulled out: it comes next.");
  } catch (problem) {
    complain(problem.message);
  }
}

function fillForm() {
  const item = items.find((one) => String(one.id) === el("which").value);
  el("text").value = item ? item.text : "";
  el("worth").value = item ? item.points : 0.5;
  el("choice").value = item ? item.choice : "";
  el("retire").hidden = !item;
}

async function saveItem(isRetired) {
  const item = items.find((one) => String(one.id) === el("which").value);
  const data = { text: el("text").value, points: el("worth").value, choice: el("choice").value, retired: isRetired };
  try {
    const saved = await asked(address("items"), item ? { ...data, id: item.id, version: item.version } : data);
    takeItems(saved);
    known.clear();
    if (entry) await show(at, true);
    say(item ? `${saved.changed === 1 ? "One answer has" : `${saved.changed} answers have`} changed with it.` : "Added.");
    complain("");
    el("marked").textContent = `${el("status").textContent} ${el("marked").textContent}`;
  } catch (problem) {
    complain(problem.message);
  }
}

// ---------------------------------------------------------------- keys

function flagIt() {
  if (!entry) return;
  el("note").value = entry.members.map((one) => one.mark && one.mark.flag).find(Boolean) || "";
  el("flagging").returnValue = "";
  el("flagging").showModal();
}

el("flagging").addEventListener("close", () => {
  const how = el("flagging").returnValue;
  if (how) send("flag", { note: how === "ok" ? el("note").value || "please look at this" : "" });
  if (how && entry) el("flag").textContent = how === "ok" ? `Flagged: ${el("note").value || "please look at this"}` : "Flag";
});

const KEYS = {
  j: () => show(at + 1),
  k: () => show(at - 1),
  z: () => send("undo", {}),
  f: flagIt,
  a: () => give({ ...given, chosen: { ...all } }),
  0: () => give({ ...given, chosen: {} }),
  o: () => entry && pullOut(entry.variant),
  c: () => el("comment").focus(),
  m: () => (el("model").open = !el("model").open),
  "/": () => el("find").focus(),
  "?": () => el("help").showModal(),
  Enter: accept,
  ArrowDown: () => entry && lookAt(entry.variant + 1),
  ArrowUp: () => entry && lookAt(entry.variant - 1),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const place = event.target;
  if (event.key === "Escape" && place !== document.body) return place.blur();
  if (place.matches("textarea, select, input:not([type=checkbox])")) return;
  if (event.key === "Enter" && place.matches("button, a, summary, input")) return;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (digit) {
    const item = items[Number(digit[1]) - 1];
    if (item && entry) turn(item);
  } else if (Object.hasOwn(KEYS, event.key)) KEYS[event.key]();
  else return;
  event.preventDefault();
});

const BUTTONS = { back: "k", forward: "j", ask: "?", accept: "Enter", full: "a", none: "0", undo: "z", flag: "f" };
for (const [id, key] of Object.entries(BUTTONS)) el(id).addEventListener("click", () => KEYS[key]());
el("comment").addEventListener("input", drawComments);
el("comment").addEventListener("change", () => give({ ...given, comment: el("comment").value.trim() }));
el("correction").addEventListener("change", () => give({ ...given, correction: Number(el("correction").value) || 0 }));
el("find").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  begin(el("find").value.trim());
  el("find").blur();
});
for (const id of ["second", "everybodys", "names"]) el(id).addEventListener("change", () => begin(el("find").value.trim()));
el("which").addEventListener("change", fillForm);
el("item").addEventListener("submit", (event) => {
  event.preventDefault();
  saveItem(false);
});
el("retire").addEventListener("click", () => saveItem(true));
document.querySelector("details.list").open = window.innerWidth > 1200;

begin().catch((problem) => complain(problem.message));
