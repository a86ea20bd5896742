import { z } from 'zod';

/** A whole number of the query, which is text; the document shows the number it stands for. */
export const wholeNumber = (min: number, max: number, byDefault: number) =>
  z.preprocess(
    (text) => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text),
    z.int().min(min).max(max).default(byDefault),
  );
