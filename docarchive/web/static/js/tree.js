/* The tree of dossiers by keyboard, after the ARIA pattern of a navigation tree: ↑ ↓ Home End move, a letter jumps, → opens
   a node or goes to its first child, ← goes to its parent; Enter is the link's own. One stop in the tab order.

   ul.tree[role=tree] > li > … a[role=treeitem][aria-level][aria-expanded]; opening is a page of the server. */

const tree = document.querySelector("ul.tree");
const twigs = () => [...tree.querySelectorAll("a[role=treeitem]")];
const level = (twig) => Number(twig.getAttribute("aria-level"));

function stop(twig) {
  for (const each of twigs()) each.tabIndex = each === twig ? 0 : -1;
}

function go(twig) {
  if (!twig) return;
  stop(twig);
  twig.focus();
}

/* What → opens is another page: there the focus comes back into the tree. */
function inward(twig, list, at) {
  if (twig.getAttribute("aria-expanded") === "false") {
    sessionStorage.setItem("tree", "focus");
    twig.click();
  } else if (twig.getAttribute("aria-expanded") === "true") go(list[at + 1]);
}

function outward(twig, list, at) {
  const parent = list.slice(0, at).findLast((each) => level(each) < level(twig));
  go(parent);
}

/* Letters jump to the next title that begins so, marks or not; no other key of the page acts in the tree. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
function jump(letter, list, at) {
  const order = [...list.slice(at + 1), ...list.slice(0, at + 1)];
  go(order.find((each) => plain(each.querySelector("span").textContent).startsWith(plain(letter))));
}

function keydown(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.keyCode === 229) return;
  const twig = event.target.closest("a[role=treeitem]");
  if (!twig) return;
  const list = twigs();
  const at = list.indexOf(twig);
  const moves = {
    ArrowDown: () => go(list[at + 1]),
    ArrowUp: () => go(list[at - 1]),
    Home: () => go(list[0]),
    End: () => go(list.at(-1)),
    ArrowRight: () => inward(twig, list, at),
    ArrowLeft: () => outward(twig, list, at),
  };
  if (moves[event.key]) moves[event.key]();
  else if (/^[\p{L}\p{N}]$/u.test(event.key)) jump(event.key, list, at);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

if (tree && twigs().length) {
  stop(tree.querySelector("[aria-current]") ?? twigs()[0]);
  tree.addEventListener("keydown", keydown);
  if (sessionStorage.getItem("tree")) tree.querySelector("[aria-current]")?.focus();
  sessionStorage.removeItem("tree");
}
