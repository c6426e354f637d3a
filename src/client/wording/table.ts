/** Rows of facts as aligned text. */
export {tableOf} from '../../shared/text/table.ts';
