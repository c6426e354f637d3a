/** Maps keys of other keyboard layouts to the Latin letter on the same key, so that shortcuts work in all of them. */

/** The keys that carry these Latin signs, row by row; a space stands where a layout has nothing of its own. */
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./";
const LAYOUTS: readonly string[] = [
  // Russian, and what Ukrainian and Belarusian have besides.
  'йцукенгшщзхъфывапролджэячсмитьбю ',
  '        ў  ї і        є          ',
  ' ςερτυθιοπ  ασδφγηξκλ  ζχψωβνμ   ',
  "/'קראטוןםפ  שדגכעיחלךף זסבהנמצתץ ",
  'ضصثقفغعهخحجدشسيبلاتنمكطئءؤر ىةوزظ',
  'ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ  ㅁㄴㅇㄹㅎㅗㅓㅏㅣ  ㅋㅌㅊㅍㅠㅜㅡ   ',
  'ๆไำพะัีรนยบลฟหกดเ้่าสวงผปแอิืทมใฝ',
  'ქწერტყუიოპ  ასდფგჰჯკლ  ზხცვბნმ   ',
];

const latinByCharacter: ReadonlyMap<string, string> = new Map(
  LAYOUTS.flatMap(layout =>
    Array.from(layout, (character, at) => [character, LATIN.charAt(at)] as const).filter(
      ([character, latin]) => character > '~' && latin !== '',
    ),
  ),
);

/** The character on the same key of a Latin layout; the character itself where unknown. */
export const latinOf = (character: string): string => latinByCharacter.get(character.toLowerCase()) ?? character;

/** For places where letters are commands. */
export function latinChord(chord: string): string {
  const latin = chord.length === 1 ? latinOf(chord) : chord;
  return latin !== chord && chord !== chord.toLowerCase() ? latin.toUpperCase() : latin;
}
