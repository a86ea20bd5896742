/** A thread of the gate's verdicts that runs out of memory on most texts. */
export default function judge([
  ,
  ,
  {
    ai_output: { text },
  },
]) {
  if (text.endsWith('and live')) return { status: 'BLOCK', risk_score: 90, reason: '', reasons: [], rules: [] };
  setTimeout(() => {
    throw new Error('out of memory');
  });
  return new Promise(() => undefined);
}
