/**
 * Interface of terminal graphics. Encodes pictures as a reserved colour so that Ink treats them as a style; egress replaces it.
 */
export interface PictureOutput {
  /** Asks what must be known of the terminal; empty where nothing is asked. */
  readonly query: string;
  /** The terminal said something in a string, from the character behind ESC on; @returns whether it was about this */
  noteAnswer(said: string): boolean;
  /** How large a cell is. */
  noteCell(size: {width: number; height: number}): void;
  /** The size of a cell may be another one now. @returns whether it is to be asked for once more */
  forgetCell(): boolean;
  /** What the terminal gets instead of these characters. */
  written(text: string): string;
  /** These rows are the whole screen now. @returns what is drawn over them */
  framed(rows: readonly string[]): string;
  /** Rows have to be written anew: when the terminal moves them, what was drawn over them may stay behind. */
  holdsRows(): boolean;
  /** In how many milliseconds something more is to be sent; absent when nothing is. */
  dueMs(): number | undefined;
  /** What is sent then. */
  piece(): string;
  /** Others send graphics now: ends what was begun, which is sent once more later. */
  interrupt(): string;
  /** Takes all of it out of the terminal; what is on the next frame is sent anew. */
  takeAway(): string;
}
