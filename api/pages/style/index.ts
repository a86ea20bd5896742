import { contentHash } from '../content-hash.ts';
import { BASE } from './base.ts';
import { DASHBOARD } from './dashboard.ts';
import { PRINT } from './print.ts';
import { RECORD } from './record.ts';

/** The one stylesheet of all pages: system fonts, light and dark by the reader's own setting, narrow or wide. */
export const STYLE = [BASE, RECORD, DASHBOARD, PRINT].join('\n');

export const STYLE_URL = `/style.css?v=${contentHash(STYLE)}`;
