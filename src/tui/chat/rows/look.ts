/** What is the same for every line of one chat: sizes, colours, who is looking. */
import type {Highlights} from '../../../shared/words/highlight.ts';
import type {Markup} from '../../markup/markup.ts';
import type {RowPictures} from '../../images/rowPictures.ts';
import type {Theme} from '../../theme.ts';
import type {ChatColumns} from './chatLine.ts';

export interface Look {
  columns: number;
  widths: ChatColumns;
  theme: Theme;
  /** One's own login name. */
  me: string;
  /** One's own words. */
  highlights?: Highlights | undefined;
  /** Absent: text is shown as it was typed. */
  markup?: Markup | undefined;
  /** Absent: a picture is a line of words, as any other file. */
  pictures?: RowPictures | undefined;
  /** Of one picture at most. */
  pictureRows?: number | undefined;
}
