import { finderOf } from '../phrases/phrases.ts';
import type { Readings } from '../text/readings.ts';
import { CHECKS_LEFT_OUT } from './checks.ts';
import { RESULTS_FORCED } from './results.ts';
import { SWITCHED_OFF } from './settings.ts';
import { withoutSpaces } from './without-spaces.ts';

const findPhrases = finderOf([...CHECKS_LEFT_OUT, ...RESULTS_FORCED, ...SWITCHED_OFF]);

/** Options of commands, and commands that stop what guards. */
const FLAGS =
  /(?<!\b(?:remove|drop|forbid|ban|avoid|without|not use|never use|no more) [`"']?)--(?:no-(?:verify|validate|approval|gate|check|review|confirm)|skip-(?:approval|validation|gate|check|review|safety|verify|policy)|bypass|disable-(?:gate|approval|validation|safety|guardrails|policy|check)|dangerously-skip|force-approve|auto-approve|yolo)|\b(?:systemctl|service|docker|kubectl|pm2|supervisorctl|launchctl|rc-service) (?:stop|mask|disable|kill|delete|unload|rm)\b[^\n]{0,40}(?:guard|gate\b|polic(?:y|ies)|safefetch|approval|validator|\bdlp)/i;

/** The results by their names, in capitals. */
const NAMED_RESULTS =
  /\b(?:[Dd]isable|[Tt]urn off|[Ss]witch off|[Ii]gnore|[Rr]emove|[Mm]ute|[Ss]uppress|[Ss]kip|[Oo]verride|[Dd]rop|[Ss]ilence) (?:the |all |every |any )?(?:WARN|BLOCK)(?:s|S|ED)?\b|\b[Tt]urn (?:WARN|BLOCK)s? off\b/;

/**
 * Texts that ask to disable, skip or weaken the gate: its checks, its approvals, its policies.
 * @returns the names of what is asked for, each once.
 */
export function detectGateBypass({ plain, words }: Pick<Readings, 'plain' | 'words'>): string[] {
  const flags = plain.some((text) => FLAGS.test(text)) ? ['switch in a setting'] : [];
  const results = plain.some((text) => NAMED_RESULTS.test(text)) ? ['forcing the result'] : [];
  return [
    ...new Set([
      ...flags,
      ...results,
      ...findPhrases(words),
      ...words.clear.flatMap(({ text }) => withoutSpaces(text)),
    ]),
  ];
}
