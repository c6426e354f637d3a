/** How a picture can be written to a terminal. */
export const PICTURE_FORMS = ['kitty', 'iterm', 'sixel', 'blocks'] as const;
export type PictureForm = (typeof PICTURE_FORMS)[number];
