/**
 * Letters of other scripts that look like Latin ones. NFKC leaves them as they are, because they are letters of their
 * own; what it does fold (fullwidth, mathematical, circled letters) is not repeated here.
 */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  A: 'ΑАᎪᗅꓮⱭ',
  B: 'ΒВᏴᗷꓐ',
  C: 'СϹⅭᏟꓚ',
  D: 'Ꭰᗞꓓ',
  E: 'ΕЕᎬꓰ',
  F: 'ϜᖴꓝҒ',
  G: 'ԌᏀꓖ',
  H: 'ΗНᎻꓧ',
  I: 'ΙІӀᏆꓲ',
  J: 'ЈᎫꓙͿ',
  K: 'ΚКᏦꓗ',
  L: 'ᏞᒪꓡԼ',
  M: 'ΜМᎷꓟϺ',
  N: 'ΝꓠՆ',
  O: 'ΟОՕꓳ',
  P: 'ΡРᏢꓑ',
  Q: 'Ԛ',
  R: 'ᎡᖇꓣƦ',
  S: 'ЅՏᏚꓢ',
  T: 'ΤТᎢꓔ',
  U: 'ՍᑌꓴԱ',
  V: 'ѴᏙꓦ',
  W: 'ԜᎳꓪ',
  X: 'ΧХꓫ',
  Y: 'ΥҮУꓬ',
  Z: 'ΖᏃꓜ',
  a: 'αаɑᴀ',
  b: 'ЬьʙƄ',
  c: 'сϲᴄ',
  d: 'ԁɗᴅ',
  e: 'еєҽᴇε',
  f: 'ƒꜰ',
  g: 'ɡցɢ',
  h: 'һհʜ',
  i: 'іιıɩɪ',
  j: 'јϳᴊ',
  k: 'кκᴋ',
  l: 'ӏʟǀ',
  m: 'мᴍ',
  n: 'ոпηɴ',
  o: 'оοσօᴏ',
  p: 'рρᴘ',
  q: 'ԛզ',
  r: 'гᴦʀ',
  s: 'ѕꜱ',
  t: 'тτᴛ',
  u: 'υսᴜ',
  v: 'νѵᴠ',
  w: 'ԝωѡᴡ',
  x: 'хχ',
  y: 'уγүʏ',
  z: 'ᴢʐ',
};

const LATIN: ReadonlyMap<string, string> = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);
const ANY = new RegExp(`[${[...LATIN.keys()].join('')}]`, 'g');

/** The same length; texts that are really Greek or Cyrillic become unreadable, so look at both. */
export function foldLookAlikes(text: string): string {
  return text.replace(ANY, (letter) => LATIN.get(letter) ?? letter);
}
