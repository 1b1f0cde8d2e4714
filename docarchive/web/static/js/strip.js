/* Thumbnails that are far from the page that is shown come when they are scrolled to: a document may have hundreds. */

import { read } from "./marks.js";

const { thumbnail } = read("pages");
const strip = document.querySelector(".page-strip");

const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      const picture = new Image(100, 141);
      picture.alt = "";
      picture.src = thumbnail.replace("{page}", target.dataset.goPage);
      target.prepend(picture);
    }
  },
  { root: strip, rootMargin: "600px 0px" },
);
for (const link of strip.querySelectorAll("[data-go-page]:not(:has(img))")) seen.observe(link);
