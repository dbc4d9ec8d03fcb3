"use strict";
// The page "Fairness": send the shares.

const body = document.body.dataset;
document.getElementById("shares").addEventListener("submit", async (event) => {
  event.preventDefault();
  const shares = {};
  for (const line of document.getElementById("markers").value.split("\n")) {
    const words = line.trim().split(/\s+/);
    const last = Number(words.at(-1));
    const hasNumber = words.length > 1 && !Number.isNaN(last);
    const name = (hasNumber ? words.slice(0, -1) : words).join(" ");
    if (name) shares[name] = hasNumber ? last : 1;
  }
  const answer = await fetch(`${body.root}/fair`, {
    method: "POST",
    headers: { "X-XSRFToken": body.xsrf, "Content-Type": "application/json" },
    body: JSON.stringify({ shares }),
  });
  document.getElementById("saved").textContent = answer.ok ? "Saved." : "Not saved: " + (await answer.json()).problem;
});
