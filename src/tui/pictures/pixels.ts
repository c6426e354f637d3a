/** Pixels of a picture, fitting a size into a box, and scaling down. */

export interface Pixels {
  width: number;
  height: number;
  /** Four bytes per pixel: red, green, blue, alpha. */
  data: Uint8Array;
}

/** The largest size with the same aspect ratio that fits the box; never larger than the picture. */
export function fitInto({width, height}: Pick<Pixels, 'width' | 'height'>, boxWidth: number, boxHeight: number) {
  const share = Math.min(1, boxWidth / width, boxHeight / height);
  return {width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share))};
}

/** Samples per axis for each new pixel, which are enough for a large area. */
const SAMPLES = 4;

/** Scales down; a new pixel is the mean of samples of the area that it covers. */
export function scaled({width, height, data}: Pixels, to: {width: number; height: number}): Pixels {
  const made = new Uint8Array(to.width * to.height * 4);
  for (let y = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++) {
      const sums = [0, 0, 0, 0];
      let count = 0;
      for (let down = 0; down < SAMPLES; down++)
        for (let right = 0; right < SAMPLES; right++) {
          const fromX = Math.min(width - 1, Math.floor(((x + (right + 0.5) / SAMPLES) * width) / to.width));
          const fromY = Math.min(height - 1, Math.floor(((y + (down + 0.5) / SAMPLES) * height) / to.height));
          const at = (fromY * width + fromX) * 4;
          const alpha = data[at + 3] ?? 0;
          for (let part = 0; part < 3; part++) sums[part] = (sums[part] ?? 0) + (data[at + part] ?? 0) * alpha;
          sums[3] = (sums[3] ?? 0) + alpha;
          count++;
        }
      const alphas = sums[3] ?? 0;
      const at = (y * to.width + x) * 4;
      for (let part = 0; part < 3; part++) made[at + part] = alphas === 0 ? 0 : Math.round((sums[part] ?? 0) / alphas);
      made[at + 3] = Math.round(alphas / count);
    }
  return {...to, data: made};
}
