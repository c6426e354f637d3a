/** A number of bytes as people read it. */
export {sizeText} from '../../shared/text/sizeText.ts';
