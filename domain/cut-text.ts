/** A text that may have been cut, with what is missing. */
export interface CutText {
  text: string;
  /** Characters that are not shown. */
  omitted: number;
}

export function cutText(text: string, max: number): CutText {
  if (text.length <= max) return { text, omitted: 0 };
  const kept = text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
  return { text: kept, omitted: text.length - kept.length };
}
