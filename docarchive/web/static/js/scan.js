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

/* The place of a hit at a third of the height, large enough that its line is at least 14 pixels high (22 in the hand). */
export function show(place) {
  const least = stage.clientWidth > 500 ? 14 : 22;
  const view = viewer.viewport;
  const size = view.getContainerSize();
  const zoom = Math.max(view.getHomeZoom(), least / (place.height * size.x), view.getZoom(true));
  const height = size.y / size.x / zoom;
  const width = 1 / zoom;
  const left = Math.min(Math.max(place.x + place.width / 2 - width / 2, Math.min(0, (1 - width) / 2)), Math.max(0, 1 - width));
  const centre = width >= 1 ? 0.5 : left + width / 2;
  view.zoomTo(zoom, null, still);
  view.panTo(new OpenSeadragon.Point(centre, inside(place.y + height / 6, height)), still);
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
