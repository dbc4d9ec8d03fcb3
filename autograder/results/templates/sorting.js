for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const falls = head.getAttribute("aria-sort") === "descending" ? 1 : -1;
      const key = (row) => {
        const text = row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
        return text !== "" && !isNaN(text) ? Number(text) : text;
      };
      const compare = (a, b) => {
        const [one, other] = [key(a), key(b)];
        if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
        return falls * (typeof one === "number" ? one - other : one.localeCompare(other));
      };
      for (const row of [...body.rows].sort(compare)) body.append(row);
      for (const one of table.querySelectorAll("thead th")) one.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", falls < 0 ? "descending" : "ascending");
    });
  });
}
