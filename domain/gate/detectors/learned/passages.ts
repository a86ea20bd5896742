/** Longer than nearly all of the examples: what hides in a long text is looked at by itself. */
const PASSAGE_CHARS = 600;
const STEP_CHARS = PASSAGE_CHARS / 2;

/** A short text as it is, a long one as passages that overlap by half, so that what is shorter stands whole in one. */
export function passagesOf(text: string): string[] {
  if (text.length <= PASSAGE_CHARS) return [text];
  const steps = Math.ceil((text.length - PASSAGE_CHARS) / STEP_CHARS);
  return Array.from({ length: steps + 1 }, (_, step) =>
    text.slice(step * STEP_CHARS, step * STEP_CHARS + PASSAGE_CHARS),
  );
}
