/** A moment as a line of text names it. */
export {timeOf} from '../../shared/text/timeText.ts';
