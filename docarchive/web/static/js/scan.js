/* The scan on its stage: OpenSeadragon, and how it is moved to a place, fitted, and scrolled. */

export const stage = document.querySelector("[data-stage]");
export const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

/* OpenSeadragon adds a <style> of its own unless it finds one so marked, and the policy would block and report that.
   An element of that name in no namespace is found and is no style sheet. */
const decoy = document.createElementNS(null, "style");
decoy.setAttribute("data-openseadragon-mobile-css", "");
document.head.append(decoy);

export const viewer = OpenSeadragon({
  element: stage.querySelector(".canvas"),
  drawer: "canvas",
  showNavigationControl: false,
  gestureSettingsMouse: { clickToZoom: false, scrollToZoom: false },
  minScrollDeltaTime: 0,
  animationTime: still ? 0 : 0.25,
  springStiffness: 10,
  visibilityRatio: 0.4,
  minZoomImageRatio: 0.7,
  maxZoomPixelRatio: 4,
});

const margin = 0.015;
export const inHand = () => stage.clientWidth <= 500 && innerWidth < 768;

/* The place of a hit at a third of the height, large enough that its line is at least 14 pixels high (22 in the hand). Lines
   are seen from end to end where that leaves them 10 high: `text` is what holds all words of the page. */
export function show(place, text) {
  const least = inHand() ? 22 : 14;
  const view = viewer.viewport;
  const size = view.getContainerSize();
  const high = (pixels) => pixels / (place.height * size.x);
  const whole = 1 / (text.width + 2 * margin);
  const large = !inHand() && whole >= high(10) ? Math.min(high(least), whole) : high(least);
  const zoom = Math.max(view.getHomeZoom(), large, view.getZoom(true));
  const height = size.y / size.x / zoom;
  view.zoomTo(zoom, null, still);
  view.panTo(new OpenSeadragon.Point(across(place, text, 1 / zoom), inside(place.y + height / 6, height)), still);
}

/* The middle of a view so wide: of the page if it fits, else of its text if that fits, else of the place, without desk beside. */
function across(place, text, width) {
  if (width >= 1) return 0.5;
  const wanted = text.width + 2 * margin <= width * 1.001 ? text : place;
  return Math.min(Math.max(wanted.x + wanted.width / 2, width / 2), 1 - width / 2);
}

/* `y` as the middle of a view `height` high that shows no desk above or below a page that fills it. */
function inside(y, height) {
  const page = viewer.world.getItemAt(0).getBounds().height;
  return height > page ? page / 2 : Math.min(Math.max(y, height / 2 - 0.02), page - height / 2 + 0.02);
}

export function openWidth(now) {
  const view = viewer.viewport;
  const size = view.getContainerSize();
  view.fitBounds(new OpenSeadragon.Rect(-0.02, -0.02, 1.04, (1.04 * size.y) / size.x), now);
}

/* As in every reader of documents: the wheel moves the page, with Ctrl it zooms where the pointer is. */
viewer.addHandler("canvas-scroll", ({ originalEvent: wheel, position, scroll }) => {
  const view = viewer.viewport;
  const unit = wheel.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  if (wheel.ctrlKey) view.zoomBy(1.2 ** scroll, view.pointFromPixel(position, true));
  else view.panBy(view.deltaPointsFromPixels(new OpenSeadragon.Point(wheel.deltaX * unit, wheel.deltaY * unit)));
  view.applyConstraints();
});
