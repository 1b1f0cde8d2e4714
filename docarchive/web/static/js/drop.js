/* Dropped files and whole folders, as a list of {file, path}; path is the place within the dropped folder, or "". */

export function dropped(area, take) {
  const over = (event, on) => {
    event.preventDefault();
    area.toggleAttribute("data-over", on);
  };
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, (event) => over(event, true));
  document.addEventListener("dragleave", (event) => over(event, Boolean(event.relatedTarget)));
  document.addEventListener("drop", async (event) => {
    over(event, false);
    const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
    const found = entries.length ? (await Promise.all(entries.map(walk))).flat() : plain(event.dataTransfer.files);
    if (found.length) take(found);
  });
}

const plain = (files) => [...files].map((file) => ({ file, path: "" }));

async function walk(entry) {
  if (entry.isFile) {
    const file = await new Promise((yes, no) => entry.file(yes, no));
    return [{ file, path: entry.fullPath.slice(1).includes("/") ? entry.fullPath.slice(1) : "" }];
  }
  const found = [];
  for (const inside of await children(entry.createReader())) found.push(...(await walk(inside)));
  return found;
}

/* readEntries gives at most 100 at a time, and nothing when it is through. */
async function children(reader) {
  const all = [];
  for (;;) {
    const some = await new Promise((yes, no) => reader.readEntries(yes, no));
    if (!some.length) return all;
    all.push(...some);
  }
}
