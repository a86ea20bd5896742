import type { Readings } from '../text/readings.ts';

/** Marks of the formats in which models are trained to take turns; no text of a person has them. */
const TURNS =
  /<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|end_header_id|eot_id|begin_of_text|fim_prefix)\|>|\[\/?INST\]|<<\/?SYS>>|<\/(?:user_input|user_message|user|untrusted|document|tool_result|context)>\s{0,9}<(?:system|instructions?|admin|developer)>|<(?:system|system_prompt|system_message|sys)>/i;
/** `[SYSTEM OVERRIDE]`, and then an order. */
const BANNER =
  /(?:[[<{*#=-]{1,4} ?)(?:system|admin|administrator|developer|root|operator)[ _-](?:override|command|instructions?|directive|prompt|mode|alert|message|notice|update)(?: ?[\]>}*#=:-]{1,4})[^\n]{0,120}?\b(?:must|comply|ignore|disregard|obey|assistant|approve|disable|new (?:rule|instruction|task)|from now on|override|reveal|grant)\b/i;
const SYSTEM_TURN =
  /(?:^|\n|\[)[ \t#*>[\]-]{0,8}(?:system|developer)(?: (?:prompt|message|override|note|update|instruction|notice|injection))?[\]* ]{0,3}[:>][\]* ]{0,3}\s{0,4}(?:you (?:are (?:now|an?|the|in|no|to)|must|will|shall)\b|ignore|disregard|forget|override|new (?:rule|instruction|task|directive|policy|order)s? ?[:=]|new (?:instruction|directive)|from now on|the assistant (?:must|should|will|is)|all (?:safety|previous|prior)|respond|reply|always|never|do not|enable|disable)/i;

/** A turn of another speaker, or the end of this one, written into a text. */
const STAGED =
  /\b(?:begin|start|end)(?: of)?(?: the| this)?(?: new)? (?:system|user|developer|assistant)[ _](?:prompt|message|input|instructions?|turn)\b|[=#*-]{3,} ?(?:END|BEGIN|START)(?: OF)? [A-Z ]{3,30}[=#*-]{3,}[^\n]{0,40}\b(?:now|ignore|act on|you are|you must|delete|approve|system|grant)\b|<\/(?:data|document|context|user|input|email|message|tool_result)>[^<]{0,40}\b(?:as the system|system:|ignore|grant|you must|you are now)\b|\b(?:user|developer|system) (?:instructions?|input|prompt|message) (?:has|have) ended\b|\bnew system (?:prompt|message|instructions?)\b|\[(?:assistant|ai|llm|model|agent)[ _](?:instructions?|directive|command|note)s?\s?[:\]]|<(?:instructions?|directive|command)>[^<]{0,200}\b(?:mark|approve|ignore|send|grant|transfer|forward|disregard|hire|rate|refund|reveal|execute|delete)\b/i;
/** Somebody speaks to the program by its kind, and gives it an order that no customer would. */
const ADDRESSED =
  /(?:^|[\n.!?"'[({>;]|@|\b(?:dear|hey|hi|hello|attention|ok|okay|psst),?)[ \t]{0,3}@?(?:AI|A\.I\.|LLM|assistant|AI (?:assistant|agent|model|reader|system)s?|language models?|chat ?bot|bot|GPT|machine readers?|automated (?:readers?|systems?|agents?))[ ,:–-]{1,4}[^\n.]{0,100}?\b(?:new directives?|forget (?:the|your|all|everything)|disregard|ignore (?:the|your|all|any|previous)|comply without|override|obey|your (?:configuration|instructions?|rules|prompt|directives?|guidelines?) (?:changed|has|have|is|are|was|were)|reveal|print your|rate this|skip the rest|do whatever|reply only with|say only|when summari[sz]ing|state that|rank this|say that|never ask|(?:is|are) always (?:verified|approved|right)|grant|hide (?:this|the|bad)|recommend (?:this|our|us)|without (?:checks|checking|verification|approval)|mark (?:this|me|the) \w{1,20} as)\b/i;

/** Written as one word, or with its letters set apart. */
const TOGETHER =
  /(?:ignore|disregard|forget|override|bypass)(?:all|any|every|everything|of|the|your|my|these|those|other){0,4}(?:previous|prior|above|earlier|preceding|former|original|system|safety|instructions)(?:instruction|rule|direction|guideline|prompt|command|order|polic|restriction|context|message|above|before|given|you)/;

/** @returns the names of what is there that words alone do not show: turns of a conversation, and words run together. */
export function findMarkup({ plain, words }: Pick<Readings, 'plain' | 'words'>): string[] {
  const turns = plain.some((text) =>
    [TURNS, SYSTEM_TURN, BANNER, STAGED, ADDRESSED].some((pattern) => pattern.test(text)),
  );
  const together = words.clear.some(({ text }) => TOGETHER.test(text));
  return [...(turns ? ['chat markup'] : []), ...(together ? ['instruction override'] : [])];
}
