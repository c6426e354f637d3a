/**
 * Interface of terminal graphics. Encodes pictures as a reserved colour so that Ink treats them as a style; egress replaces it.
 */
export interface PictureOutput {
  /** Sequences that query what must be known of the terminal; may be empty. */
  readonly query: string;
  /** Handles a string answer of the terminal, without the leading ESC. @returns whether it was about pictures */
  noteAnswer(said: string): boolean;
  /** Sets the size of a cell in pixels. */
  noteCell(size: {width: number; height: number}): void;
  /** The size of a cell may have changed. @returns whether it has to be queried again */
  forgetCell(): boolean;
  /** Replaces the reserved characters by what the terminal needs. */
  written(text: string): string;
  /** These rows are the whole screen now. @returns the output to draw over them */
  framed(rows: readonly string[]): string;
  /** Whether rows must be rewritten instead of scrolled, because the terminal would leave behind what was drawn over them. */
  holdsRows(): boolean;
  /** Delay in ms until the next piece is to be sent; absent if nothing is pending. */
  dueMs(): number | undefined;
  /** The next piece to send. */
  piece(): string;
  /** Another graphics sequence follows: ends an unfinished transmission, which is repeated later. */
  interrupt(): string;
  /** Removes all pictures from the terminal; those on the next frame are sent again. */
  takeAway(): string;
}
